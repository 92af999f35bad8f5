package dev.corral.policy;

import java.time.Duration;

/**
 * {@code keep_alive} as Ollama takes it: a number of seconds, or a duration in Go's notation
 * ({@code 5m}, {@code 1h30m}, {@code 0}); negative means for ever. What Ollama would turn into
 * something else (too large for 64 bits of nanoseconds) is refused.
 */
final class KeepAlive {
    /** Never unloaded. */
    static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private static final int LONGEST = 64;

    private final String text;
    private int at;

    private KeepAlive(String text) {
        this.text = text;
    }

    /** A number of seconds as it is written in JSON. */
    static Duration ofNumber(String digits) throws BadBody {
        double seconds = Double.parseDouble(digits);
        if (seconds < 0) {
            return FOREVER;
        }
        double nanos = seconds * 1e9;
        if (!(nanos < 9.2e18)) {
            throw wrong();
        }
        return Duration.ofNanos((long) nanos);
    }

    /** Go's notation of a duration. */
    static Duration ofText(String text) throws BadBody {
        boolean negative = text.startsWith("-");
        String rest = negative || text.startsWith("+") ? text.substring(1) : text;
        if (rest.length() > LONGEST || rest.isEmpty()) {
            throw wrong();
        }
        long nanos = rest.equals("0") ? 0 : new KeepAlive(rest).sum();
        return negative && nanos != 0 ? FOREVER : Duration.ofNanos(nanos);
    }

    private long sum() throws BadBody {
        long nanos = 0;
        while (at < text.length()) {
            nanos += part();
            if (nanos < 0) {
                throw wrong();
            }
        }
        return nanos;
    }

    /**
     * A number and its unit; fractions are rounded in floating point, as Go does it, so that both
     * agree on what is zero.
     */
    private long part() throws BadBody {
        int start = at;
        String whole = digits();
        String fraction = "";
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            fraction = digits();
        }
        if (whole.isEmpty() && fraction.isEmpty() || at == start) {
            throw wrong();
        }
        long unit = unit();
        if (whole.length() > 18 || fraction.length() > 18) {
            throw wrong();
        }
        long value = whole.isEmpty() ? 0 : Long.parseLong(whole);
        if (value > Long.MAX_VALUE / unit) {
            throw wrong();
        }
        value *= unit;
        if (!fraction.isEmpty()) {
            double scale = 1;
            for (int i = 0; i < fraction.length(); i++) {
                scale *= 10;
            }
            value += (long) (Long.parseLong(fraction) * (unit / scale));
        }
        return value;
    }

    private String digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return text.substring(start, at);
    }

    private long unit() throws BadBody {
        int start = at;
        while (at < text.length()
                && text.charAt(at) != '.'
                && (text.charAt(at) < '0' || text.charAt(at) > '9')) {
            at++;
        }
        return switch (text.substring(start, at)) {
            case "ns" -> 1L;
            case "us", "\u00b5s", "\u03bcs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw wrong();
        };
    }

    private static BadBody wrong() {
        return new BadBody(
                "\"keep_alive\" is not a duration that Ollama reads: write seconds as a number, or \"5m\", \"1h\", 0, -1.");
    }
}
