package dev.corral.gateway.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads each request to its end, watches its connection and leaves it to the test. */
final class HoldingServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient ClientConnections connections;
    private final transient BlockingQueue<Held> arrived = new LinkedBlockingQueue<>();

    HoldingServlet(ClientConnections connections) {
        this.connections = connections;
    }

    /** The next request that arrived. */
    Held next() throws InterruptedException {
        Held held = arrived.poll(10, TimeUnit.SECONDS);
        if (held == null) {
            throw new AssertionError("no request arrived");
        }
        return held;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String body =
                new String(request.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        ClientConnection connection =
                connections.of(
                        new HttpServletRequestWrapper(new HttpServletRequestWrapper(request)),
                        new HttpServletResponseWrapper(response));
        Held held = new Held(async, connection, body);
        connection.watch(held::gone, false);
        arrived.add(held);
    }
}
