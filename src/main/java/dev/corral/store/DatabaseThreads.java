package dev.corral.store;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of our own on which the embedded database is used, for the reason that {@link OwnThread}
 * tells: the server's threads live on. Thread-safe.
 */
final class DatabaseThreads implements AutoCloseable {

    private static final int MOST = 32;
    private static final long IDLE_SECONDS = 30;

    private final AtomicInteger made = new AtomicInteger();
    private final ThreadPoolExecutor pool =
            new ThreadPoolExecutor(
                    MOST,
                    MOST,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Worker::new);

    private final class Worker extends Thread {

        Worker(Runnable work) {
            super(work, "corral-database-" + made.incrementAndGet());
            setDaemon(true);
            setContextClassLoader(DatabaseThreads.class.getClassLoader());
        }

        private boolean isOf(DatabaseThreads others) {
            return others == DatabaseThreads.this;
        }
    }

    DatabaseThreads() {
        pool.allowCoreThreadTimeOut(true);
    }

    /**
     * Runs the work and waits for it; at once if this is such a thread already.
     *
     * @throws RuntimeException what the work threw; an {@link java.sql.SQLException} as the cause
     *     of an {@link IllegalStateException}
     * @throws java.util.concurrent.RejectedExecutionException after {@link #close}
     */
    <T> T call(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (Thread.currentThread() instanceof Worker worker && worker.isOf(this)) {
            task.run();
        } else {
            pool.execute(task);
        }
        return OwnThread.await(task);
    }

    /** Waits for what runs, a little, and ends the threads. */
    @Override
    public void close() {
        pool.shutdown();
        boolean interrupted = false;
        try {
            pool.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
