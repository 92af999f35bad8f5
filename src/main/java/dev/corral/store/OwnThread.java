package dev.corral.store;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs work on a thread that ends with it. Derby leaves a mark on every thread that used it, which
 * keeps the whole application in memory after its end if the thread is one of the server's that
 * live on, as those that start and stop applications do.
 */
public final class OwnThread {

    private OwnThread() {}

    /**
     * Runs the work and waits for it and for the end of its thread, which servers look for after a
     * stop.
     *
     * @param name the thread's name
     * @return what the work returned
     * @throws RuntimeException what the work threw
     */
    public static <T> T call(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, name);
        thread.start();
        try {
            return await(task);
        } finally {
            end(thread);
        }
    }

    /** Its work is done: it has no more than a moment left, whatever interrupts. */
    private static void end(Thread thread) {
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(1_000);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the task, whatever interrupts. */
    static <T> T await(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    // Half a start or half a stop would be worse than a late one.
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrow(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrow(Throwable cause) {
        if (cause instanceof RuntimeException e) {
            return e;
        }
        if (cause instanceof Error e) {
            throw e;
        }
        return new IllegalStateException(cause);
    }
}
