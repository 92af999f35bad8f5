package dev.corral.door;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What scripts of other sites' pages are told, if an administrator listed their origin: they may
 * call Ollama's paths and read the answers. They need an API key for it: {@code
 * Access-Control-Allow-Credentials} is never sent, and {@link CrossSite} refuses their requests
 * with what a browser adds by itself. All others are told nothing. Pure.
 */
final class CrossOrigin {

    private static final int LONGEST = 1024;
    private static final String NOT_THE_PAGE_ITSELF = "x-corral-page";

    private CrossOrigin() {}

    /** Whether the request comes from a page that may call this path. */
    static boolean isListed(HttpServletRequest clientRequest, Set<?> origins) {
        String origin = clientRequest.getHeader("Origin");
        String path = RawPath.of(clientRequest);
        return origin != null
                && origins.contains(origin)
                && (path.startsWith("/ollama/") || path.startsWith("/k/"));
    }

    /** Lets the page's script read the answer. */
    static void letRead(HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        clientResponse.setHeader("Access-Control-Allow-Origin", clientRequest.getHeader("Origin"));
        clientResponse.setHeader("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
        clientResponse.addHeader("Vary", "Origin");
    }

    /** Answers a preflight of a listed origin. */
    static void allow(HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        clientResponse.setStatus(HttpServletResponse.SC_NO_CONTENT);
        clientResponse.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
        String headers = allowed(clientRequest.getHeader("Access-Control-Request-Headers"));
        if (!headers.isEmpty()) {
            clientResponse.setHeader("Access-Control-Allow-Headers", headers);
        }
        clientResponse.setHeader("Access-Control-Max-Age", "600");
    }

    /** Whatever the page's library adds, but not what tells Corral's own page. */
    private static String allowed(String asked) {
        if (asked == null || asked.length() > LONGEST) {
            return "";
        }
        List<String> names = new ArrayList<>();
        for (String part : asked.split(",")) {
            String name = part.strip().toLowerCase(Locale.ROOT);
            if (HeaderRules.isToken(name) && !name.equals(NOT_THE_PAGE_ITSELF)) {
                names.add(name);
            }
        }
        return String.join(", ", names);
    }
}
