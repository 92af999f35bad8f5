package dev.corral.door;

import jakarta.servlet.http.HttpServletResponse;

/**
 * The headers that every page for people carries. The login page and the error pages set them
 * themselves, because a container shows those before, or instead of, any filter.
 */
public final class PageHeaders {
    /** Nothing inline, nothing from another host, no markup from strings. */
    public static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; font-src 'self'; form-action 'self'; "
                    + "frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'";

    private PageHeaders() {}

    /**
     * Sets the headers that forbid scripts from elsewhere, framing, sniffing and leaking of
     * addresses.
     */
    public static void secure(HttpServletResponse clientResponse) {
        clientResponse.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        clientResponse.setHeader("X-Content-Type-Options", "nosniff");
        clientResponse.setHeader("X-Frame-Options", "DENY");
        clientResponse.setHeader("Referrer-Policy", "same-origin");
        clientResponse.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        clientResponse.setHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** As {@link #secure}, for an HTML page that no cache may keep. */
    static void html(HttpServletResponse clientResponse) {
        secure(clientResponse);
        clientResponse.setHeader("Cache-Control", "no-store");
        clientResponse.setContentType("text/html; charset=utf-8");
    }
}
