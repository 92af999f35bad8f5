package dev.corral.policy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The requests of the last day that the policy was asked about, as far as rules look at them: who,
 * what, which model, how large; no text. In memory only, at most {@value #MOST}, the oldest give
 * way. Noting one costs a write into an array. Thread-safe.
 */
public final class RecentRequests {

    static final int MOST = 20_000;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final Duration KEPT = Duration.ofHours(24);

    private final AtomicReferenceArray<Past> ring = new AtomicReferenceArray<>(MOST);
    private final AtomicLong count = new AtomicLong();
    private final Clock clock;
    private long looked = System.nanoTime();

    /** Nothing is remembered yet. */
    public RecentRequests(Clock clock) {
        this.clock = clock;
    }

    /**
     * A request of the past.
     *
     * @param at when it came, in milliseconds since 1970
     * @param subject who asked
     * @param facts what was asked
     */
    record Past(long at, Subject subject, Facts facts) {
        Instant time() {
            return Instant.ofEpochMilli(at);
        }
    }

    /** Remembers a request. */
    public void note(Subject subject, Facts facts) {
        int place = (int) (count.getAndIncrement() % MOST);
        ring.lazySet(place, new Past(clock.millis(), subject, facts));
    }

    /**
     * Forgets what is older than a day. To be called often by one thread; it looks once a minute.
     *
     * @param now {@link System#nanoTime()}
     */
    public void forgetOld(long now) {
        if (now - looked < MINUTE_NANOS) {
            return;
        }
        looked = now;
        long oldest = oldest();
        for (int i = 0; i < MOST; i++) {
            Past past = ring.get(i);
            if (past != null && past.at < oldest) {
                ring.compareAndSet(i, past, null);
            }
        }
    }

    /** The requests of the last day, in no order. */
    List<Past> ofLastDay() {
        long oldest = oldest();
        List<Past> found = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            Past past = ring.get(i);
            if (past != null && past.at >= oldest) {
                found.add(past);
            }
        }
        return found;
    }

    private long oldest() {
        return clock.millis() - KEPT.toMillis();
    }
}
