package dev.corral.fleet.book;

import java.util.List;

/**
 * What an administrator wants to be said of a backend from now on; read by {@link BackendRules}.
 *
 * @param url as typed
 * @param name null or blank for the URL's host and port
 * @param weight null for 1
 * @param slots null for what the setting says, as is the case for {@code vram} and {@code
 *     maxLoaded}
 * @param vram a size with its unit, such as {@code 80GB}
 * @param headers all header fields of its own; one without a value keeps the value that it has
 * @param ca PEM, or null
 * @param certificate PEM, or null
 */
public record Wish(
        String url,
        String name,
        Integer weight,
        boolean draining,
        List<String> tags,
        Integer slots,
        String vram,
        Integer maxLoaded,
        Secret bearer,
        List<HeaderWish> headers,
        String ca,
        String certificate,
        Secret key,
        String tlsName,
        String proxy) {

    /** A header field; its text hides the value. */
    public record HeaderWish(String name, String value) {
        @Override
        public String toString() {
            return name + ": ••••";
        }
    }

    /** What is to become of a secret: kept, removed, or replaced. Its text tells nothing. */
    public record Secret(boolean keep, String text) {

        /** It stays as it is. */
        public static final Secret KEEP = new Secret(true, null);

        /** There is none from now on. */
        public static final Secret NONE = new Secret(false, null);

        /** It is this one from now on; blank means none. */
        public static Secret of(String text) {
            return text == null || text.isBlank() ? NONE : new Secret(false, text.strip());
        }

        @Override
        public String toString() {
            return "••••";
        }
    }
}
