package dev.corral.testkit;

/**
 * A request whose client left before its script had answered.
 *
 * @param exchange what was being answered
 * @param atNanos {@link System#nanoTime()} when the stand-in noticed
 * @param how {@code FIN}, {@code RST} or the message of a failed write
 */
public record Abort(Exchange exchange, long atNanos, String how) {}
