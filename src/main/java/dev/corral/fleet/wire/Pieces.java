package dev.corral.fleet.wire;

import java.nio.ByteBuffer;

/** Takes the pieces of a body, one after the other, on the connection's reactor thread. */
@FunctionalInterface
public interface Pieces {

    /** The next piece; array-backed, and reused after the call: what is kept must be copied. */
    void take(ByteBuffer piece);
}
