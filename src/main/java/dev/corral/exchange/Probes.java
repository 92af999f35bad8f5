package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import java.time.Duration;
import java.util.List;

/**
 * Asks a backend for its version now and then while nothing is known about it or its last answer
 * failed, so that it is known to be back before the next person waits for it. A backend that
 * answers people is not asked.
 */
public final class Probes implements Watch.Watched {

    private static final UpstreamRequest QUESTION =
            new UpstreamRequest("GET", "/api/version", List.of(), null);
    private static final long EVERY = Duration.ofSeconds(5).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(4).toNanos();
    private static final int LONGEST = 64 * 1024;

    private final Exchanges exchanges;
    private final Fleet fleet;
    private long asked = System.nanoTime() - EVERY;

    /** Probes of the fleet's backends; to be added to a {@link Watch}. */
    public Probes(Exchanges exchanges, Fleet fleet) {
        this.exchanges = exchanges;
        this.fleet = fleet;
    }

    @Override
    public void tick(long now) {
        if (now - asked < EVERY) {
            return;
        }
        asked = now;
        for (Backend backend : fleet.backends()) {
            if (backend.health() != Backend.Health.UP) {
                exchanges.startAt(backend, QUESTION, new Collector(LONGEST, PATIENCE));
            }
        }
    }
}
