package dev.corral.fleet.book;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A change that was made from a version that is not the newest any more. */
public final class BackendConflict extends Refused {

    BackendConflict() {
        super(
                Sentence.of(
                        "backend.conflict",
                        "This backend was changed by somebody else in the meantime. Look at it as it is now, then save again."));
    }
}
