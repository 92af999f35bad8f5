package dev.corral.exchange;

import dev.corral.fleet.Backend;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.nio.CapacityChannel;

/**
 * Backpressure of one answer: the upstream gets credit for bytes that were written to the client,
 * not for bytes received. Credit is given in lumps, since each costs a wake-up of the reactor, and
 * only while at most half a window is held: HttpCore reads once more for any credit, however small,
 * so that crumbs would let the queue grow without bound.
 */
final class Credit {

    /** With the client library's own buffers what is held stays below 64 KB. */
    static final int WINDOW = Backend.WINDOW;

    private static final int LUMP = WINDOW / 2;

    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger owed = new AtomicInteger();
    private volatile CapacityChannel upstreamResponse;

    /** Bytes came from the upstream. Reactor thread. */
    void received(int n) {
        held.addAndGet(n);
    }

    /** Bytes were passed on. Any thread. */
    void written(int n) throws IOException {
        owed.addAndGet(n);
        held.addAndGet(-n);
        give();
    }

    /** The upstream used up its window; from now on credit can be given here. Reactor thread. */
    void exhausted(CapacityChannel channel) throws IOException {
        upstreamResponse = channel;
        give();
    }

    /** Whether the upstream is kept waiting by us, so that its silence means nothing. */
    boolean withheld() {
        return held.get() + owed.get() >= WINDOW;
    }

    private void give() throws IOException {
        CapacityChannel channel = upstreamResponse;
        if (channel != null && held.get() <= WINDOW - LUMP && owed.get() >= LUMP) {
            int lump = owed.getAndSet(0);
            if (lump > 0) {
                channel.update(lump);
            }
        }
    }
}
