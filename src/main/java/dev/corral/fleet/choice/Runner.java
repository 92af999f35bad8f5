package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.List;

/** One model in a backend's memory, as far as is known. Guarded by the dispatcher's lock. */
final class Runner {

    enum State {
        LOADING,
        LOADED,
        UNLOADING
    }

    final String model;

    /** The options it was loaded with; null if others loaded it. */
    final String options;

    final PrefixIndex cache = new PrefixIndex();
    State state;

    /** Bytes of memory that it takes; 0 if not known. */
    long bytes;

    /** Requests of ours that are there. */
    int running;

    /** The same, one by one. */
    final List<Place> places = new ArrayList<>(4);

    /** When its state changed last. */
    long since;

    /** When a request was last put there or ended there. */
    long lastUsed;

    /** Whether {@link Hands} load it, so that no request of ours is needed for it. */
    boolean byHand;

    /** Whether it gets nothing more, because another model shall have its memory. */
    boolean drains;

    /** Whether its backend was down since it was seen. */
    boolean doubtful;

    Runner(String model, String options, State state, long now) {
        this.model = model;
        this.options = options;
        this.state = state;
        this.since = now;
        this.lastUsed = now;
    }

    /** Whether a request with these options can use it as it is. */
    boolean fits(String wanted) {
        return state != State.UNLOADING
                && !drains
                && (options == null ? wanted.isEmpty() : options.equals(wanted));
    }

    void become(State next, long now) {
        state = next;
        since = now;
    }

    boolean isIdle() {
        return running == 0 && state == State.LOADED;
    }
}
