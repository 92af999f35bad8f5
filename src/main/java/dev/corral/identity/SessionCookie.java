package dev.corral.identity;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import java.util.EnumSet;

/**
 * The session's cookie: out of reach of scripts, not sent along by other sites' forms, and never
 * replaced by an id in the URL. Set by code, because not every server reads all of this from {@code
 * web.xml}.
 */
public final class SessionCookie {

    private SessionCookie() {}

    /** Called once, while the application starts. */
    public static void configure(ServletContext application) {
        application.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.COOKIE));
        SessionCookieConfig cookie = application.getSessionCookieConfig();
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
    }
}
