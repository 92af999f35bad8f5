package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the framing of a request body off as the bytes come. One thread at a time. */
final class BodyDecoder {
    /** Where decoded bytes go. */
    interface Sink {
        void accept(ByteBuffer bytes);
    }

    private enum State {
        DATA,
        SIZE,
        DATA_END,
        TRAILER,
        DONE
    }

    private final boolean chunked;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private State state;
    private long left;

    private BodyDecoder(boolean chunked, State state, long left) {
        this.chunked = chunked;
        this.state = state;
        this.left = left;
    }

    static BodyDecoder chunked() {
        return new BodyDecoder(true, State.SIZE, 0);
    }

    static BodyDecoder ofLength(long length) {
        return new BodyDecoder(false, length == 0 ? State.DONE : State.DATA, length);
    }

    boolean done() {
        return state == State.DONE;
    }

    /** Decodes what it can; bytes after the end of the body stay in the buffer. */
    void feed(ByteBuffer in, Sink sink) throws IOException {
        while (state != State.DONE && in.hasRemaining()) {
            if (state == State.DATA) {
                data(in, sink);
            } else {
                int b = in.get() & 0xff;
                if (b == '\n') {
                    endOfLine(line.toString("ISO-8859-1"));
                    line.reset();
                } else if (b != '\r') {
                    line.write(b);
                }
            }
        }
    }

    private void data(ByteBuffer in, Sink sink) {
        int n = (int) Math.min(left, in.remaining());
        ByteBuffer part = in.slice(in.position(), n);
        in.position(in.position() + n);
        left -= n;
        sink.accept(part);
        if (left == 0) {
            state = chunked ? State.DATA_END : State.DONE;
        }
    }

    private void endOfLine(String text) throws IOException {
        switch (state) {
            case SIZE -> {
                left = size(text);
                state = left == 0 ? State.TRAILER : State.DATA;
            }
            case DATA_END -> {
                if (!text.isEmpty()) {
                    throw new IOException("chunk is longer than it said");
                }
                state = State.SIZE;
            }
            case TRAILER -> state = text.isEmpty() ? State.DONE : State.TRAILER;
            default -> throw new IllegalStateException(state.name());
        }
    }

    private static long size(String text) throws IOException {
        int end = text.indexOf(';');
        try {
            return Long.parseLong((end < 0 ? text : text.substring(0, end)).trim(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("no chunk size: " + text, e);
        }
    }
}
