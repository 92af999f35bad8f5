package dev.corral.fleet;

import java.time.Duration;

/**
 * How far a backend can be trusted: a breaker that opens by what requests meet and by looks that
 * nobody answers. What proves that nobody is there, or two looks without an answer in a row, puts
 * it down at once, and the next look that is answered brings it back. Breaks in the middle of
 * things only make it suspect; {@value #BREAKS} in a row open the breaker, and then one request
 * after the other tries it, at growing intervals.
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
        /** Something broke. */
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
     * @param broken whether it is there and only breaks what it is asked
     */
    public record View(State state, String reason, long since, long nextTry, boolean broken) {}

    static final int BREAKS = 3;
    private static final int MISSES = 2;
    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_WAIT = Duration.ofSeconds(5).toNanos();
    private static final long FIRST_TRIAL = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_TRIAL = Duration.ofSeconds(60).toNanos();

    private volatile View view;
    private volatile boolean clean = true;
    private volatile long answeredAt;
    private volatile boolean everAnswered;
    private int misses;
    private int breaks;
    private boolean open;
    private long wait = FIRST_WAIT;
    private long trial = FIRST_TRIAL;

    /** Of a backend that was not asked yet. */
    Vitals(long now) {
        view = new View(State.UNKNOWN, null, now, now, false);
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
     * A request was answered with what is no failure of the backend.
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
            breaks = 0;
            open = false;
            trial = FIRST_TRIAL;
            return recovered(now);
        }
    }

    /** A look was answered, which says nothing about what requests meet. */
    boolean looked(long now) {
        answeredAt = now;
        everAnswered = true;
        synchronized (this) {
            if (open) {
                misses = 0;
                wait = FIRST_WAIT;
                return false;
            }
            return recovered(now);
        }
    }

    private boolean recovered(long now) {
        misses = 0;
        wait = FIRST_WAIT;
        clean = breaks == 0;
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
            open = false;
            return down("hung", now);
        }
        return view.state() != State.DOWN && to(State.SUSPECT, "silent", now, now);
    }

    /** A request or a look met a failure that is the backend's. */
    synchronized boolean failed(Proof proof, String reason, long now) {
        clean = false;
        if (proof == Proof.ABSENT) {
            open = false;
            return down(reason, now);
        }
        breaks++;
        if (breaks < BREAKS && !open) {
            return view.state() != State.DOWN && to(State.SUSPECT, reason, now, now);
        }
        open = true;
        long next = now + trial;
        trial = Math.min(2 * trial, LONGEST_TRIAL);
        return to(State.DOWN, reason, now, next);
    }

    private boolean down(String reason, long now) {
        long next = now + wait;
        wait = Math.min(2 * wait, LONGEST_WAIT);
        return to(State.DOWN, reason, now, next);
    }

    /** Lets a request try it when it is time for that. */
    synchronized boolean tick(long now) {
        return open
                && view.state() == State.DOWN
                && now - view.nextTry() >= 0
                && to(State.SUSPECT, view.reason(), now, now);
    }

    private boolean to(State state, String reason, long now, long nextTry) {
        View before = view;
        boolean changed = before.state() != state;
        if (changed || !java.util.Objects.equals(reason, before.reason()) || state == State.DOWN) {
            view = new View(state, reason, changed ? now : before.since(), nextTry, open);
        }
        return changed;
    }
}
