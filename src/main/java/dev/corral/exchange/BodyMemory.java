package dev.corral.exchange;

import dev.corral.words.Sentence;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How much of the memory the bodies of requests hold that are read whole, all together: what comes
 * over that has to wait or is refused, so that no number of large bodies ends the process. One
 * person gets three quarters of it at most. Thread-safe.
 */
public final class BodyMemory {

    /** What whoever finds no room is told. */
    public static final Sentence FULL =
            Sentence.of(
                    "room.bodies",
                    "Too many large requests are worked on at once (corral.limits.bodies-in-memory). Try again in some seconds.");

    /** When it makes sense to try again. */
    public static final int RETRY_SECONDS = 5;

    private static final int MOST_WAITING = 16;
    private static final double SHARE_OF_HEAP = 0.4;

    private final LongSupplier most;
    private final Map<String, Long> held = new HashMap<>();
    private long all;
    private int waiting;

    /**
     * @param most bytes; asked each time
     */
    public BodyMemory(LongSupplier most) {
        this.most = most;
    }

    /** Two fifths of the heap: what there is room for where nobody said otherwise. */
    public static long usual() {
        return (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP);
    }

    /** Room without an end, for what does not come from outside. */
    public static BodyMemory unlimited() {
        return new BodyMemory(() -> Long.MAX_VALUE / 4);
    }

    /** What one request of somebody holds: nothing yet; close it. */
    public Held of(String caller) {
        return new Held(caller);
    }

    /** How much is held now, in bytes. */
    public synchronized long inUse() {
        return all;
    }

    private boolean fits(String caller, long more) {
        long limit = most.getAsLong();
        return all + more <= limit && held.getOrDefault(caller, 0L) + more <= limit / 4 * 3;
    }

    private synchronized boolean take(String caller, long more) {
        if (!fits(caller, more)) {
            return false;
        }
        all += more;
        held.merge(caller, more, Long::sum);
        return true;
    }

    private synchronized boolean await(String caller, long more, Duration longest) {
        long until = System.nanoTime() + longest.toNanos();
        if (!fits(caller, more) && waiting >= MOST_WAITING) {
            return false;
        }
        waiting++;
        try {
            long left = longest.toNanos();
            while (!fits(caller, more) && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = until - System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
        }
        return take(caller, more);
    }

    private synchronized void give(String caller, long bytes) {
        all -= bytes;
        held.computeIfPresent(caller, (name, n) -> n == bytes ? null : n - bytes);
        notifyAll();
    }

    /** What one request holds. Thread-safe. */
    public final class Held implements AutoCloseable {

        private final String caller;
        private long bytes;
        private boolean closed;

        private Held(String caller) {
            this.caller = caller;
        }

        /** Takes so many bytes more; false when there is no room, or after the end. */
        public synchronized boolean take(long more) {
            boolean taken = !closed && BodyMemory.this.take(caller, more);
            bytes += taken ? more : 0;
            return taken;
        }

        /** The same, but waits for room; for threads that may. */
        public boolean await(long more, Duration longest) {
            if (!BodyMemory.this.await(caller, more, longest)) {
                return false;
            }
            synchronized (this) {
                if (!closed) {
                    bytes += more;
                    return true;
                }
            }
            give(caller, more);
            return false;
        }

        /** Gives all back. Idempotent. */
        @Override
        public void close() {
            long mine;
            synchronized (this) {
                closed = true;
                mine = bytes;
                bytes = 0;
            }
            if (mine > 0) {
                give(caller, mine);
            }
        }
    }
}
