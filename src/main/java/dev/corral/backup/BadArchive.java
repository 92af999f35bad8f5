package dev.corral.backup;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A file is no backup that can be restored here; the message says why, to a person. */
public final class BadArchive extends Refused {

    /** With a sentence. */
    public BadArchive(Sentence said) {
        super(said);
    }

    BadArchive(Sentence said, Throwable cause) {
        super(said, cause);
    }
}
