package dev.corral.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Guesses the URL that somebody meant, to be offered, never to be used without asking. */
final class BaseUrlAdvice {

    private static final Pattern PARTS =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(?:[^@/?#]*@)?([^/?#]*).*");
    private static final Pattern BARE_IPV6 =
            Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private BaseUrlAdvice() {}

    static Optional<BaseUrl> suggest(String text) {
        String tidy = text.strip().replaceAll("[\"'<>\\s]", "").replace('\\', '/');
        Matcher parts = PARTS.matcher(withScheme(tidy));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String scheme = "https".equalsIgnoreCase(parts.group(1)) ? "https" : "http";
        String authority = connectable(parts.group(2));
        if (BARE_IPV6.matcher(authority).matches()) {
            return readIpv6(scheme, authority);
        }
        boolean noPort = !authority.matches(".*:[0-9]+") && scheme.equals("http");
        return read(
                scheme
                        + "://"
                        + (noPort
                                ? authority.replaceAll(":$", "") + ":" + BaseUrl.OLLAMA_PORT
                                : authority));
    }

    /** {@code localhost:11434} is a host and a port, though it looks like a scheme and a path. */
    private static String withScheme(String text) {
        if (text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*")) {
            return text;
        }
        return text.matches("https?:.*") ? text.replaceFirst(":/*", "://") : "http://" + text;
    }

    private static String connectable(String authority) {
        return authority.replaceFirst("^(0\\.0\\.0\\.0|0|\\[::])(?=:|$)", "127.0.0.1");
    }

    /** {@code fd00::7:11434} has a last part that is too long for an address, so it is a port. */
    private static Optional<BaseUrl> readIpv6(String scheme, String text) {
        Optional<BaseUrl> whole = read(scheme + "://[" + text + "]:" + BaseUrl.OLLAMA_PORT);
        int colon = text.lastIndexOf(':');
        return whole.isPresent()
                ? whole
                : read(scheme + "://[" + text.substring(0, colon) + "]" + text.substring(colon));
    }

    private static Optional<BaseUrl> read(String text) {
        try {
            return Optional.of(BaseUrl.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
