package dev.corral.door;

import jakarta.servlet.http.HttpServletResponse;

/** The response headers that tell a browser what not to do with an answer. */
final class SecurityHeaders {

    static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; frame-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    static final String DATA_POLICY =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    /**
     * Of the frame that draws diagrams. What a model wrote is drawn there by a large library, so
     * the frame has an origin of its own and reaches nothing.
     */
    static final String DIAGRAM_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                    + " frame-ancestors 'self'; base-uri 'none'; sandbox allow-scripts";

    private static final String DIAGRAM = "/assets/diagram/";
    private static final String DIAGRAM_LIBRARY = "/assets/lib/mermaid/";
    private static final String PERMISSIONS =
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(),"
                    + " gyroscope=(), magnetometer=(), microphone=(self), midi=(), payment=(), usb=(), xr-spatial-tracking=()";

    private SecurityHeaders() {}

    /**
     * Sets them all.
     *
     * @param path the raw path below the context path
     */
    static void set(HttpServletResponse clientResponse, String path) {
        boolean page = Face.of(path) == Face.PAGE;
        boolean diagram = path.startsWith(DIAGRAM);
        // A frame with an origin of its own is a stranger to the scripts that it is made of.
        boolean forFrame = diagram || path.startsWith(DIAGRAM_LIBRARY);
        clientResponse.setHeader(
                "Content-Security-Policy",
                diagram ? DIAGRAM_POLICY : page ? PAGE_POLICY : DATA_POLICY);
        clientResponse.setHeader("X-Content-Type-Options", "nosniff");
        // With no-referrer, the Origin of a page's form would be "null", and nobody could tell it
        // from another site's.
        clientResponse.setHeader("Referrer-Policy", page ? "same-origin" : "no-referrer");
        clientResponse.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        clientResponse.setHeader(
                "Cross-Origin-Resource-Policy", forFrame ? "cross-origin" : "same-origin");
        clientResponse.setHeader("Permissions-Policy", PERMISSIONS);
        clientResponse.setHeader("X-Frame-Options", diagram ? "SAMEORIGIN" : "DENY");
        clientResponse.setHeader(
                "Cache-Control", path.startsWith("/assets/") ? "no-cache" : "no-store");
    }
}
