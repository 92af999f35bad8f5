package dev.corral.fleet.book;

/** A change that was made from a version that is not the newest any more. */
public final class BackendConflict extends RuntimeException {

    BackendConflict() {
        super(
                "This backend was changed by somebody else in the meantime. Look at it as it is now, then save again.");
    }
}
