package dev.corral.fleet.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;

/**
 * Reads a body through a buffer that all connections of a reactor thread share, so that much is
 * read at once and an idle stream holds nothing. What was read is always passed on whole, also
 * beyond the window's end, as the library does with what is in its own buffer. For the reactor
 * thread.
 */
abstract class PlainBody implements ContentDecoder {

    /** With a window of 32 KB less than 64 KB are held of an answer, see {@code Credit}. */
    static final int PIECE = 24 * 1024;

    private static final ThreadLocal<ByteBuffer> SHARED =
            ThreadLocal.withInitial(() -> ByteBuffer.allocate(PIECE));

    private final ReadableByteChannel channel;
    private final SessionInputBuffer received;
    private final BasicHttpTransportMetrics metrics;
    private Pieces pieces;

    PlainBody(
            ReadableByteChannel channel,
            SessionInputBuffer received,
            BasicHttpTransportMetrics metrics) {
        this.channel = channel;
        this.received = received;
        this.metrics = metrics;
    }

    void deliverTo(Pieces taker) {
        pieces = taker;
    }

    /** The most bytes that may be read now. */
    abstract int most();

    /**
     * Takes the framing out of what came; all of it is used up.
     *
     * @return how many bytes of the body stand at the array's beginning now
     */
    abstract int decode(byte[] bytes, int length) throws IOException;

    /** The connection ended before the body was whole. */
    abstract void cut() throws IOException;

    /** What came after the end of the body; null for nothing. */
    ByteBuffer surplus() {
        return null;
    }

    @Override
    public final int read(ByteBuffer library) throws IOException {
        if (isCompleted()) {
            return -1;
        }
        ByteBuffer shared = SHARED.get().clear();
        shared.limit(Math.min(most(), pieces == null ? library.remaining() : shared.capacity()));
        if (received.hasData()) {
            received.read(shared);
        } else {
            int came = channel.read(shared);
            if (came < 0) {
                cut();
            }
            metrics.incrementBytesTransferred(Math.max(0, came));
        }
        int length = decode(shared.array(), shared.position());
        if (length > 0) {
            pass(shared.position(0).limit(length), library);
        }
        return length;
    }

    private void pass(ByteBuffer piece, ByteBuffer library) {
        if (pieces == null) {
            library.put(piece);
        } else {
            pieces.take(piece);
        }
    }

    @Override
    public List<? extends Header> getTrailers() {
        return null;
    }
}
