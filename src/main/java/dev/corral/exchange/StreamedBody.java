package dev.corral.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.apache.hc.core5.http.nio.DataStreamChannel;

/**
 * A body of any length that is never held: one thread fills it and waits while the upstream is
 * slow, the reactor empties it. At most {@value #LIMIT} bytes are held.
 */
public final class StreamedBody implements RequestBody {

    private static final int LIMIT = 64 * 1024;
    private static final int BLOCK = 16 * 1024;

    private final long length;
    private final LongConsumer counter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> full = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> empty = new ArrayDeque<>();
    private long seen;
    private int held;
    private boolean whole;
    private boolean discarded;
    private boolean ended;
    private DataStreamChannel channel;

    /**
     * A body to be filled.
     *
     * @param length its length in bytes if the client told it, else -1
     * @param counter is told how many bytes came, at each part
     */
    public StreamedBody(long length, LongConsumer counter) {
        this.length = length;
        this.counter = counter;
    }

    @Override
    public long length() {
        return length;
    }

    /** Where the bytes come from. */
    public interface Source {
        /**
         * Whether a read gives something without much waiting, be it the end. May wait a little.
         */
        boolean ready() throws IOException;

        /** As {@link java.io.InputStream#read(byte[], int, int)}. */
        int read(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Why no more was read. */
    public enum Stop {
        /** The source has no more, or not more than its length. */
        AT_END,
        /** The source has nothing just now. */
        UNREADY,
        /** The upstream wants no more. */
        UNWANTED
    }

    /**
     * Reads while there is something to read, waiting while the upstream takes nothing. To be
     * called by one thread at a time; a container's thread, since it blocks.
     *
     * @throws IOException if reading fails, or came to an end before the length: then the body is
     *     not whole, and the exchange must be terminated
     */
    public Stop fill(Source clientRequest) throws IOException {
        for (ByteBuffer block = freeBlock(); block != null; block = freeBlock()) {
            int n = clientRequest.ready() ? clientRequest.read(block.array(), 0, BLOCK) : 0;
            if (n < 0) {
                finish();
                return Stop.AT_END;
            }
            seen += n;
            if (n == 0) {
                giveBack(block);
                return Stop.UNREADY;
            }
            counter.accept(n);
            block.position(0).limit(n);
            add(block);
        }
        return seen == length ? Stop.AT_END : Stop.UNWANTED;
    }

    private void giveBack(ByteBuffer block) {
        lock.lock();
        try {
            empty.add(block);
        } finally {
            lock.unlock();
        }
    }

    private ByteBuffer freeBlock() throws IOException {
        lock.lock();
        try {
            while (held > LIMIT - BLOCK && !discarded) {
                changed.await();
            }
            if (discarded) {
                return null;
            }
            ByteBuffer block = empty.poll();
            return block == null ? ByteBuffer.allocate(BLOCK) : block.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the upstream was slow", e);
        } finally {
            lock.unlock();
        }
    }

    private void add(ByteBuffer block) {
        DataStreamChannel wake;
        lock.lock();
        try {
            held += block.remaining();
            full.add(block);
            wake = channel;
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.requestOutput();
        }
    }

    private void finish() throws IOException {
        if (length >= 0 && seen != length) {
            throw new IOException("the request ended before its length");
        }
        DataStreamChannel wake;
        lock.lock();
        try {
            whole = true;
            wake = channel;
        } finally {
            lock.unlock();
        }
        if (wake != null) {
            wake.requestOutput();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return held > 0 ? held : whole && !ended ? 1 : 0;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void produce(DataStreamChannel upstreamRequest) throws IOException {
        lock.lock();
        try {
            channel = upstreamRequest;
            while (!full.isEmpty()) {
                ByteBuffer block = full.peek();
                int n = upstreamRequest.write(block);
                held -= n;
                if (block.hasRemaining()) {
                    break;
                }
                empty.add(full.poll());
            }
            changed.signal();
            if (whole && full.isEmpty() && !ended) {
                ended = true;
                upstreamRequest.endStream();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean sent() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Itself as long as no upstream has asked for a byte of it. */
    @Override
    public RequestBody again() {
        lock.lock();
        try {
            return channel == null && !discarded ? this : null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void discard() {
        lock.lock();
        try {
            discarded = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
