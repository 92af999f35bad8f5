package dev.corral.exchange;

/** How an exchange ended. */
public enum Outcome {
    /** The client has the whole answer, whatever its status. */
    WHOLE,
    /** The client left, or took the answer too slowly. */
    CLIENT_GONE,
    /** The upstream failed and the client was told. */
    FAILED
}
