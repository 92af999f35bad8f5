package dev.corral.backup;

/** A file is no backup that can be restored here; the message says why, to a person. */
public final class BadArchive extends RuntimeException {

    /** With a sentence. */
    public BadArchive(String message) {
        super(message);
    }

    BadArchive(String message, Throwable cause) {
        super(message, cause);
    }
}
