package dev.corral.policy;

import java.util.Locale;

/**
 * Which models a rule is about: a name, compared as Ollama resolves it ({@code llama3} is {@code
 * llama3:latest}), or a text with {@code *} for any run of characters ({@code llama3:*}, {@code
 * hf.co/*}, {@code *-coder:7b}), compared in lower case with the shortest form of a name and with
 * the one that has all parts. Immutable.
 */
final class ModelPattern {
    private final String text;
    private final ModelName name;
    private final String glob;

    private ModelPattern(String text, ModelName name, String glob) {
        this.text = text;
        this.name = name;
        this.glob = glob;
    }

    /** A pattern, or null when the text can match no model. */
    static ModelPattern parse(String text) {
        if (text.indexOf('*') < 0) {
            ModelName name = ModelName.parse(text);
            return name == null ? null : new ModelPattern(text, name, null);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!plain && "*_-.:/".indexOf(c) < 0) {
                return null;
            }
        }
        boolean hasTag = text.lastIndexOf(':') > text.lastIndexOf('/') || text.endsWith("*");
        return new ModelPattern(
                text, null, text.toLowerCase(Locale.ROOT) + (hasTag ? "" : ":latest"));
    }

    /** Whether it matches every model. */
    boolean isAll() {
        return "*".equals(glob);
    }

    /**
     * Whether a model is meant.
     *
     * @param widely whether a pattern without a tag also means the text as it stands ({@code
     *     *-cloud}), not only with {@code :latest}; so for rules that deny, which should rather say
     *     no once too often
     */
    boolean matches(ModelName model, boolean widely) {
        if (name != null) {
            return name.equals(model);
        }
        return isAll()
                || fits(glob, model.canonical())
                || fits(glob, model.full())
                || widely && fits(text.toLowerCase(Locale.ROOT), model.canonical());
    }

    private static boolean fits(String glob, String subject) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (in < subject.length()) {
            if (at < glob.length() && glob.charAt(at) == '*') {
                star = at++;
                resume = in;
            } else if (at < glob.length() && glob.charAt(at) == subject.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++resume;
            } else {
                return false;
            }
        }
        while (at < glob.length() && glob.charAt(at) == '*') {
            at++;
        }
        return at == glob.length();
    }

    @Override
    public String toString() {
        return text;
    }
}
