/**
 * Connections to a backend without TLS, below the client library: a request goes out on the thread
 * that has it, answers are read in large pieces through one buffer of each reactor thread, and no
 * wake-up happens that nothing needs. What the library does by itself stays as it is for TLS. See
 * {@code docs/decisions/0004-speed.md}.
 */
package dev.corral.fleet.wire;
