package dev.corral.gateway.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ClientConnectionsTest {
    private static final long PATIENCE = 2000;
    private ClientConnections connections;
    private HoldingServlet servlet;
    private ServerKind.Running server;

    private void start(ServerKind kind, Duration grace) throws Exception {
        connections = new ClientConnections(grace);
        servlet = new HoldingServlet(connections);
        server = kind.start(servlet);
    }

    private void start(ServerKind kind) throws Exception {
        start(kind, Duration.ofMillis(50));
    }

    @AfterEach
    void stop() throws Exception {
        connections.close();
        server.stop();
    }

    private interface Leaving {
        void leave(Peer peer) throws IOException;
    }

    private void noticed(ServerKind kind, Leaving how) throws Exception {
        start(kind);
        for (long pause : new long[] {0, 0, 0, 150, 150, 150}) {
            try (Peer peer = new Peer(kind, server.port())) {
                peer.send(Peer.post("hello"));
                Held held = servlet.next();
                Thread.sleep(pause);
                long left = System.nanoTime();
                how.leave(peer);
                double millis = held.millisUntilGone(left, PATIENCE);
                held.connection.abort();
                held.complete();
                assertThat(millis).as("%s after a pause of %d ms", kind, pause).isNotNegative();
                assertThat(held.timesGone).hasValue(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noticesAClientThatCloses(ServerKind kind) throws Exception {
        noticed(kind, Peer::leave);
    }

    @ParameterizedTest
    @EnumSource
    void noticesAClientWhoseConnectionEndsWithoutAWord(ServerKind kind) throws Exception {
        noticed(kind, Peer::drop);
    }

    @ParameterizedTest
    @EnumSource
    void noticesAClientThatResets(ServerKind kind) throws Exception {
        noticed(kind, Peer::reset);
    }

    @ParameterizedTest
    @EnumSource
    void noticesAClientThatWillSendNothingMore(ServerKind kind) throws Exception {
        noticed(kind, Peer::halfClose);
    }

    @ParameterizedTest
    @EnumSource
    void noticesALeavingAfterBytesWereWritten(ServerKind kind) throws Exception {
        start(kind);
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("hello"));
            Held held = servlet.next();
            held.write("some");
            peer.head();
            long left = System.nanoTime();
            peer.drop();
            assertThat(held.millisUntilGone(left, PATIENCE)).isNotNegative();
            held.complete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysNothingAfterItsEnd(ServerKind kind) throws Exception {
        start(kind, Duration.ZERO);
        Held held;
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("hello"));
            held = servlet.next();
            Thread.sleep(20);
            held.answer("done");
            assertThat(peer.body()).isEqualTo("done");
        }
        assertThat(held.millisUntilGone(0, 200)).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void losesNoByteOfARequestThatComesTooEarly(ServerKind kind) throws Exception {
        start(kind, Duration.ZERO);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ExecutorService sender = Executors.newSingleThreadExecutor();
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("0"));
            for (int i = 0; i < 2000; i++) {
                Held held = servlet.next();
                assertThat(held.body).as("seed %d, request %d", seed, i).startsWith(i + "");
                String next =
                        Peer.post((i + 1) + " ".repeat(random.nextInt(random.nextInt(3000) + 1)));
                int cut = random.nextInt(next.length());
                int wait = random.nextInt(400);
                Future<?> sent =
                        sender.submit(
                                () -> {
                                    spin(wait);
                                    peer.send(next.substring(0, cut));
                                    spin(wait / 2);
                                    peer.send(next.substring(cut));
                                    return null;
                                });
                spin(random.nextInt(600));
                held.answer("answer " + i);
                assertThat(peer.body()).isEqualTo("answer " + i);
                sent.get();
                assertThat(held.timesGone).hasValue(0);
            }
            servlet.next().answer("last");
        } finally {
            sender.shutdownNow();
        }
    }

    private static void spin(int micros) {
        long until = System.nanoTime() + micros * 1000L;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutsAChunkedAnswer(ServerKind kind) throws Exception {
        cuts(kind, "", "HTTP/1.1", false);
    }

    @ParameterizedTest
    @EnumSource
    void cutsAnAnswerOfKnownLength(ServerKind kind) throws Exception {
        cuts(kind, "", "HTTP/1.1", true);
    }

    @ParameterizedTest
    @EnumSource
    void cutsAnAnswerThatEndsWithTheConnection(ServerKind kind) throws Exception {
        cuts(kind, "Connection: close\r\n", "HTTP/1.0", false);
    }

    private void cuts(ServerKind kind, String header, String version, boolean length)
            throws Exception {
        start(kind);
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send("GET /x " + version + "\r\nHost: localhost\r\n" + header + "\r\n");
            Held held = servlet.next();
            if (length) {
                held.response().setContentLength(100);
            }
            held.write("some");
            peer.head();
            StringBuilder body = new StringBuilder();
            while (body.indexOf("some") < 0) {
                body.append((char) peer.read());
            }
            assertThat(held.connection.abort()).isTrue();
            held.complete();
            Throwable end = catchThrowable(() -> peer.readInto(body));
            assertThat(end)
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThat(body.toString()).doesNotContain("0\r\n");
            if (version.endsWith("0")) {
                assertThat(end).hasMessageContaining("reset");
            }
        }
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("next"));
            Held held = servlet.next();
            held.answer("fine");
            assertThat(peer.body()).isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsAContentTypeAsItIs(ServerKind kind) throws Exception {
        start(kind);
        try (Peer peer = new Peer(kind, server.port())) {
            for (String type :
                    new String[] {
                        "application/json; charset=utf-8",
                        "text/event-stream;charset=UTF-8",
                        "text/plain; version=0.0.4 ;  q=\"a b\"",
                        "application/x-ndjson"
                    }) {
                peer.send("GET /x HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Held held = servlet.next();
                assertThat(held.connection.contentType(type)).isTrue();
                held.response().setContentLength(1);
                held.write("x");
                assertThat(held.connection.contentType("text/html")).isFalse();
                held.connection.unwatch();
                held.async.complete();
                assertThat(peer.head()).contains("\r\nContent-Type: " + type + "\r\n");
                peer.read();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesNoThreadBehindAndTellsNothingAfterItsEnd(ServerKind kind) throws Exception {
        start(kind, Duration.ZERO);
        Held held;
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("hello"));
            held = servlet.next();
            assertThat(watchers()).isEqualTo(1);
            connections.close();
            assertThat(watchers()).isZero();
            peer.drop();
        }
        assertThat(held.millisUntilGone(0, 100)).isEqualTo(-1);
        held.complete();
        try (Peer peer = new Peer(kind, server.port())) {
            peer.send(Peer.post("late"));
            servlet.next().answer("still answered");
            assertThat(peer.body()).isEqualTo("still answered");
        }
    }

    private static long watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("corral-client-watcher"))
                .count();
    }

    @Test
    void offersWhatIsSafeOnAConnectorWithoutASelector() throws Exception {
        connections = new ClientConnections(Duration.ZERO);
        servlet = new HoldingServlet(connections);
        server = ServerKind.TOMCAT.tomcat(servlet, "org.apache.coyote.http11.Http11Nio2Protocol");
        try (Peer peer = new Peer(ServerKind.TOMCAT, server.port())) {
            peer.send(Peer.post("hello"));
            Held held = servlet.next();
            assertThat(held.connection.contentType("a/b; c=d")).isTrue();
            held.write("some");
            assertThat(peer.head()).contains("\r\nContent-Type: a/b; c=d\r\n");
            assertThat(held.connection.abort()).isTrue();
            held.complete();
            assertThat(catchThrowable(() -> peer.readInto(new StringBuilder())))
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void doesNothingOnAServerThatItDoesNotKnow() throws Exception {
        start(ServerKind.TOMCAT);
        HttpServletRequest request =
                (HttpServletRequest)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {HttpServletRequest.class},
                                (proxy, method, arguments) -> null);
        ClientConnection connection = connections.of(request, null);
        connection.watch(() -> {}, false);
        connection.unwatch();
        assertThat(connection.abort()).isFalse();
        assertThat(connection.contentType("text/plain")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void watchesManyAtOnce(ServerKind kind) throws Exception {
        start(kind, Duration.ZERO);
        List<Peer> peers = new ArrayList<>();
        List<Held> held = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Peer peer = new Peer(kind, server.port());
            peers.add(peer);
            peer.send(Peer.post("hello"));
            held.add(servlet.next());
        }
        long left = System.nanoTime();
        for (Peer peer : peers) {
            peer.drop();
        }
        for (Held one : held) {
            assertThat(one.millisUntilGone(left, PATIENCE)).isNotNegative();
            one.connection.abort();
            one.complete();
        }
    }
}
