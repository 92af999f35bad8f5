package dev.corral.chats;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for what nobody waits for. Work that fails is logged and runs again next time. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    work -> {
                        Thread one = new Thread(work, "corral-chats");
                        one.setDaemon(true);
                        return one;
                    });

    /** Runs something again and again, with so many seconds in between. */
    void every(int seconds, String what, Runnable work) {
        thread.scheduleWithFixedDelay(guarded(what, work), seconds, seconds, TimeUnit.SECONDS);
    }

    /** Runs something soon; does nothing after the end. */
    void soon(String what, Runnable work) {
        if (!thread.isShutdown()) {
            thread.execute(guarded(what, work));
        }
    }

    private static Runnable guarded(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("{} did not work: {}", what, e.toString());
            }
        };
    }

    /** Waits for what has begun. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
