package dev.corral.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandInTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private StandIn standIn;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        standIn = StandIn.start();
        uri = URI.create(standIn.url());
    }

    @AfterEach
    void stop() {
        standIn.close();
    }

    @Test
    void recordsARequestExactly() throws Exception {
        String head = "POST /api/copy?x=%2F HTTP/1.1\r\nhOST: a\r\nX-Odd:  two  spaces \r\n";
        RawClient client = RawClient.connect(uri);
        client.send(head + "Content-Length: 3\r\n\r\nabc");
        assertThat(client.response("POST").status()).isEqualTo(200);

        Exchange seen = standIn.only();
        assertThat(seen.head().text()).isEqualTo(head + "Content-Length: 3\r\n");
        assertThat(seen.target()).isEqualTo("/api/copy?x=%2F");
        assertThat(seen.text()).isEqualTo("abc");
        assertThat(standIn.connectionsOpen()).isEqualTo(1);
        client.close();
        assertThat(StandIn.await(SECOND, () -> standIn.connectionsOpen() == 0)).isTrue();
        assertThat(standIn.aborts()).isEmpty();
        assertThat(standIn.failures()).isEmpty();
    }

    @Test
    void answersRequestsOnOneConnectionInTurnEvenWhenPipelined() throws Exception {
        try (RawClient client = RawClient.connect(uri)) {
            client.send("GET / HTTP/1.1\r\n\r\nGET /api/version HTTP/1.1\r\n\r\n");
            assertThat(client.response("GET").text()).isEqualTo("Ollama is running");
            assertThat(client.response("GET").text()).isEqualTo("{\"version\":\"0.24.0\"}");
        }
        assertThat(standIn.connectionsTotal()).isEqualTo(1);
    }

    @Test
    void takesChunkedBodiesOfAnySizeAndChunking() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            byte[] body = new byte[random.nextInt(200_000)];
            random.nextBytes(body);
            standIn.on("POST", "/echo", x -> x.respond(200, null, x.body()));
            RawRequest request =
                    RawRequest.of("POST", "/echo")
                            .chunked(body, 1 + random.nextInt(9000), 5, 70_000);
            Response response = RawClient.ask(uri, request);
            assertThat(response.body()).as("seed %d, body %d", seed, i).isEqualTo(body);
        }
    }

    @Test
    void noticesAtOnceThatASilentClientLeft() throws Exception {
        standIn.on("GET", "/silent", Exchange::silence);
        for (int i = 0; i < 200; i++) {
            boolean reset = i % 2 == 0;
            RawClient client = RawClient.connect(uri);
            client.send("GET /silent HTTP/1.1\r\n\r\n");
            assertThat(StandIn.await(SECOND, () -> standIn.exchangesOpen() == 1)).isTrue();
            long left = System.nanoTime();
            if (reset) {
                client.abort();
            } else {
                client.close();
            }
            int expected = i + 1;
            assertThat(StandIn.await(SECOND, () -> standIn.aborts().size() == expected)).isTrue();
            Abort abort = standIn.aborts().get(expected - 1);
            assertThat(abort.how()).isEqualTo(reset ? "RST" : "FIN");
            assertThat(abort.atNanos() - left).isLessThan(Duration.ofMillis(200).toNanos());
            assertThat(StandIn.await(SECOND, () -> standIn.exchangesOpen() == 0)).isTrue();
            assertThat(StandIn.await(SECOND, () -> standIn.connectionsOpen() == 0)).isTrue();
        }
    }

    @Test
    void aLatchDecidesWhenTheNextFrameGoesOut() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        standIn.on(
                "GET",
                "/two",
                x -> {
                    x.head(200, "Transfer-Encoding: chunked").chunk("one");
                    latch.await();
                    x.chunk("two").lastChunk();
                });
        try (RawClient client = RawClient.connect(uri)) {
            client.send("GET /two HTTP/1.1\r\n\r\n").head("GET");
            assertThat(client.piece().text()).isEqualTo("one");
            latch.countDown();
            assertThat(client.piece().text()).isEqualTo("two");
            assertThat(client.piece()).isNull();
            assertThat(client.ending()).isEqualTo(Ending.WHOLE);
        }
    }

    @Test
    void breaksAtAnyByte() throws Exception {
        standIn.on(
                "GET",
                "/reset",
                x -> {
                    x.head(200, "Content-Length: 10")
                            .send("abc")
                            .pause(Duration.ofMillis(50))
                            .reset();
                });
        standIn.on(
                "GET", "/fin", x -> x.head(200, "Transfer-Encoding: chunked").chunk("abc").close());
        standIn.on("GET", "/half", x -> x.send("HTTP/1.1 200 O").close());
        standIn.on("GET", "/close", x -> x.head(200).send("abc"));
        standIn.on("GET", "/bad", x -> x.head(200, "Transfer-Encoding: chunked").send("zz\r\n"));

        assertThat(ask("/reset").ending()).isEqualTo(Ending.RESET);
        assertThat(ask("/fin").ending()).isEqualTo(Ending.TRUNCATED);
        assertThat(ask("/fin").text()).isEqualTo("abc");
        assertThat(ask("/half").head()).isNull();
        assertThat(ask("/close").ending()).isEqualTo(Ending.CLOSED);
        assertThat(ask("/close").text()).isEqualTo("abc");
        assertThat(ask("/bad").ending()).isEqualTo(Ending.GARBLED);
    }

    @Test
    void readsABodyOnlyAsFarAsItsScriptLets() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        standIn.buffers(0, 16 * 1024)
                .onUnread(
                        "POST",
                        "/up",
                        x -> {
                            latch.await();
                            x.read(Long.MAX_VALUE);
                            x.respond(200, null, x.sha256Hex());
                        });
        byte[] body = new byte[20 << 20];
        try (RawClient client = RawClient.connect(uri)) {
            Thread sender = new Thread(() -> sendQuietly(client, body));
            sender.start();
            assertThat(StandIn.await(SECOND, () -> standIn.exchangesOpen() == 1)).isTrue();
            sender.join(300);
            assertThat(sender.isAlive()).as("20 MB went into buffers").isTrue();
            assertThat(standIn.only().received()).isLessThan(200_000);
            latch.countDown();
            assertThat(client.response("POST").text()).hasSize(64);
            assertThat(standIn.only().received()).isEqualTo(body.length);
            sender.join();
        }
    }

    @Test
    void stopsWritingWhenTheClientDoesNotRead() throws Exception {
        byte[] part = new byte[100_000];
        standIn.buffers(64 * 1024, 0)
                .on(
                        "GET",
                        "/big",
                        x -> {
                            x.head(200, "Content-Length: 40000000");
                            for (int i = 0; i < 400; i++) {
                                x.send(part);
                            }
                        });
        try (RawClient client = RawClient.connect(uri, 32 * 1024)) {
            client.send("GET /big HTTP/1.1\r\n\r\n");
            assertThat(StandIn.await(SECOND, () -> standIn.exchangesOpen() == 1)).isTrue();
            assertThat(StandIn.await(Duration.ofMillis(300), () -> standIn.exchangesOpen() == 0))
                    .isFalse();
            assertThat(standIn.only().sent()).isLessThan(4_000_000);
            assertThat(client.response("GET").body()).hasSize(40_000_000);
        }
    }

    @Test
    void holdsTwoThousandSlowStreamsAtTheirPace() throws Exception {
        int clients = 2000;
        standIn.on(
                "GET",
                "/slow",
                x -> {
                    x.head(200, "Transfer-Encoding: chunked");
                    for (int i = 0; i < 5; i++) {
                        x.pause(Duration.ofMillis(200)).chunk("frame " + i + "\n");
                    }
                    x.lastChunk();
                });
        long begin = System.nanoTime();
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            all.add(RawClient.connect(uri).send("GET /slow HTTP/1.1\r\n\r\n"));
        }
        for (RawClient client : all) {
            assertThat(client.response("GET").text()).hasSize(40).startsWith("frame 0\n");
            client.close();
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
                .isBetween(1000L, 15_000L);
        assertThat(standIn.failures()).isEmpty();
        assertThat(StandIn.await(SECOND, () -> standIn.connectionsOpen() == 0)).isTrue();
    }

    @Test
    void answersTheWholeSurfaceAsAnOllamaDoes() throws Exception {
        assertThat(ask("/").text()).isEqualTo("Ollama is running");
        assertThat(ask("/nowhere").status()).isEqualTo(404);
        assertThat(ask("/api/chat").status()).isEqualTo(405);
        Response head = RawClient.ask(uri, RawRequest.of("HEAD", "/api/tags"));
        assertThat(head.header("Content-Length")).isNotEqualTo("0");
        assertThat(head.ending()).isEqualTo(Ending.WHOLE);

        Response chat = post("/api/chat", "{\"model\":\"m\"}");
        assertThat(chat.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(chat.pieces()).hasSize(6).allMatch(piece -> piece.text().endsWith("}\n"));
        assertThat(post("/api/chat", "{\"stream\": false}").pieces()).hasSize(1);
        assertThat(post("/v1/chat/completions", "{\"stream\":true}").text())
                .endsWith("data: [DONE]\n\n");
        assertThat(post("/v1/messages", "{\"stream\":true}").text())
                .contains("event: message_stop");
        assertThat(post("/api/show", "{}").head().chunked()).isTrue();
        assertThat(post("/api/blobs/sha256:" + "0".repeat(64), "x").status()).isEqualTo(400);
    }

    @Test
    void acceptsABlobAndAnswersAKnownOneEarly() throws Exception {
        byte[] blob = "blob".getBytes(StandardCharsets.UTF_8);
        String digest = "fa2c8cc4f28176bbeed4b736df569a34c79cd3723e9ec42f9674b4d46ac6b8b8";
        RawRequest stored = RawRequest.of("POST", "/api/blobs/sha256:" + digest).body(blob);
        assertThat(RawClient.ask(uri, stored).status()).isEqualTo(201);

        String known = "/api/blobs/sha256:" + "ab".repeat(32);
        try (RawClient client = RawClient.connect(uri)) {
            client.send("POST " + known + " HTTP/1.1\r\nContent-Length: 9000000\r\n\r\n");
            client.send(new byte[300_000]);
            Response early = client.response("POST");
            assertThat(early.status()).isEqualTo(200);
            assertThat(early.header("Connection")).isEqualTo("close");
        }
    }

    private Response ask(String path) throws Exception {
        return RawClient.ask(uri, RawRequest.of("GET", path));
    }

    private Response post(String path, String body) throws Exception {
        return RawClient.ask(uri, RawRequest.of("POST", path).body(body));
    }

    private static void sendQuietly(RawClient client, byte[] body) {
        try {
            client.send("POST /up HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n");
            client.send(body);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
