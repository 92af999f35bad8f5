package dev.corral.exchange;

import dev.corral.fleet.choice.Waiting;

/**
 * How a request stands, for people who wait for it.
 *
 * @param phase where it is
 * @param position its place in the queue, from 1; 0 when it is in none
 * @param expectedNanos how long it may still take to begin; 0 when that is not known
 * @param reason one sentence for people, or null
 */
public record Progress(Phase phase, int position, long expectedNanos, String reason) {

    /** Where a request is. */
    public enum Phase {
        /** In the queue. */
        QUEUED,
        /** Its model is being loaded. */
        LOADING,
        /** A backend works on it and has not said anything yet. */
        ASKED,
        /** The answer comes. */
        ANSWERING,
        /** Nowhere, or between two backends. */
        OVER
    }

    static final Progress ANSWERING = new Progress(Phase.ANSWERING, 0, 0, null);
    private static final Progress OVER = new Progress(Phase.OVER, 0, 0, null);

    static Progress over() {
        return OVER;
    }

    static Progress loading(String reason) {
        return new Progress(Phase.LOADING, 0, 0, reason);
    }

    static Progress asked(String reason) {
        return new Progress(Phase.ASKED, 0, 0, reason);
    }

    static Progress of(Waiting waiting) {
        Phase phase =
                switch (waiting.phase()) {
                    case QUEUED -> Phase.QUEUED;
                    case LOADING -> Phase.LOADING;
                    case PLACED -> Phase.ASKED;
                    case GONE -> Phase.OVER;
                };
        return new Progress(phase, waiting.position(), waiting.expectedNanos(), waiting.reason());
    }
}
