package dev.corral.gateway.server;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watched connection. Whoever holds its monitor is the only one who touches the probe. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final Probe probe;
    private final Runnable onGone;
    private SelectionKey key;
    private boolean over;
    private boolean ended;
    private volatile long due;

    Watch(Probe probe, Runnable onGone) {
        this.probe = probe;
        this.onGone = onGone;
    }

    /** When the watcher shall take it up, in {@link System#nanoTime} terms. */
    long due() {
        return due;
    }

    void dueIn(long nanos) {
        due = System.nanoTime() + nanos;
    }

    /** Has the selector wake up when the socket becomes readable. Watcher's thread only. */
    Probe.Sight register(Selector selector) {
        synchronized (this) {
            if (over) {
                return Probe.Sight.FULL;
            }
            try {
                key = probe.channel().register(selector, SelectionKey.OP_READ, this);
                return Probe.Sight.QUIET;
            } catch (ClosedChannelException e) {
                over = true;
                return Probe.Sight.GONE;
            }
        }
    }

    /** Where {@link #look} is to be called. */
    Executor executor() {
        return probe.executor();
    }

    /** Has the selector leave the socket alone until the next {@link #register}. */
    synchronized void rest() {
        if (!over && key.isValid()) {
            key.interestOps(0);
        }
    }

    /** Looks once; the watch is at rest. Never by two threads at a time. */
    Probe.Sight look() {
        synchronized (probe.monitor()) {
            synchronized (this) {
                if (over) {
                    return Probe.Sight.FULL;
                }
                Probe.Sight sight = safeLook();
                over = sight == Probe.Sight.GONE;
                if (over) {
                    key.cancel();
                }
                return sight;
            }
        }
    }

    private Probe.Sight safeLook() {
        try {
            return probe.look();
        } catch (IOException e) {
            return Probe.Sight.GONE;
        } catch (RuntimeException e) {
            LOG.debug("A client connection cannot be watched any longer", e);
            return Probe.Sight.FULL;
        }
    }

    /** Tells that the client is gone. To be called once, with no lock held. */
    void gone() {
        try {
            onGone.run();
        } catch (RuntimeException e) {
            LOG.warn("What was to happen for a client that left has failed", e);
        }
    }

    /**
     * Ends it and gives the bytes back.
     *
     * @return whether the selector still knows the connection and must be woken up to forget it
     */
    synchronized boolean end() {
        over = true;
        if (ended) {
            return false;
        }
        ended = true;
        try {
            probe.giveBack();
        } catch (IOException | RuntimeException e) {
            LOG.debug("Bytes of a next request could not be given back", e);
        }
        if (key == null) {
            return false;
        }
        key.cancel();
        return true;
    }
}
