package dev.corral.fleet;

import java.time.Duration;

/**
 * Whether a backend is there, from looks and from what proves that nobody is: that, or two looks
 * without an answer in a row, puts it down at once, and the next look that is answered brings it
 * back. Looks that break make it suspect, {@value #BREAKS} in a row put it down. What requests meet
 * at one that is there is counted elsewhere, by the dispatcher's breaker.
 *
 * <p>All times are nanoseconds of one monotonic clock and come from the caller. Thread-safe.
 */
public final class Vitals {

    /** States, best first. */
    public enum State {
        /** It was not asked yet. */
        UNKNOWN,
        /** It answers. */
        HEALTHY,
        /** Something failed; it is used where no other can be. */
        SUSPECT,
        /** It is not used. */
        DOWN
    }

    /** What a failure proves. */
    public enum Proof {
        /** Nobody is there, or nobody who speaks as Ollama does. */
        ABSENT,
        /** A look broke. */
        BROKE
    }

    /**
     * How it stands.
     *
     * @param state the state
     * @param reason why it is not healthy, or null: {@code refused}, {@code dns}, {@code
     *     connect_timeout}, {@code tls}, {@code reset}, {@code garbage}, {@code silent}, {@code
     *     hung} (takes connections but does not answer), {@code error} (answers 5xx), {@code
     *     unauthorized}, {@code redirect}, {@code loop} (is this Corral), {@code not_ollama}
     * @param since when the state began
     * @param nextTry when it is tried next, if it is down
     */
    public record View(State state, String reason, long since, long nextTry) {}

    static final int BREAKS = 3;
    private static final int MISSES = 2;
    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(5).toNanos();

    private volatile View view;
    private volatile boolean clean = true;
    private volatile long answeredAt;
    private volatile boolean everAnswered;
    private int misses;
    private int breaks;
    private long wait = FIRST_WAIT;

    /** Of a backend that was not asked yet. */
    Vitals(long now) {
        view = new View(State.UNKNOWN, null, now, now);
    }

    /** How it stands. */
    public View view() {
        return view;
    }

    /** How long ago an answer came; {@link Long#MAX_VALUE} if none did. */
    long answeredAgo(long now) {
        return everAnswered ? now - answeredAt : Long.MAX_VALUE;
    }

    /**
     * A request or a look was answered.
     *
     * @return whether the state changed
     */
    boolean answered(long now) {
        answeredAt = now;
        everAnswered = true;
        if (clean && view.state() == State.HEALTHY) {
            return false;
        }
        synchronized (this) {
            return recovered(now);
        }
    }

    private boolean recovered(long now) {
        misses = 0;
        breaks = 0;
        wait = FIRST_WAIT;
        clean = true;
        return to(State.HEALTHY, null, now, now);
    }

    /** A look was not answered in time. */
    synchronized boolean missed(long began, long now) {
        if (everAnswered && answeredAt - began > 0) {
            // Something else was answered meanwhile.
            return false;
        }
        clean = false;
        misses++;
        if (misses >= MISSES) {
            return down("hung", now);
        }
        return view.state() != State.DOWN && to(State.SUSPECT, "silent", now, now);
    }

    /** Nobody is there, or a look broke. */
    synchronized boolean failed(Proof proof, String reason, long now) {
        clean = false;
        if (proof == Proof.ABSENT || ++breaks >= BREAKS) {
            return down(reason, now);
        }
        return view.state() != State.DOWN && to(State.SUSPECT, reason, now, now);
    }

    private boolean down(String reason, long now) {
        long next = now + wait;
        wait = Math.min(2 * wait, LONGEST_WAIT);
        return to(State.DOWN, reason, now, next);
    }

    private boolean to(State state, String reason, long now, long nextTry) {
        View before = view;
        boolean changed = before.state() != state;
        if (changed || !java.util.Objects.equals(reason, before.reason()) || state == State.DOWN) {
            view = new View(state, reason, changed ? now : before.since(), nextTry);
        }
        return changed;
    }
}
