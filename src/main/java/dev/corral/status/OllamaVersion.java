package dev.corral.status;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares versions of Ollama. */
final class OllamaVersion {

    /** The first that tells thinking from the answer, which the page shows apart. */
    static final String LOWEST = "0.9.0";

    private static final Pattern NUMBERS =
            Pattern.compile("v?([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6}).*");

    private OllamaVersion() {}

    /**
     * Whether it is certainly older than the lowest; what is no version (a build from source) is
     * not.
     */
    static boolean isTooOld(String version) {
        return number(version) != 0 && number(version) < number(LOWEST);
    }

    private static long number(String version) {
        Matcher matcher = NUMBERS.matcher(version);
        if (!matcher.matches()) {
            return 0;
        }
        return (Long.parseLong(matcher.group(1)) * 1_000_000 + Long.parseLong(matcher.group(2)))
                        * 1_000_000
                + Long.parseLong(matcher.group(3));
    }
}
