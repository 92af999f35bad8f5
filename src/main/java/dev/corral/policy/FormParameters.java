package dev.corral.policy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The parameters of a header's value, as far as they have one meaning: no name twice, no backslash,
 * no line end.
 */
final class FormParameters {
    private final Map<String, String> values = new HashMap<>();

    private FormParameters() {}

    /** Reads {@code ; a=b; c="d"}; null when it is anything else. */
    static FormParameters parse(String text) {
        FormParameters parameters = new FormParameters();
        int at = 0;
        while (at < text.length()) {
            at = skipSpace(text, at);
            if (at == text.length()) {
                return parameters;
            }
            if (text.charAt(at) != ';') {
                return null;
            }
            at = skipSpace(text, at + 1);
            int equals = text.indexOf('=', at);
            if (at == text.length() || equals < 0) {
                return at == text.length() ? parameters : null;
            }
            String name = text.substring(at, equals).toLowerCase(Locale.ROOT);
            at = equals + 1;
            boolean quoted = at < text.length() && text.charAt(at) == '"';
            int end = quoted ? text.indexOf('"', at + 1) : endOfToken(text, at);
            if (end < 0 || !name.matches("[a-z0-9_-]+\\*?")) {
                return null;
            }
            String value = text.substring(quoted ? at + 1 : at, end);
            if (value.indexOf('\\') >= 0
                    || !quoted && value.isEmpty()
                    || parameters.values.put(name, value) != null) {
                return null;
            }
            at = quoted ? end + 1 : end;
        }
        return parameters;
    }

    /** A parameter's value, or null. */
    String get(String name) {
        return values.get(name);
    }

    private static int skipSpace(String text, int at) {
        int next = at;
        while (next < text.length() && (text.charAt(next) == ' ' || text.charAt(next) == '\t')) {
            next++;
        }
        return next;
    }

    private static int endOfToken(String text, int at) {
        int end = at;
        while (end < text.length()
                && text.charAt(end) > ' '
                && text.charAt(end) < 0x7f
                && "()<>@,;:\\\"/[]?=".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }
}
