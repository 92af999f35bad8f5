package dev.corral.exchange;

import java.io.IOException;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/** The body of an upstream request, drawn by the reactor as the upstream takes it. */
public interface RequestBody {

    /** The length in bytes, or -1 when it is not known and goes up chunked. */
    long length();

    /**
     * How much can be produced now; 0 when there is nothing to send yet, or the reactor would spin.
     *
     * <p>Called on the reactor's thread.
     */
    int available();

    /**
     * Writes what the upstream takes now and ends the stream after the last byte. Called on the
     * reactor's thread.
     */
    void produce(DataStreamChannel upstreamRequest) throws IOException;

    /** Whether all of it went up, so that the connection can serve another request. */
    boolean sent();

    /**
     * The same body once more for another try, from its first byte; null when that cannot be had.
     * The one before is used no more. Any thread.
     */
    RequestBody again();

    /**
     * The upstream takes no more of it: whoever waits to add more is woken. Idempotent, any thread.
     */
    void discard();
}
