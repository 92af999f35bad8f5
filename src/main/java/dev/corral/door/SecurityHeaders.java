package dev.corral.door;

import jakarta.servlet.http.HttpServletResponse;

/** The response headers that tell a browser what not to do with an answer. */
final class SecurityHeaders {

    static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none';"
                    + " base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    static final String DATA_POLICY =
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static final String PERMISSIONS =
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), geolocation=(),"
                    + " gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=(), xr-spatial-tracking=()";

    private SecurityHeaders() {}

    /**
     * Sets them all.
     *
     * @param path the raw path below the context path
     */
    static void set(HttpServletResponse clientResponse, String path) {
        boolean page = Face.of(path) == Face.PAGE;
        clientResponse.setHeader("Content-Security-Policy", page ? PAGE_POLICY : DATA_POLICY);
        clientResponse.setHeader("X-Content-Type-Options", "nosniff");
        // With no-referrer, the Origin of a page's form would be "null", and nobody could tell it
        // from another site's.
        clientResponse.setHeader("Referrer-Policy", page ? "same-origin" : "no-referrer");
        clientResponse.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        clientResponse.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        clientResponse.setHeader("Permissions-Policy", PERMISSIONS);
        clientResponse.setHeader("X-Frame-Options", "DENY");
        clientResponse.setHeader(
                "Cache-Control", path.startsWith("/assets/") ? "no-cache" : "no-store");
    }
}
