package dev.corral.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A short answer that is held back until it is known whether another backend is asked instead. For
 * one thread at a time.
 */
final class HeldAnswer {

    /** Well below the window, since no credit is given while it is held. */
    private static final int LONGEST = 16 * 1024;

    private final Head head;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);

    HeldAnswer(Head head) {
        this.head = head;
    }

    Head head() {
        return head;
    }

    /** Keeps a copy of the bytes; false, and none kept, if they are too many. */
    boolean add(ByteBuffer bytes) {
        if (body.size() + bytes.remaining() > LONGEST) {
            return false;
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        body.write(copy, 0, copy.length);
        return true;
    }

    /** All that was kept. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(body.toByteArray());
    }

    /** The same as text. */
    String text() {
        return body.toString(StandardCharsets.UTF_8);
    }
}
