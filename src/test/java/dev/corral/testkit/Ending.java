package dev.corral.testkit;

/** How a response came to its end. */
public enum Ending {
    /** As its framing said: the length was reached, the last chunk came, or it needed no body. */
    WHOLE,
    /** Neither length nor chunks were promised, and the server closed the connection. */
    CLOSED,
    /** The connection was closed before the promised end. */
    TRUNCATED,
    /** The connection was reset before the promised end. */
    RESET,
    /** What came was no HTTP. */
    GARBLED
}
