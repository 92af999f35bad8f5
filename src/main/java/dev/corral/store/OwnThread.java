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
     * Runs the work and waits for it.
     *
     * @param name the thread's name
     * @return what the work returned
     * @throws RuntimeException what the work threw
     */
    public static <T> T call(String name, Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, name);
        thread.start();
        return await(task);
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
