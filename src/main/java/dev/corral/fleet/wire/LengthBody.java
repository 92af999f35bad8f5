package dev.corral.fleet.wire;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.nio.SessionInputBuffer;

/** A body whose length was told before. */
final class LengthBody extends PlainBody {

    private final long length;
    private long left;

    LengthBody(
            ReadableByteChannel channel,
            SessionInputBuffer received,
            BasicHttpTransportMetrics metrics,
            long length) {
        super(channel, received, metrics);
        this.length = length;
        this.left = length;
    }

    @Override
    int most() {
        return (int) Math.min(left, PIECE);
    }

    @Override
    int decode(byte[] bytes, int came) {
        left -= came;
        return came;
    }

    @Override
    void cut() throws IOException {
        throw new ConnectionClosedException(
                "Premature end of Content-Length delimited message body (expected: %d; received: %d)",
                length, length - left);
    }

    @Override
    public boolean isCompleted() {
        return left == 0;
    }
}
