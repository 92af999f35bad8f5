package dev.corral.door;

/**
 * One canonical spelling of a URI, or none: what a server, a filter mapping and a route table could
 * read in two ways is refused, never repaired. Pure functions.
 */
final class UriRules {

    static final int MAX_PATH = 2 * 1024;
    static final int MAX_URI = 8 * 1024;

    static final String NO_PATH = "The request must name a path that begins with a slash.";
    static final String TOO_LONG =
            "The path is longer than 2 KB, or the URL longer than 8 KB; shorten it.";
    static final String BAD_CHARACTER =
            "The URL holds a character that may not stand there; percent-encode it, or remove it.";
    static final String BAD_ESCAPE =
            "The URL holds a percent sign without two hexadecimal digits behind it.";
    static final String BAD_SPELLING =
            "The path holds an escape that no path here needs (a letter, digit, dot, slash, backslash, semicolon,"
                    + " percent sign or control character); write it plainly.";
    static final String BAD_SEGMENT = "The path holds '//', '/./' or '/../'; write it without.";
    static final String BAD_PARAMETER = "The path holds ';', which no path here has; remove it.";

    private static final boolean[] PLAIN = table("-._~!$&'()*+,=:@");
    private static final boolean[] NEVER_ESCAPED = table("-._~/\\;%");

    private UriRules() {}

    /**
     * What is wrong with a URI.
     *
     * @param uri the raw path with the context path, or null
     * @param contextLength how many characters of it are the context path; there, and only there,
     *     escaped non-ASCII is allowed
     * @param query the raw query without its question mark, or null
     * @return a sentence for the client, or null when nothing is wrong
     */
    static String objection(String uri, int contextLength, String query) {
        if (uri == null || uri.isEmpty() || uri.charAt(0) != '/') {
            return NO_PATH;
        }
        if (uri.length() > MAX_PATH
                || query != null && uri.length() + 1 + query.length() > MAX_URI) {
            return TOO_LONG;
        }
        String objection = pathObjection(uri, contextLength);
        return objection != null || query == null ? objection : queryObjection(query);
    }

    private static String pathObjection(String uri, int contextLength) {
        int segment = 1;
        int length = uri.length();
        for (int i = 1; i < length; i++) {
            char c = uri.charAt(i);
            if (c == '/') {
                if (isEmptyOrDots(uri, segment, i)) {
                    return BAD_SEGMENT;
                }
                segment = i + 1;
            } else if (c == '%') {
                String objection = escapeObjection(uri, i, i < contextLength);
                if (objection != null) {
                    return objection;
                }
                i += 2;
            } else if (c >= 128 || !PLAIN[c]) {
                return c == ';' ? BAD_PARAMETER : BAD_CHARACTER;
            }
        }
        return segment < length && isEmptyOrDots(uri, segment, length) ? BAD_SEGMENT : null;
    }

    private static boolean isEmptyOrDots(String uri, int from, int to) {
        int length = to - from;
        return length == 0
                || length == 1 && uri.charAt(from) == '.'
                || length == 2 && uri.charAt(from) == '.' && uri.charAt(from + 1) == '.';
    }

    private static String escapeObjection(String uri, int percent, boolean inContext) {
        int octet = octet(uri, percent);
        if (octet < 0) {
            return BAD_ESCAPE;
        }
        if (octet >= 128) {
            return inContext ? null : BAD_SPELLING;
        }
        return octet < ' ' || octet == 127 || NEVER_ESCAPED[octet] ? BAD_SPELLING : null;
    }

    private static String queryObjection(String query) {
        for (int i = 0; i < query.length(); i++) {
            char c = query.charAt(i);
            if (c <= ' ' || c >= 127 || c == '\\' || c == '#') {
                return BAD_CHARACTER;
            }
            if (c == '%') {
                int octet = octet(query, i);
                if (octet < 0) {
                    return BAD_ESCAPE;
                }
                if (octet == 0) {
                    return BAD_CHARACTER;
                }
                i += 2;
            }
        }
        return null;
    }

    private static int octet(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = hex(text.charAt(percent + 1));
        int low = hex(text.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    private static boolean[] table(String others) {
        boolean[] table = new boolean[128];
        for (char c = '0'; c <= 'z'; c++) {
            table[c] = c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a';
        }
        for (char c : others.toCharArray()) {
            table[c] = true;
        }
        return table;
    }
}
