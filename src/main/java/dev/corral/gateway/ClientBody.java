package dev.corral.gateway;

import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.Watch;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reads a body whole, up to a limit, without blocking: bytes are read on container threads only,
 * since a paused read cannot be resumed from another thread on every server.
 */
final class ClientBody implements ReadListener, Watch.Watched {

    /**
     * What happens with the body. Exactly one of these is called, once, on a container's or the
     * watch's thread.
     */
    interface Receiver {
        /** The body is whole: the first {@code length} bytes of {@code bytes}. */
        void whole(byte[] bytes, int length);

        /** More than the limit. */
        void tooLarge();

        /** There is no room in the memory for it now. */
        void noRoom();

        /** Nothing came for too long. */
        void tooSlow();

        /** The client left. */
        void gone(Throwable cause);
    }

    private static final int FIRST = 8 * 1024;

    private final ServletInputStream in;
    private final long limit;
    private final long patienceNanos;
    private final Watch watch;
    private final BodyMemory.Held memory;
    private final Receiver receiver;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile long heard = System.nanoTime();
    private byte[] bytes;
    private int length;
    private boolean dropping;
    private long dropped;

    private ClientBody(
            ServletInputStream in,
            long expected,
            long limit,
            long patienceNanos,
            Watch watch,
            BodyMemory.Held memory,
            Receiver receiver) {
        this.in = in;
        this.limit = limit;
        this.patienceNanos = patienceNanos;
        this.watch = watch;
        this.memory = memory;
        this.receiver = receiver;
        this.bytes = new byte[(int) Math.min(expected < 0 ? FIRST : expected, FIRST)];
    }

    /**
     * Begins to read.
     *
     * @param expected the Content-Length, or -1
     * @param limit bytes
     * @param patienceNanos the longest silence within the body
     * @param memory takes as much as is held; closed by the receiver
     */
    static void read(
            ServletInputStream in,
            long expected,
            long limit,
            long patienceNanos,
            Watch watch,
            BodyMemory.Held memory,
            Receiver receiver)
            throws IOException {
        if (expected > limit) {
            receiver.tooLarge();
            return;
        }
        if (!memory.take(Math.min(Math.max(0, expected), FIRST))) {
            receiver.noRoom();
            return;
        }
        if (expected >= 0 && expected <= Math.min(FIRST, in.available())) {
            byte[] all = in.readNBytes((int) expected);
            if (all.length < expected) {
                throw new IOException("the request ended before its length");
            }
            receiver.whole(all, all.length);
            return;
        }
        ClientBody body =
                new ClientBody(in, expected, limit, patienceNanos, watch, memory, receiver);
        watch.add(body);
        in.setReadListener(body);
    }

    @Override
    public void onDataAvailable() throws IOException {
        if (dropping) {
            dropRest();
            return;
        }
        while (!told.get() && in.isReady()) {
            if (length > limit) {
                tell(receiver::tooLarge);
                return;
            }
            if (length == bytes.length) {
                int size = (int) Math.min(limit + 1, Math.max(FIRST, 2L * length));
                if (!memory.take(size - length)) {
                    drop();
                    return;
                }
                bytes = Arrays.copyOf(bytes, size);
            }
            int n = in.read(bytes, length, bytes.length - length);
            if (n < 0) {
                return;
            }
            length += n;
            heard = System.nanoTime();
        }
    }

    /**
     * A client hears an answer only when it has sent its request, so the rest is read for nothing.
     */
    private void drop() throws IOException {
        dropping = true;
        memory.close();
        bytes = new byte[FIRST];
        dropRest();
    }

    private void dropRest() throws IOException {
        while (!told.get() && in.isReady()) {
            int n = in.read(bytes);
            if (n < 0) {
                return;
            }
            dropped += n;
            heard = System.nanoTime();
            if (dropped > limit) {
                tell(receiver::noRoom);
                return;
            }
        }
    }

    @Override
    public void onAllDataRead() {
        if (dropping) {
            tell(receiver::noRoom);
        } else if (length > limit) {
            tell(receiver::tooLarge);
        } else {
            tell(() -> receiver.whole(bytes, length));
        }
    }

    @Override
    public void onError(Throwable cause) {
        tell(() -> receiver.gone(cause));
    }

    @Override
    public void tick(long now) {
        if (now - heard > patienceNanos) {
            tell(receiver::tooSlow);
        }
    }

    private void tell(Runnable what) {
        if (told.compareAndSet(false, true)) {
            watch.remove(this);
            what.run();
        }
    }
}
