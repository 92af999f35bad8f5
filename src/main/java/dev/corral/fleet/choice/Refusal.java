package dev.corral.fleet.choice;

/**
 * Why a request gets no place.
 *
 * @param reason the kind
 * @param sentence for people
 * @param retryAfterNanos when it may be worth asking again; 0 if that is not known
 */
public record Refusal(Reason reason, String sentence, long retryAfterNanos) {

    /** The kinds. */
    public enum Reason {
        /** Too many wait already. */
        FULL,
        /** No backend that may be used is up. */
        NO_BACKEND,
        /** Backends are up, but none that has the model. */
        NO_HOLDER,
        /** All that could do it were tried. */
        ALL_TRIED,
        /** No backend has the name or a tag that was asked for. */
        NOT_ALLOWED,
        /** The dispatcher is closing. */
        CLOSING
    }
}
