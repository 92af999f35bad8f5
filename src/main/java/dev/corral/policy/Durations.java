package dev.corral.policy;

import java.time.Duration;

/** Durations as people and Ollama write them: {@code 90s}, {@code 5m}, {@code 1h}. */
final class Durations {
    private Durations() {}

    /** A duration in its largest unit that leaves no rest. */
    static String format(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds > 0 && seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** A whole number with a unit s, m or h; null when the text is no such thing. */
    static Duration parse(String text) {
        try {
            Duration duration = KeepAlive.ofText(text);
            return duration.toNanosPart() == 0 && !duration.equals(KeepAlive.FOREVER)
                    ? duration
                    : null;
        } catch (BadBody wrong) {
            return null;
        }
    }
}
