package dev.corral.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Takes the chunked coding off (RFC 9112 section 7.1), whatever pieces it comes in. */
final class ChunkDecoder {

    private enum At {
        SIZE,
        EXTENSION,
        DATA,
        AFTER_DATA,
        TRAILER
    }

    private At at = At.SIZE;
    private long left;
    private int lineLength;

    /**
     * Gives the data on.
     *
     * @return whether that was the end of the body
     */
    boolean decode(ByteBuffer bytes, Consumer<ByteBuffer> data) throws IOException {
        while (bytes.hasRemaining()) {
            switch (at) {
                case SIZE, EXTENSION -> sizeLine(bytes.get());
                case DATA -> data(bytes, data);
                case AFTER_DATA -> {
                    if (bytes.get() == '\n') {
                        at = At.SIZE;
                        left = 0;
                    }
                }
                case TRAILER -> {
                    byte b = bytes.get();
                    if (b == '\n' && lineLength == 0) {
                        return true;
                    }
                    lineLength = b == '\n' ? 0 : b == '\r' ? lineLength : lineLength + 1;
                }
                default -> throw new IllegalStateException();
            }
        }
        return false;
    }

    private void sizeLine(byte b) throws IOException {
        if (b == '\n') {
            at = left == 0 ? At.TRAILER : At.DATA;
            lineLength = 0;
        } else if (at == At.SIZE && b != '\r') {
            int digit = Character.digit(b, 16);
            if (digit >= 0) {
                left = left * 16 + digit;
            } else if (b == ';') {
                at = At.EXTENSION;
            } else {
                throw new IOException("no chunk size: byte " + b);
            }
        }
    }

    private void data(ByteBuffer bytes, Consumer<ByteBuffer> data) {
        int n = (int) Math.min(left, bytes.remaining());
        ByteBuffer part = bytes.slice(bytes.position(), n);
        bytes.position(bytes.position() + n);
        left -= n;
        data.accept(part);
        if (left == 0) {
            at = At.AFTER_DATA;
        }
    }
}
