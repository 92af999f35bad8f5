package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Ending;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slow readers, many streams, many aborts. */
@Timeout(120)
class ManyIT extends ProxyIT {
    private static final int STREAMS = 500;
    private static final int ABORTED = 1000;
    private static final int BATCH = 100;
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String NDJSON = "Content-Type: application/x-ndjson";

    @Test
    void aClientThatDoesNotReadStopsTheUpstream() throws Exception {
        int parts = 400;
        byte[] part = new byte[100_000];
        new Random(11).nextBytes(part);
        MessageDigest expected = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < parts; i++) {
            expected.update(part);
        }
        for (boolean chunked : new boolean[] {true, false}) {
            upstream.reset();
            AtomicLong sent = new AtomicLong();
            upstream.on(
                    "GET",
                    "/v1/models/m",
                    x -> {
                        x.head(200, chunked ? CHUNKED : "Content-Length: " + parts * part.length);
                        for (int i = 0; i < parts; i++) {
                            if (chunked) {
                                x.chunk(part);
                            } else {
                                x.send(part);
                            }
                            sent.addAndGet(part.length);
                        }
                        if (chunked) {
                            x.lastChunk();
                        }
                    });
            try (RawClient client = RawClient.connect(baseUrl(), 64 * 1024)) {
                client.send(ollama("GET", "/v1/models/m").bytes());
                assertThat(StandIn.await(SOON, () -> sent.get() > 0)).isTrue();
                long stalledAt = UploadsIT.awaitStall(sent);
                assertThat(stalledAt).as("bytes in flight").isLessThan(30_000_000);
                Response response = client.response("GET");
                assertThat(response.ending()).isEqualTo(Ending.WHOLE);
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(response.body());
                assertThat(HexFormat.of().formatHex(digest))
                        .isEqualTo(
                                HexFormat.of()
                                        .formatHex(((MessageDigest) expected.clone()).digest()));
            }
        }
    }

    @Test
    void aSlowReaderThatLeavesFreesTheUpstream() throws Exception {
        upstream.on(
                "GET",
                "/v1/models/m",
                x -> {
                    x.head(200, CHUNKED);
                    while (true) {
                        x.chunk(new byte[100_000]);
                    }
                });
        for (int i = 0; i < 4; i++) {
            int before = upstream.aborts().size();
            RawClient client = RawClient.connect(baseUrl(), 64 * 1024);
            client.send(ollama("GET", "/v1/models/m").bytes()).head("GET");
            StandIn.await(Duration.ofMillis(500), () -> false);
            if (i % 2 == 0) {
                client.abort();
            } else {
                client.close();
            }
            assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == before + 1)).isTrue();
        }
    }

    @Test
    void fiveHundredSlowStreamsAreAllWhole() throws Exception {
        int frames = 20;
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    String id = JSON.readTree(x.body()).path("id").asText();
                    x.head(200, NDJSON, CHUNKED);
                    for (int i = 0; i < frames; i++) {
                        x.pause(Duration.ofMillis(150)).chunk(frame(id, i));
                    }
                    x.lastChunk();
                });
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            RawClient client = connect().timeout(Duration.ofSeconds(60));
            String body = "{\"model\":\"m\",\"messages\":[],\"id\":\"" + i + "\"}";
            clients.add(client.send(ollama("POST", "/api/chat").body(body).bytes()));
        }
        for (int i = 0; i < STREAMS; i++) {
            StringBuilder expected = new StringBuilder();
            for (int n = 0; n < frames; n++) {
                expected.append(frame(Integer.toString(i), n));
            }
            try (RawClient client = clients.get(i)) {
                Response response = client.response("POST");
                assertThat(response.status()).as("%s", response).isEqualTo(200);
                assertThat(response.ending()).isEqualTo(Ending.WHOLE);
                assertThat(response.text()).isEqualTo(expected.toString());
            }
        }
        assertThat(asked()).hasSize(STREAMS);
        assertThat(upstream.aborts()).isEmpty();
    }

    private static String frame(String id, int number) {
        return "{\"id\":\""
                + id
                + "\",\"n\":"
                + number
                + ",\"text\":\""
                + "moo ".repeat(30)
                + "\"}\n";
    }

    @Test
    void aThousandAbortedStreamsLeaveNothingOpen() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, NDJSON, CHUNKED);
                    while (true) {
                        x.chunk("{\"n\":1}\n").pause(Duration.ofMillis(50));
                    }
                });
        byte[] request =
                ollama("POST", "/api/chat").body("{\"model\":\"m\",\"messages\":[]}").bytes();
        for (int done = 0; done < ABORTED; done += BATCH) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < BATCH; i++) {
                clients.add(connect().send(request));
            }
            try {
                for (int i = 0; i < BATCH; i++) {
                    readAndLeave(clients.get(i), i % 2 == 0);
                }
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
            }
        }
        assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == ABORTED))
                .as("%d aborts noticed", upstream.aborts().size())
                .isTrue();
        assertNothingIsOpen();
        assertThat(StandIn.await(SOON, () -> upstream.connectionsOpen() < BATCH)).isTrue();
    }

    private static void readAndLeave(RawClient client, boolean reset) throws IOException {
        client.head("POST");
        client.readUntil("}\n");
        if (reset) {
            client.abort();
        } else {
            client.close();
        }
    }
}
