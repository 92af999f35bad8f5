package dev.corral.identity;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;

/** How long a session may last, idle and altogether. */
final class SessionRules {

    private final Settings settings;

    SessionRules(Settings settings) {
        this.settings = settings;
    }

    /**
     * Sets the idle time, and ends a session that has lasted long enough; true when it was ended.
     */
    boolean end(HttpSession session) {
        int idle = (int) settings.get(Catalogue.SESSION_IDLE_TIMEOUT).toSeconds();
        if (session.getMaxInactiveInterval() != idle) {
            session.setMaxInactiveInterval(idle);
        }
        Duration longest = settings.get(Catalogue.SESSION_MAX_LIFETIME);
        if (longest.isZero()
                || System.currentTimeMillis() - session.getCreationTime() < longest.toMillis()) {
            return false;
        }
        session.invalidate();
        return true;
    }
}
