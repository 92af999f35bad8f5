package dev.corral.status;

import java.util.List;

/**
 * The state of the Ollama servers. Cheap to ask: it tells what is known and asks no server. Any
 * thread may.
 */
public interface BackendStats {

    /** All backends in the order of the setting. */
    List<BackendState> backends();

    /** All that is known of the fleet at this moment. */
    default FleetView fleet() {
        return FleetView.EMPTY;
    }

    /** What is known about a backend. */
    enum Health {
        /** Its last answer was one. */
        UP,
        /** Its last request failed for a reason of its own. */
        DOWN,
        /** It was not asked yet. */
        UNKNOWN
    }

    /**
     * A backend.
     *
     * @param url its base URL
     * @param running exchanges that have a place there now
     * @param connections connections that are open now
     * @param lastFailure the kind of the last failure since the last answer, or null
     */
    record BackendState(
            String url, Health health, int running, int connections, String lastFailure) {}
}
