package dev.corral.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/**
 * A body that is held whole; it goes up with its length, because Ollama notices a lost client only
 * then.
 */
public final class BytesBody implements RequestBody {

    private final byte[] bytes;
    private final int length;
    private final ByteBuffer rest;
    private final Runnable whenOver;

    /**
     * A body of the first {@code length} bytes of {@code bytes}, which must not be changed any
     * more.
     */
    public BytesBody(byte[] bytes, int length) {
        this(bytes, length, () -> {});
    }

    /**
     * The same.
     *
     * @param whenOver told when the exchange needs it no more; maybe several times
     */
    public BytesBody(byte[] bytes, int length, Runnable whenOver) {
        this.bytes = bytes;
        this.length = length;
        this.whenOver = whenOver;
        this.rest = ByteBuffer.wrap(bytes, 0, length);
    }

    /** All bytes, from the array's beginning; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int available() {
        return rest.remaining();
    }

    @Override
    public void produce(DataStreamChannel upstreamRequest) throws IOException {
        while (rest.hasRemaining()) {
            if (upstreamRequest.write(rest) == 0) {
                return;
            }
        }
        upstreamRequest.endStream();
    }

    @Override
    public boolean sent() {
        return !rest.hasRemaining();
    }

    @Override
    public RequestBody again() {
        return new BytesBody(bytes, length);
    }

    @Override
    public void discard() {
        whenOver.run();
    }

    /** The bytes as characters of the same number, for looking up what is ASCII in them. */
    public String text() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
