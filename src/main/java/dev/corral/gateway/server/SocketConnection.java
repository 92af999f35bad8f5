package dev.corral.gateway.server;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
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
    abstract NetworkChannel socket() throws IOException;

    /** Has the server itself close the connection or stream as broken. */
    abstract void closeBroken() throws IOException;

    /** Tells the server that the socket was closed: it stays open until its selector looks. */
    abstract void afterReset() throws IOException;

    /** Sets the header in the server's own structure. */
    abstract void setContentType(String value) throws IOException;

    /** Sets the server's limit of this request's body; -1 for none. */
    abstract void limitBody(long bytes) throws IOException;

    /** Waits for bytes of the request's body; see {@link #awaitBody}. */
    abstract Sight look(ServletInputStream body, long millis) throws IOException;

    /** Gives back what {@link #look} needed. */
    void afterBody() throws IOException {}

    /** What the servlet sees of the response. */
    abstract HttpServletResponse response();

    @Override
    public final boolean contentType(String value) {
        try {
            if (!response().isCommitted()) {
                setContentType(value);
                return true;
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A content type could not be set as it is", e);
        }
        return false;
    }

    @Override
    public final void allowBody(long bytes) {
        try {
            limitBody(bytes);
        } catch (IOException | RuntimeException e) {
            LOG.debug("The server's own limit of a request body stays", e);
        }
    }

    @Override
    public final Sight awaitBody(ServletInputStream body, long millis) {
        try {
            return look(body, millis);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Whether more of a request body has come is not known", e);
            return Sight.UNKNOWN;
        }
    }

    @Override
    public final void endBody() {
        try {
            if (socket() instanceof SocketChannel socket && socket.isConnected()) {
                socket.shutdownInput();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A request body could not be ended", e);
        }
    }

    @Override
    public final void watch(Runnable onGone, boolean lasts) {
        try {
            synchronized (this) {
                Probe probe = over || watch != null ? null : probe();
                if (probe != null) {
                    watch = watcher.watch(probe, onGone, lasts);
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
        try {
            afterBody();
        } catch (IOException e) {
            LOG.debug("A selector did not close", e);
        }
    }

    // By a reset, not in order: a body that ends with the connection must not look whole. The
    // server
    // then meets what it meets when a client resets.
    @Override
    public final boolean abort() {
        unwatch();
        try {
            NetworkChannel socket = socket();
            if (socket == null) {
                closeBroken();
            } else {
                reset(socket);
                afterReset();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("A client connection could not be cut", e);
            return false;
        }
    }

    private static void reset(NetworkChannel socket) throws IOException {
        try {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("A client connection ends without a reset", e);
        } finally {
            socket.close();
        }
    }
}
