package dev.corral.gateway.server;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One daemon thread with a selector of its own, beside the server's: it sleeps until a watched
 * socket becomes readable. A new watch waits a grace period before the selector learns of it, so
 * that short exchanges cost no system call. The thread starts with the first watch.
 */
final class PeerWatcher implements AutoCloseable {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long JOIN_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(PeerWatcher.class);

    private final long graceNanos;
    private final Queue<Watch> waiting = new ConcurrentLinkedQueue<>();
    private volatile Selector selector;
    private volatile boolean asleep;
    private volatile boolean closed;
    private Thread thread;

    PeerWatcher(Duration grace) {
        this.graceNanos = grace.toNanos();
    }

    /** Begins a watch; after {@link #close} it will never tell anything. */
    Watch watch(Probe probe, Runnable onGone) throws IOException {
        Watch watch = new Watch(probe, onGone);
        if (start()) {
            waitFor(watch, graceNanos);
        }
        return watch;
    }

    void end(Watch watch) {
        if (watch.end()) {
            selector.wakeup();
        }
    }

    private synchronized boolean start() throws IOException {
        if (closed) {
            return false;
        }
        if (thread == null) {
            selector = Selector.open();
            thread = new Thread(this::run, "corral-client-watcher");
            thread.setDaemon(true);
            thread.start();
        }
        return true;
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        selector.wakeup();
        try {
            running.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Selector open = selector) {
            while (!closed) {
                await(open);
                lookAtReadable(open);
                takeUpWaiting(open);
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("Clients that leave in silence will no longer be noticed", e);
        } finally {
            synchronized (this) {
                closed = true;
            }
            waiting.clear();
        }
    }

    private void await(Selector open) throws IOException {
        Watch next = waiting.peek();
        if (next != null) {
            long millis = TimeUnit.NANOSECONDS.toMillis(next.due() - System.nanoTime()) + 1;
            open.select(Math.max(1, millis));
            return;
        }
        // The order matters: a watch that is added after this second look sees the flag.
        asleep = true;
        if (waiting.isEmpty() && !closed) {
            open.select();
        }
        asleep = false;
    }

    private void lookAtReadable(Selector open) {
        List<SelectionKey> readable = new ArrayList<>(open.selectedKeys());
        open.selectedKeys().clear();
        for (SelectionKey key : readable) {
            Watch watch = (Watch) key.attachment();
            watch.rest();
            try {
                watch.executor().execute(() -> look(watch));
            } catch (RejectedExecutionException e) {
                LOG.debug("A server that stops cannot be asked about its connections", e);
            }
        }
    }

    private void look(Watch watch) {
        Probe.Sight sight = watch.look();
        if (sight == Probe.Sight.QUIET) {
            waitFor(watch, 0);
        } else {
            act(watch, sight);
        }
    }

    private void takeUpWaiting(Selector open) {
        long now = System.nanoTime();
        for (Watch next = waiting.peek();
                next != null && next.due() - now <= 0;
                next = waiting.peek()) {
            waiting.remove();
            try {
                act(next, next.register(open));
            } catch (CancelledKeyException e) {
                // The connection's previous watch has ended, and the selector has yet to forget it.
                waitFor(next, RETRY_NANOS);
            } catch (RuntimeException e) {
                LOG.debug("A client connection cannot be watched", e);
            }
        }
    }

    private void act(Watch watch, Probe.Sight sight) {
        if (sight == Probe.Sight.GONE) {
            watch.gone();
        } else if (sight == Probe.Sight.BUSY) {
            waitFor(watch, RETRY_NANOS);
        }
    }

    private void waitFor(Watch watch, long nanos) {
        watch.dueIn(nanos);
        waiting.add(watch);
        if (asleep) {
            selector.wakeup();
        }
    }
}
