package dev.corral.store;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Work on the database that one thread of its own does again and again until it is closed. When it
 * fails it goes on, and that is logged once for each time that it begins: a database that is down
 * for an hour is one line.
 */
public final class Repeated implements AutoCloseable {

    private final Class<?> owner;
    private final Runnable work;
    private final String failure;
    private final ScheduledExecutorService thread;
    private boolean failing;

    /**
     * Begins; the first time comes after the pause.
     *
     * @param name of the thread
     * @param pause between the end of one time and the begin of the next
     * @param owner whose log is told
     * @param failure what is logged when the work throws
     */
    public Repeated(String name, Duration pause, Class<?> owner, String failure, Runnable work) {
        this.owner = owner;
        this.work = work;
        this.failure = failure;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        run -> {
                            Thread made = new Thread(run, name);
                            made.setDaemon(true);
                            made.setContextClassLoader(Repeated.class.getClassLoader());
                            return made;
                        });
        thread.scheduleWithFixedDelay(
                this::once, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void once() {
        try {
            work.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LoggerFactory.getLogger(owner).warn(failure, e);
            }
            failing = true;
        }
    }

    /** Ends the thread and waits for what it does now, a little. Idempotent. */
    @Override
    public void close() {
        // Not interrupted: an embedded database takes an interrupted thread badly.
        thread.shutdown();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
