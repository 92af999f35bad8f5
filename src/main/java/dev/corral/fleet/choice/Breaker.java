package dev.corral.fleet.choice;

/**
 * Whether a backend's answers can be relied on. After failures in a row it is left alone for a
 * while, each time longer, then tried with one request; a success ends that. Guarded by the
 * dispatcher's lock.
 */
final class Breaker {

    private static final int ENOUGH = 2;
    private static final long FIRST = 1_000_000_000L;
    private static final long LONGEST = 30_000_000_000L;

    /** How it stands. */
    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    private int failures;
    private long pause = FIRST;
    private long until;
    private long since;
    private boolean open;
    private Result.Kind why;

    void succeeded() {
        failures = 0;
        pause = FIRST;
        open = false;
    }

    /** One failure turned out to be the request's own fault. */
    void forgive() {
        if (failures > 0 && --failures < ENOUGH) {
            open = false;
        }
    }

    void failed(Result.Kind kind, long now) {
        failures++;
        why = kind;
        if (open && now - until >= 0) {
            pause = Math.min(LONGEST, 2 * pause);
            until = now + pause;
        } else if (!open && failures >= ENOUGH) {
            open = true;
            since = now;
            until = now + pause;
        }
    }

    State state(long now) {
        if (!open) {
            return State.CLOSED;
        }
        return now - until < 0 ? State.OPEN : State.HALF_OPEN;
    }

    /** What it failed with last; null while it is closed. */
    Result.Kind why() {
        return open ? why : null;
    }

    /** When it was opened; of no meaning while it is closed. */
    long since() {
        return since;
    }

    /** When it is tried again; of no meaning while it is closed. */
    long until() {
        return until;
    }
}
