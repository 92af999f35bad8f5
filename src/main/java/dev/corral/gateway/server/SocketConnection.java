package dev.corral.gateway.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Tomcat and Undertow have in common: a watch, and a socket that may be known. */
abstract class SocketConnection implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    private final PeerWatcher watcher;
    private Watch watch;
    private boolean over;

    SocketConnection(PeerWatcher watcher) {
        this.watcher = watcher;
    }

    /** A way to look at this connection; null if there is none that is safe. */
    abstract Probe probe() throws IOException;

    /** The connection's socket; null if it is not this request's alone, or not known. */
    abstract SocketChannel socket() throws IOException;

    /** Has the server itself close the connection or stream, as broken. */
    abstract void closeBroken() throws IOException;

    @Override
    public final void watch(Runnable onGone) {
        try {
            synchronized (this) {
                Probe probe = over || watch != null ? null : probe();
                if (probe != null) {
                    watch = watcher.watch(probe, onGone);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A client connection cannot be watched", e);
        }
    }

    @Override
    public final void unwatch() {
        Watch ending;
        synchronized (this) {
            over = true;
            ending = watch;
        }
        if (ending != null) {
            watcher.end(ending);
        }
    }

    @Override
    public final boolean abort() {
        unwatch();
        try {
            SocketChannel socket = socket();
            if (socket != null) {
                reset(socket);
            }
            closeBroken();
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("A client connection could not be cut", e);
            return false;
        }
    }

    // A reset, not an orderly end: a body that ends with the connection must not look whole.
    private static void reset(SocketChannel socket) {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
            socket.close();
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("A client connection could not be reset", e);
        }
    }
}
