package dev.corral.gateway.server;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the server's own connection behind a request: on Tomcat and on Undertow (WildFly). Owns the
 * one thread that watches connections; create one for the application and close it with it.
 */
public final class ClientConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnections.class);

    private static final Duration GRACE = Duration.ofMillis(50);

    private final PeerWatcher watcher;
    private final Map<Class<?>, Server> servers = new ConcurrentHashMap<>();
    private final AtomicBoolean complained = new AtomicBoolean();

    /** Starts nothing yet; the watching thread comes with the first watch. */
    public ClientConnections() {
        this(GRACE);
    }

    ClientConnections(Duration grace) {
        this.watcher = new PeerWatcher(grace);
    }

    /**
     * The connection of a request.
     *
     * @param request may be wrapped any number of times
     * @param response its response, wrapped or not
     * @return never null; on a server that is not known an object that does nothing
     */
    public ClientConnection of(HttpServletRequest request, HttpServletResponse response) {
        ServletRequest own = request;
        while (own instanceof ServletRequestWrapper wrapper) {
            own = wrapper.getRequest();
        }
        Server server = servers.computeIfAbsent(own.getClass(), this::resolve);
        try {
            return server.connection(own, response);
        } catch (IOException | RuntimeException e) {
            complain(own.getClass(), e);
            return NoConnection.INSTANCE;
        }
    }

    private Server resolve(Class<?> requestClass) {
        try {
            return switch (requestClass.getName()) {
                case TomcatServer.REQUEST -> new TomcatServer(requestClass, watcher);
                case UndertowServer.REQUEST -> new UndertowServer(requestClass, watcher);
                default -> Server.NONE;
            };
        } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
            complain(requestClass, e);
            return Server.NONE;
        }
    }

    private void complain(Class<?> requestClass, Throwable cause) {
        if (complained.compareAndSet(false, true)) {
            LOG.info(
                    "This server's connections ({}) are not as expected, so that a client that"
                            + " leaves in silence is noticed later: {}",
                    requestClass.getName(),
                    cause.toString());
        }
    }

    /** Ends all watching and its thread; watches that are still open tell nothing any more. */
    @Override
    public void close() {
        watcher.close();
    }
}
