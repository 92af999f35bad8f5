package dev.corral.exchange;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that looks at everything under way ten times a second: who is silent, who is late.
 * Thread-safe.
 */
public final class Watch implements AutoCloseable {

    /** Something under way. */
    @FunctionalInterface
    public interface Watched {
        /**
         * Looks at itself; must not block.
         *
         * @param now {@link System#nanoTime()}
         */
        void tick(long now);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long TICK_MILLIS = 100;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final Thread thread = new Thread(this::run, "corral-watch");
    private volatile boolean closed;

    /** Begins to watch. */
    public Watch() {
        thread.setDaemon(true);
        thread.start();
    }

    /** From now on ticks come; until {@link #remove}, and maybe once more at the same time. */
    public void add(Watched something) {
        watched.add(something);
    }

    /**
     * Ticks come until one of them returns true.
     *
     * @param something must not block; is told {@link System#nanoTime()}
     */
    public void addUntil(LongPredicate something) {
        watched.add(
                new Watched() {
                    @Override
                    public void tick(long now) {
                        if (something.test(now)) {
                            remove(this);
                        }
                    }
                });
    }

    /** No more ticks. */
    public void remove(Watched something) {
        watched.remove(something);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(TICK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            for (Watched something : watched) {
                try {
                    something.tick(now);
                } catch (RuntimeException e) {
                    LOG.error("The watch met an error and goes on", e);
                }
            }
        }
    }

    /** Ends the thread. Idempotent. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
