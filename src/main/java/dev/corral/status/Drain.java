package dev.corral.status;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switch with which an administrator takes this server out of a load balancer without cutting
 * anybody off: while it is on, {@code /health/ready} says so, and every request is served as ever.
 * A start begins with it off. Thread-safe.
 */
public final class Drain {

    /**
     * Who switched it on.
     *
     * @param at when
     * @param by the caller's name, or the way it was done
     */
    public record Since(Instant at, String by) {}

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    private final Clock clock;
    private final AtomicReference<Since> since = new AtomicReference<>();

    Drain(Clock clock) {
        this.clock = clock;
    }

    /** Since when it is on; null while it is off. */
    public Since since() {
        return since.get();
    }

    /** Switches it; a switch to what it is already changes nothing. */
    public void set(boolean on, String by) {
        boolean changed =
                on
                        ? since.compareAndSet(null, new Since(clock.instant(), by))
                        : since.getAndSet(null) != null;
        if (changed) {
            LOG.info("{} by {}", on ? "Draining was begun" : "Draining was ended", by);
        }
    }
}
