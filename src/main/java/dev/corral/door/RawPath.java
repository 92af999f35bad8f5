package dev.corral.door;

import jakarta.servlet.http.HttpServletRequest;

/**
 * The path of a request below the context path as the client wrote it: nothing decoded, nothing
 * removed.
 */
public final class RawPath {

    private static final String ATTRIBUTE = RawPath.class.getName();

    private RawPath() {}

    /**
     * The raw path below the context path. What the door let through has exactly one spelling, so
     * that it can be compared as text: no parameters, no empty or dot segments, no escapes of
     * letters, digits, dots or slashes.
     *
     * @return beginning with {@code /}, or empty for the context root without its slash
     */
    public static String of(HttpServletRequest clientRequest) {
        if (clientRequest.getAttribute(ATTRIBUTE) instanceof String path) {
            return path;
        }
        String uri = clientRequest.getRequestURI();
        String path =
                uri == null
                        ? ""
                        : uri.substring(contextLength(uri, clientRequest.getContextPath()));
        clientRequest.setAttribute(ATTRIBUTE, path);
        return path;
    }

    /**
     * How many characters of the URI are the context path. Counted by segments, because one server
     * gives the context path as the client wrote it and another decoded.
     */
    static int contextLength(String uri, String contextPath) {
        int segments = 0;
        for (int i = 0; i < contextPath.length(); i++) {
            if (contextPath.charAt(i) == '/') {
                segments++;
            }
        }
        int end = 0;
        for (; segments > 0 && end < uri.length(); segments--) {
            int next = uri.indexOf('/', end + 1);
            end = next < 0 ? uri.length() : next;
        }
        return end;
    }
}
