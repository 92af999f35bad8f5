package dev.corral.fleet.choice;

import java.util.Set;

/**
 * One request from {@link Dispatcher#submit} to its end: first a place in the queue, then a place
 * at a backend. Its accessors may be called from any thread.
 */
public final class Place {

    enum State {
        WAITING,
        PLACED,
        BEGUN,
        OVER
    }

    private final Ask ask;
    private final Set<String> notThere;
    private final Waiter waiter;
    final long since;

    /** Its number in the order in which requests came. */
    long order;

    /** The place that it had before, as long as that may matter for its place in the queue. */
    Place before;

    // All below is guarded by the dispatcher's lock; what others may read is volatile.
    private volatile BackendState backend;
    private volatile Verdict verdict;
    State state = State.WAITING;
    FairQueue.Ticket<Place> ticket;
    Runner runner;
    boolean cold;
    boolean reading;

    long placedAt;
    boolean hasBegun;
    long begunAt;

    /** Bytes of its prompt that had to be read, as far as was known. */
    long toRead;

    /** How many others were being read at its backend. */
    int readers;

    /** How many others were at its runner. */
    int others;

    Place(Ask ask, Set<String> notThere, Waiter waiter, long since, Place before) {
        this.ask = ask;
        this.notThere = notThere;
        this.waiter = waiter;
        this.since = since;
        this.before = before;
    }

    /** What was asked for. */
    public Ask ask() {
        return ask;
    }

    /** The backend's name, or null while the request waits. */
    public String backend() {
        BackendState at = backend;
        return at == null ? null : at.name();
    }

    /** Why it is where it is, in one sentence; null before the first decision. */
    public String reason() {
        Verdict last = verdict;
        return last == null ? null : last.sentence();
    }

    /** Whether its model was not in the backend's memory when it was sent there. */
    public boolean isCold() {
        return cold;
    }

    Set<String> notThere() {
        return notThere;
    }

    Waiter waiter() {
        return waiter;
    }

    BackendState at() {
        return backend;
    }

    void at(BackendState chosen) {
        backend = chosen;
    }

    Verdict verdict() {
        return verdict;
    }

    void verdict(Verdict last) {
        verdict = last;
    }
}
