package dev.corral.gateway.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A request that was read to its end and waits for what the test does with it. */
final class Held {
    final AsyncContext async;
    final ClientConnection connection;
    final String body;
    final AtomicInteger timesGone = new AtomicInteger();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile long goneAt;

    Held(AsyncContext async, ClientConnection connection, String body) {
        this.async = async;
        this.connection = connection;
        this.body = body;
    }

    void gone() {
        goneAt = System.nanoTime();
        timesGone.incrementAndGet();
        gone.countDown();
    }

    /** Waits for the client's leaving; the milliseconds since then, or -1 if it is not noticed. */
    double millisUntilGone(long since, long patienceMillis) throws InterruptedException {
        return gone.await(patienceMillis, TimeUnit.MILLISECONDS) ? (goneAt - since) / 1e6 : -1;
    }

    HttpServletResponse response() {
        return (HttpServletResponse) async.getResponse();
    }

    /** Writes without ending. */
    void write(String text) throws IOException {
        response().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        response().getOutputStream().flush();
    }

    void answer(String text) throws IOException {
        connection.unwatch();
        response().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        async.complete();
    }

    /** Ends after an abort or a client that left, when the server may have ended by itself. */
    void complete() {
        connection.unwatch();
        try {
            async.complete();
        } catch (IllegalStateException alreadyOver) {
            // Tomcat ends a broken exchange by itself.
        }
    }
}
