package dev.corral.policy;

import java.util.Locale;

/**
 * A model's name as Ollama resolves it: {@code m}, {@code M}, {@code m:latest}, {@code library/m},
 * {@code registry.ollama.ai/library/m} and {@code m:latest:local} are one. Immutable; equal when
 * Ollama would take the same model.
 */
public final class ModelName {
    private static final String HOST = "registry.ollama.ai";
    private static final String NAMESPACE = "library";
    private static final String TAG = "latest";
    private static final int LONGEST = 600;

    private final String host;
    private final String namespace;
    private final String model;
    private final String tag;
    private final boolean cloud;
    private final boolean plainHttp;
    private final String canonical;

    private ModelName(String[] parts, boolean cloud, boolean plainHttp) {
        host = parts[0];
        namespace = parts[1];
        model = parts[2];
        tag = parts[3];
        this.cloud = cloud;
        this.plainHttp = plainHttp;
        String shortest =
                host.equals(HOST)
                        ? (namespace.equals(NAMESPACE) ? "" : namespace + "/")
                        : host + "/" + namespace + "/";
        canonical = shortest + model + ":" + shownTag();
    }

    /**
     * A name where Ollama reads a source suffix: {@code :cloud} or {@code -cloud} sends the request
     * to ollama.com, {@code :local} says the opposite (everywhere but in copying, pushing and as
     * the name of a new model).
     *
     * @return the name, or null when Ollama would not take it or when it has white space, which
     *     only some operations cut off
     */
    public static ModelName parse(String text) {
        if (!plausible(text)) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        String suffix = colon < 0 ? "" : lower(text.substring(colon + 1));
        String base = withoutSource(text, colon, suffix);
        if (base == null) {
            return of(text, false);
        }
        int inner = base.lastIndexOf(':');
        if (inner >= 0 && withoutSource(base, inner, lower(base.substring(inner + 1))) != null) {
            return null;
        }
        return of(base, !suffix.equals("local"));
    }

    /**
     * A name that Ollama takes literally (the source and destination of copying, what is pushed,
     * the name of a new model). A tag {@code local} is refused, because the same text would be
     * another model to the other operations.
     *
     * @return the name, or null when Ollama would not take it
     */
    public static ModelName parseLiteral(String text) {
        ModelName name = parse(text);
        if (name == null || lower(text).endsWith(":local") || name.shownTag().length() > 80) {
            return null;
        }
        int colon = text.lastIndexOf(':');
        return colon > text.lastIndexOf('/')
                        && text.lastIndexOf(':', colon - 1) > text.lastIndexOf('/')
                ? null
                : name;
    }

    private static boolean plausible(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && "_-.:/".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static String withoutSource(String text, int colon, String suffix) {
        if (suffix.equals("cloud") || suffix.equals("local")) {
            return text.substring(0, colon);
        }
        if (suffix.endsWith("-cloud") && suffix.indexOf('/') < 0) {
            return text.substring(0, text.length() - "-cloud".length());
        }
        return null;
    }

    private static ModelName of(String text, boolean cloud) {
        String rest = text;
        boolean plainHttp = rest.startsWith("http://");
        if (plainHttp || rest.startsWith("https://")) {
            rest = rest.substring(rest.indexOf("://") + 3);
            if (rest.indexOf('/') == rest.lastIndexOf('/')) {
                return null;
            }
        }
        String[] parts = {HOST, NAMESPACE, "", TAG};
        int slash = rest.lastIndexOf('/');
        int colon = rest.lastIndexOf(':');
        if (colon > slash) {
            parts[3] = lower(rest.substring(colon + 1));
            rest = rest.substring(0, colon);
        }
        parts[2] = lower(rest.substring(slash + 1));
        if (slash >= 0) {
            rest = rest.substring(0, slash);
            slash = rest.lastIndexOf('/');
            parts[1] = lower(rest.substring(slash + 1));
            if (slash >= 0) {
                parts[0] = lower(rest.substring(0, slash));
            }
        }
        boolean valid =
                isPart(parts[0], ".:", 350)
                        && isPart(parts[1], "", 80)
                        && isPart(parts[2], ".", 80)
                        && isPart(parts[3], ".", 80);
        return valid ? new ModelName(parts, cloud, plainHttp) : null;
    }

    private static boolean isPart(String part, String others, int longest) {
        if (part.isEmpty()
                || part.length() > longest
                || !isAlphanumeric(part.charAt(0)) && part.charAt(0) != '_') {
            return false;
        }
        for (int i = 1; i < part.length(); i++) {
            char c = part.charAt(i);
            if (!isAlphanumeric(c) && c != '_' && c != '-' && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private String shownTag() {
        return !cloud ? tag : tag.equals(TAG) ? "cloud" : tag + "-cloud";
    }

    /**
     * Whether the name itself sends the request to ollama.com. A local name may still be a stub of
     * a remote model; only a catalogue knows.
     */
    public boolean isCloud() {
        return cloud;
    }

    /** Whether the name asks for the registry by {@code http://}. */
    public boolean isPlainHttp() {
        return plainHttp;
    }

    /** The registry's host, in lower case. */
    public String host() {
        return host;
    }

    /**
     * The shortest text that means this model, in lower case and always with a tag: {@code
     * llama3:latest}, {@code hf.co/a/b:q4}.
     */
    public String canonical() {
        return canonical;
    }

    /** The text with all parts: {@code registry.ollama.ai/library/llama3:latest}. */
    public String full() {
        return host + "/" + namespace + "/" + model + ":" + shownTag();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ModelName name && canonical.equals(name.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
