package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads of blobs: streamed, slowed down by the upstream, answered early, broken off. */
@Timeout(120)
class UploadsIT extends ProxyIT {
    private static final int MB = 1 << 20;
    private static final int SIZE = 250;
    private static final String BLOB = "/api/blobs/sha256:" + "cd".repeat(32);

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void quarterOfAGigabyteArrivesWhileItIsSent(boolean chunked) throws Exception {
        upstream.on("POST", BLOB, x -> x.respond(201, null, x.sha256Hex()));
        byte[] part = new byte[MB];
        new Random(7).nextBytes(part);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RawClient client = connect()) {
            client.send(head(chunked, (long) SIZE * MB).headBytes());
            for (int i = 0; i < SIZE; i++) {
                part[i] ^= 1;
                digest.update(part);
                send(client, part, chunked);
                if (i == 20) {
                    assertThat(StandIn.await(SOON, () -> received() > 20L * MB))
                            .as("%d bytes have arrived before the end", received())
                            .isTrue();
                }
            }
            if (chunked) {
                client.send("0\r\n\r\n");
            }
            Response response = client.response("POST");
            assertThat(response.status()).as("%s", response).isEqualTo(201);
            assertThat(response.text()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
        }
        Exchange seen = only();
        assertThat(seen.received()).isEqualTo((long) SIZE * MB);
        assertThat(seen.head().chunked()).isEqualTo(chunked);
        assertThat(seen.head().contentLength()).isEqualTo(chunked ? -1 : (long) SIZE * MB);
    }

    @Test
    void anUpstreamThatDoesNotReadSlowsTheClient() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        upstream.buffers(0, 64 * 1024)
                .onUnread(
                        "POST",
                        BLOB,
                        x -> {
                            read.await();
                            x.read(Long.MAX_VALUE);
                            x.respond(201, null, x.sha256Hex());
                        });
        dropIdle();
        int parts = 100;
        AtomicLong sent = new AtomicLong();
        byte[] part = new byte[MB];
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (RawClient client = connect()) {
            client.send(head(false, (long) parts * MB).headBytes());
            Thread sender =
                    new Thread(
                            () -> {
                                for (int i = 0; i < parts; i++) {
                                    digest.update(part);
                                    sendQuietly(client, part);
                                    sent.addAndGet(part.length);
                                }
                            });
            sender.start();
            long stalledAt = awaitStall(sent);
            assertThat(stalledAt).as("bytes taken while nobody reads").isLessThan(40L * MB);
            read.countDown();
            Response response = client.response("POST");
            sender.join();
            assertThat(response.text()).isEqualTo(HexFormat.of().formatHex(digest.digest()));
        }
    }

    @Test
    void anEarlyAnswerIsRelayedWhileTheClientStillSends() throws Exception {
        String known = "/api/blobs/sha256:" + "ab".repeat(32);
        for (int i = 0; i < 6; i++) {
            boolean fast = i % 2 == 0;
            Response response = answerDuringUpload(known, fast ? 200_000 : 20_000);
            assertThat(response.status()).as("%s, fast: %s", response, fast).isEqualTo(200);
            assertNothingIsOpen();
        }
    }

    @Test
    void anUpstreamThatBreaksDuringAnUploadIs502() throws Exception {
        for (int i = 0; i < 6; i++) {
            boolean reset = i % 2 == 0;
            upstream.on(
                    "POST",
                    BLOB,
                    x -> {
                        x.awaitReceived(300_000);
                        if (reset) {
                            x.reset();
                        } else {
                            x.close();
                        }
                    });
            Response response = answerDuringUpload(BLOB, i < 3 ? 200_000 : 20_000);
            assertThat(response.status()).as("%s, reset: %s", response, reset).isEqualTo(502);
            assertThat(JSON.readTree(response.body()).path("error").isTextual()).isTrue();
            assertNothingIsOpen();
        }
    }

    /** Sends parts of 20 MB, some a second, until the answer is there. */
    private static Response answerDuringUpload(String path, int part) throws Exception {
        try (RawClient client = connect()) {
            client.send(ollama("POST", path).header("Content-Length", "20000000").headBytes());
            Thread sender =
                    new Thread(
                            () -> {
                                byte[] bytes = new byte[part];
                                for (int sent = 0; sent < 20_000_000; sent += part) {
                                    if (!sendQuietly(client, bytes)) {
                                        return;
                                    }
                                    StandIn.await(Duration.ofMillis(20), () -> false);
                                }
                            });
            sender.start();
            Response response = client.response("POST");
            client.abort();
            sender.join();
            return response;
        }
    }

    @Test
    void aClientThatLeavesDuringAnUploadIsGoneUpstreamToo() throws Exception {
        upstream.on("POST", BLOB, x -> x.respond(201, null, x.sha256Hex()));
        for (int i = 0; i < 6; i++) {
            int before = upstream.aborts().size();
            boolean chunked = i % 2 == 0;
            RawClient client = connect();
            client.send(head(chunked, 20L * MB).headBytes());
            send(client, new byte[MB], chunked);
            assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 1)).isTrue();
            if (i < 3) {
                client.abort();
            } else {
                client.close();
            }
            assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == before + 1))
                    .as("upload %d was broken off upstream", i)
                    .isTrue();
            assertNothingIsOpen();
        }
        assertThat(asked()).noneMatch(Exchange::complete);
    }

    private static RawRequest head(boolean chunked, long length) {
        RawRequest request = ollama("POST", BLOB);
        return chunked
                ? request.header("Transfer-Encoding", "chunked")
                : request.header("Content-Length", Long.toString(length));
    }

    private static void send(RawClient client, byte[] part, boolean chunked) throws IOException {
        if (chunked) {
            client.send(
                    (Integer.toHexString(part.length) + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            client.send(part).send("\r\n");
        } else {
            client.send(part);
        }
    }

    private static boolean sendQuietly(RawClient client, byte[] part) {
        try {
            client.send(part);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static long received() {
        return asked().isEmpty() ? 0 : asked().get(0).received();
    }

    /** New buffer sizes count for new connections only. */
    static void dropIdle() {
        upstream.dropConnections();
        StandIn.await(SECOND, () -> upstream.connectionsOpen() == 0);
        StandIn.await(Duration.ofMillis(100), () -> false);
    }

    /** Waits until a counter has stood still for a second; returns where. */
    static long awaitStall(AtomicLong counter) {
        long before = -1;
        while (before != counter.get()) {
            before = counter.get();
            StandIn.await(SECOND, () -> false);
        }
        return before;
    }
}
