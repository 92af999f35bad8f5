package dev.corral.door;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The check against requests that another site makes with what a browser sends by itself (a
 * session's cookie, SPNEGO, a client certificate, a remembered Basic password). Who knows how the
 * caller proved itself asks it; an API key needs no check, as no browser adds one. Stateless; any
 * thread may use it.
 */
public final class CrossSite {

    static final String FOREIGN =
            "The request comes from another site. Use the page itself, or an API key in a program.";
    static final String NOT_THE_PAGE =
            "A change by session must come from the page (header X-Corral-Page: 1). Use an API key in a program.";

    private final Supplier<Set<String>> origins;

    /**
     * @param origins origins ({@code https://ai.example.com}) beside that of the Host header under
     *     which the page is reached, for proxies that rewrite Host; asked at each check
     */
    public CrossSite(Supplier<Set<String>> origins) {
        this.origins = origins;
    }

    /**
     * What speaks against a request of the container's own principal (session, SPNEGO, client
     * certificate).
     *
     * @return a sentence for a 403, or null when nothing does
     */
    public String objectionToSession(HttpServletRequest clientRequest) {
        boolean reads = isRead(clientRequest.getMethod());
        String path = RawPath.of(clientRequest);
        if (reads && !path.startsWith("/ollama/") && !path.startsWith("/api/")) {
            return null;
        }
        if (isForeign(clientRequest)) {
            return FOREIGN;
        }
        return reads || Errors.isFromPage(clientRequest) ? null : NOT_THE_PAGE;
    }

    /**
     * What speaks against a form of the page, which cannot have the page's header, but which a
     * browser marks with its origin.
     *
     * @return a sentence for a 403, or null when nothing does
     */
    public String objectionToForm(HttpServletRequest clientRequest) {
        if (isForeign(clientRequest)) {
            return FOREIGN;
        }
        boolean marked =
                Errors.isFromPage(clientRequest)
                        || clientRequest.getHeader("Origin") != null
                        || "same-origin".equals(clientRequest.getHeader("Sec-Fetch-Site"));
        return marked ? null : NOT_THE_PAGE;
    }

    /**
     * What speaks against a request with Basic credentials, which a browser repeats by itself, but
     * which programs without the page's header use, too.
     *
     * @return a sentence for a 403, or null when nothing does
     */
    public String objectionToBasic(HttpServletRequest clientRequest) {
        return isForeign(clientRequest) ? FOREIGN : null;
    }

    private boolean isForeign(HttpServletRequest clientRequest) {
        String site = clientRequest.getHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = clientRequest.getHeader("Origin");
        return origin != null
                && !isOwn(origin, clientRequest.getHeader("Host"))
                && !origins.get().contains(origin);
    }

    /**
     * Compared without the scheme: behind a proxy that ends TLS, Corral does not know the page's.
     */
    private static boolean isOwn(String origin, String host) {
        int scheme = origin.startsWith("https://") ? 8 : origin.startsWith("http://") ? 7 : -1;
        return scheme > 0
                && host != null
                && origin.length() - scheme == host.length()
                && origin.regionMatches(true, scheme, host, 0, host.length());
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
