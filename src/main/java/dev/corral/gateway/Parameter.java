package dev.corral.gateway;

import dev.corral.policy.ModelName;

/** A last path segment that varies, and the one form in which it goes up. */
enum Parameter {
    /** {@code sha256:…} or {@code sha256-…} with 64 hexadecimal digits, as Ollama takes it. */
    DIGEST("{digest}") {
        @Override
        String accept(String segment) {
            if (segment.length() != 71 || !segment.startsWith("sha256")) {
                return null;
            }
            char separator = segment.charAt(6);
            if (separator != ':' && separator != '-') {
                return null;
            }
            for (int i = 7; i < 71; i++) {
                if (Character.digit(segment.charAt(i), 16) < 0 || segment.charAt(i) > 'f') {
                    return null;
                }
            }
            return segment;
        }

        @Override
        String refusal(String segment) {
            // Ollama's own words first: clients look for them.
            return segment.isEmpty()
                    ? null
                    : "invalid digest format; it is sha256: with 64 hexadecimal digits after it";
        }
    },
    /**
     * A model's name without a slash (Ollama routes no name with one). The colon before the tag may
     * come as {@code %3A}, which is what {@code encodeURIComponent} makes of it; it is the only
     * encoding taken, and it goes up as a colon.
     */
    MODEL("{model}") {
        @Override
        String accept(String segment) {
            String name =
                    segment.indexOf('%') < 0
                            ? segment
                            : segment.replace("%3A", ":").replace("%3a", ":");
            return onlyNameCharacters(name, "._-:", 350) && ModelName.parse(name) != null
                    ? name
                    : null;
        }
    },
    /** Something that Ollama ignores; URL-safe Base64. */
    KEY("{key}") {
        @Override
        String accept(String segment) {
            return onlyNameCharacters(segment, "_-=", 512) ? segment : null;
        }
    };

    final String placeholder;

    Parameter(String placeholder) {
        this.placeholder = placeholder;
    }

    /** The segment as it goes up, or null when it is not one of this kind. */
    abstract String accept(String segment);

    /**
     * What a client is told of a segment that is none of this kind; null when Ollama, too, has
     * nothing at such a path.
     */
    String refusal(String segment) {
        return null;
    }

    /** The parameter that ends a template, or null. */
    static Parameter endingOf(String template) {
        for (Parameter parameter : values()) {
            if (template.endsWith("/" + parameter.placeholder)) {
                return parameter;
            }
        }
        return null;
    }

    private static boolean onlyNameCharacters(String text, String others, int longest) {
        if (text.isEmpty() || text.length() > longest || ".-:=".indexOf(text.charAt(0)) >= 0) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
