/**
 * The benchmark: a stand-in upstream that stamps its frames, load clients that read the stamps, the
 * servers that are compared, and the rounds and the report. Runs on a bare JDK, apart from the
 * product; times of different processes are comparable because on Linux {@link System#nanoTime} is
 * the one monotonic clock of the machine.
 */
package dev.corral.bench;
