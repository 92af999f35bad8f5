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
    private static final long JOIN_MILLIS = 2000;
    private static final Logger LOG = LoggerFactory.getLogger(PeerWatcher.class);

    /** Those who wait for the same time, so that the first is always the next. */
    private static final class Line {
        final long nanos;
        final Queue<Watch> waiting = new ConcurrentLinkedQueue<>();

        Line(Duration wait) {
            nanos = wait.toNanos();
        }
    }

    private final Line now = new Line(Duration.ZERO);
    private final Line soon = new Line(Duration.ofMillis(1));
    private final Line retry = new Line(Duration.ofMillis(10));
    private final Line later;
    private final List<Line> lines;
    private volatile Selector selector;
    private volatile boolean asleep;
    private volatile long until;
    private volatile boolean closed;
    private Thread thread;

    PeerWatcher(Duration grace) {
        this.later = new Line(grace);
        this.lines = List.of(now, soon, retry, later);
    }

    /**
     * Begins a watch; after {@link #close} it will never tell anything.
     *
     * @param lasts whether the exchange is expected to last, so that there is no use in waiting
     */
    Watch watch(Probe probe, Runnable onGone, boolean lasts) throws IOException {
        Watch watch = new Watch(probe, onGone);
        if (start()) {
            waitIn(lasts ? soon : later, watch);
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
            lines.forEach(line -> line.waiting.clear());
        }
    }

    private void await(Selector open) throws IOException {
        // The order matters: a watch that is added after this look sees the flag and the time.
        until = Long.MAX_VALUE;
        asleep = true;
        Watch next = next();
        if (next != null) {
            until = next.due();
            long millis = TimeUnit.NANOSECONDS.toMillis(next.due() - System.nanoTime()) + 1;
            open.select(Math.max(1, millis));
        } else if (!closed) {
            open.select();
        }
        asleep = false;
    }

    /** Who is to be taken up first, or null. */
    private Watch next() {
        Watch next = null;
        for (Line line : lines) {
            Watch first = line.waiting.peek();
            if (first != null && (next == null || first.due() - next.due() < 0)) {
                next = first;
            }
        }
        return next;
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
            waitIn(now, watch);
        } else {
            act(watch, sight);
        }
    }

    private void takeUpWaiting(Selector open) {
        long time = System.nanoTime();
        for (Watch next = next(); next != null && next.due() - time <= 0; next = next()) {
            for (Line line : lines) {
                if (line.waiting.peek() == next) {
                    line.waiting.remove();
                    break;
                }
            }
            takeUp(next, open);
        }
    }

    private void takeUp(Watch watch, Selector open) {
        try {
            act(watch, watch.register(open));
        } catch (CancelledKeyException e) {
            // The connection's previous watch has ended, and the selector has yet to forget it.
            waitIn(retry, watch);
        } catch (RuntimeException e) {
            LOG.debug("A client connection cannot be watched", e);
        }
    }

    private void act(Watch watch, Probe.Sight sight) {
        if (sight == Probe.Sight.GONE) {
            watch.gone();
        } else if (sight == Probe.Sight.BUSY) {
            waitIn(retry, watch);
        }
    }

    private void waitIn(Line line, Watch watch) {
        watch.dueIn(line.nanos);
        line.waiting.add(watch);
        long wakesAt = until;
        if (asleep && (wakesAt == Long.MAX_VALUE || watch.due() - wakesAt < 0)) {
            selector.wakeup();
        }
    }
}
