package dev.corral.status;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A released version of Ollama.
 *
 * @param number grows with the version
 */
record OllamaVersion(String text, long number) {

    private static final Pattern NUMBERS =
            Pattern.compile("v?([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})(?:[^0-9].*)?");

    /**
     * Reads one.
     *
     * @return null for what is none, such as a build from source, which calls itself 0.0.0
     */
    static OllamaVersion parse(String text) {
        Matcher matcher = NUMBERS.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number =
                (Long.parseLong(matcher.group(1)) * 1_000_000 + Long.parseLong(matcher.group(2)))
                                * 1_000_000
                        + Long.parseLong(matcher.group(3));
        return number == 0 ? null : new OllamaVersion(text, number);
    }

    boolean isBefore(OllamaVersion other) {
        return number < other.number;
    }
}
