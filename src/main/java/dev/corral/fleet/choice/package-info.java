/**
 * Where a request should go, and when. Nothing here does I/O, starts a thread or reads a clock:
 * times come in as nanoseconds of one monotonic clock, randomness as a generator, and what is to be
 * done goes out through {@link dev.corral.fleet.choice.Hands} and {@link
 * dev.corral.fleet.choice.Waiter}. So the very class that serves in production, {@link
 * dev.corral.fleet.choice.Dispatcher}, is driven through hours of traffic in a second by the
 * simulation in the tests. Nothing is known here of HTTP, settings or servlets.
 */
package dev.corral.fleet.choice;
