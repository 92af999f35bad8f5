package dev.corral.fleet.choice;

/**
 * How a request stands.
 *
 * @param phase where it is
 * @param position how many get their turn before it, plus one; 0 when it does not wait
 * @param expectedNanos how long it may still take to begin; 0 when it does not wait
 * @param reason one sentence for people
 */
public record Waiting(Phase phase, int position, long expectedNanos, String reason) {

    /** Where a request is. */
    public enum Phase {
        /** In the queue. */
        QUEUED,
        /** In the queue while its model is being loaded. */
        LOADING,
        /** At a backend. */
        PLACED,
        /** Nowhere any more. */
        GONE
    }
}
