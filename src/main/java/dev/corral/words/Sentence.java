package dev.corral.words;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sentence for people, or a part of one. Immutable.
 *
 * @param code by which it is found in other languages; null for words that stay as they are
 * @param text in English, with everything filled in; fit for the client
 * @param values what was filled in, by name: text, numbers, times, sentences, and lists of those
 */
public record Sentence(String code, String text, Map<String, Object> values) {

    public Sentence {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * A sentence.
     *
     * @param code dotted, as {@code chat.full}; written out, since a test looks for it
     * @param english the text with a {@code {hole}} for each value; written out as well
     * @param namesAndValues a name, its value, a name, its value …; never null
     */
    public static Sentence of(String code, String english, Object... namesAndValues) {
        Map<String, Object> values = values(namesAndValues);
        return new Sentence(code, fill(english, values), values);
    }

    /** Words without another language: for programs, or not our own. */
    public static Sentence plain(String text) {
        return new Sentence(null, text, Map.of());
    }

    /** Names and values as a map, in their order. */
    public static Map<String, Object> values(Object... namesAndValues) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put((String) namesAndValues[i], sent(namesAndValues[i + 1]));
        }
        return values;
    }

    /** A text with its holes filled. Quick: every decision of the policy is such a sentence. */
    public static String fill(String english, Map<String, Object> values) {
        StringBuilder filled = new StringBuilder(english.length() + 32);
        int from = 0;
        for (int open = english.indexOf('{'); open >= 0; open = english.indexOf('{', open + 1)) {
            int close = english.indexOf('}', open);
            String name = close < 0 ? "" : english.substring(open + 1, close);
            Object value = values.get(name);
            if (value != null) {
                filled.append(english, from, open).append(words(value));
                from = close + 1;
            } else if (isName(name)) {
                throw new IllegalArgumentException("No value for {" + name + "} in: " + english);
            }
        }
        return filled.append(english, from, english.length()).toString();
    }

    private static boolean isName(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isLetterOrDigit);
    }

    private static String words(Object value) {
        return value instanceof List<?> list
                ? list.stream().map(Sentence::words).collect(Collectors.joining("; "))
                : value.toString();
    }

    /** As JSON can hold it. */
    private static Object sent(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Sentence::sent).toList();
        }
        return value instanceof Sentence || value instanceof Number ? value : value.toString();
    }

    /** The English text. */
    @Override
    public String toString() {
        return text;
    }
}
