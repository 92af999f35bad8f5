package dev.corral.fleet.choice;

/**
 * How a request ended at its backend. Durations in nanoseconds, 0 where the backend told none.
 *
 * @param kind how
 * @param totalNanos how long all took at the backend
 * @param loadNanos how long the model was loaded for it
 * @param promptTokens the prompt's length
 * @param promptNanos how long the prompt was read
 * @param evalTokens the answer's length
 * @param evalNanos how long the answer was written
 */
public record Result(
        Kind kind,
        long totalNanos,
        long loadNanos,
        long promptTokens,
        long promptNanos,
        long evalTokens,
        long evalNanos) {

    /** The ways to end. */
    public enum Kind {
        /** It answered; also with an error that is the request's own fault. */
        DONE,
        /** The client left or Corral stopped it; says nothing of the backend. */
        LEFT,
        /** It could not be reached. */
        UNREACHABLE,
        /** It ended the connection before or in its answer. */
        CUT,
        /** It answered 5xx. */
        ERROR,
        /** What came was no HTTP answer. */
        GARBAGE,
        /** It said that it is busy (503). */
        BUSY,
        /** It was silent too long. */
        SILENT,
        /** It does not have the model (404). */
        NO_MODEL
    }

    /** An answer of which nothing was measured. */
    public static final Result DONE = of(Kind.DONE);

    /** The client left. */
    public static final Result LEFT = of(Kind.LEFT);

    /** An end without numbers. */
    public static Result of(Kind kind) {
        return new Result(kind, 0, 0, 0, 0, 0, 0);
    }

    /** How long it waited at the backend for a slot; 0 if that is not known. */
    long waitedNanos() {
        return totalNanos == 0 ? 0 : Math.max(0, totalNanos - loadNanos - promptNanos - evalNanos);
    }

    /** Whether the backend is to blame. */
    public boolean isFailure() {
        return kind != Kind.DONE && kind != Kind.LEFT && kind != Kind.NO_MODEL;
    }
}
