package dev.corral.policy;

import java.time.Duration;

/**
 * How far an answer may go. A limit that is null is none.
 *
 * @param duration longest time from the beginning of the exchange to its end
 * @param bytes most bytes of the answer's body
 */
public record Allowance(Duration duration, Long bytes) {

    /** No limit. */
    public static final Allowance UNLIMITED = new Allowance(null, null);

    /** The further of both, for two rules that each allow the same. */
    Allowance or(Allowance other) {
        return new Allowance(
                duration == null || other.duration == null ? null : max(duration, other.duration),
                bytes == null || other.bytes == null
                        ? null
                        : Long.valueOf(Math.max(bytes, other.bytes)));
    }

    /** The nearer of both, for two things that a request needs. */
    Allowance and(Allowance other) {
        return new Allowance(min(duration, other.duration), min(bytes, other.bytes));
    }

    private static <T extends Comparable<T>> T max(T a, T b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static <T extends Comparable<T>> T min(T a, T b) {
        return a == null || b != null && b.compareTo(a) < 0 ? b : a;
    }
}
