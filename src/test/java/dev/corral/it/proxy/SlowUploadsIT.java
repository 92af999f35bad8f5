package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.ItSettings;
import dev.corral.it.ItUser;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sends a blob too slowly, who sends it slowly but does send it, and how many bytes came. */
@Timeout(60)
class SlowUploadsIT extends ProxyIT {

    private static final String BLOB = "/api/blobs/sha256:" + "ef".repeat(32);
    private static final Duration A_WHILE = Duration.ofMillis(400);

    @AfterEach
    void patience() throws IOException {
        ItSettings.set("corral.gateway.body-timeout", null);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatSendsNothingMoreIsToldAndCut(boolean chunked) throws Exception {
        ItSettings.set("corral.gateway.body-timeout", "1s");
        upstream.on("POST", BLOB, x -> x.respond(201, null, x.text()));
        try (RawClient client = connect()) {
            client.send(head(chunked, 1_000_000).headBytes());
            client.send(chunked ? "ff\r\nabc" : "abc");
            Response response = client.response("POST");
            assertThat(response.status()).as("%s", response).isEqualTo(408);
            assertThat(JSON.readTree(response.body()).path("error").asText())
                    .contains("corral.gateway.body-timeout");
            assertThat(client.awaitClose(SOON)).as("the connection ends").isTrue();
        }
        assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == 1)).isTrue();
        assertNothingIsOpen();
        assertThat(asked()).noneMatch(x -> x.complete());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatSendsLittleButAgainAndAgainIsServed(boolean chunked) throws Exception {
        ItSettings.set("corral.gateway.body-timeout", "1s");
        upstream.on("POST", BLOB, x -> x.respond(201, null, x.text()));
        try (RawClient client = connect()) {
            client.send(head(chunked, 6).headBytes());
            for (String part : "a b c d e f".split(" ")) {
                StandIn.await(A_WHILE, () -> false);
                client.send(chunked ? "1\r\n" + part + "\r\n" : part);
            }
            if (chunked) {
                client.send("0\r\n\r\n");
            }
            Response response = client.response("POST");
            assertThat(response.status()).as("%s", response).isEqualTo(201);
            assertThat(response.text()).isEqualTo("abcdef");
        }
    }

    /** The time in which the upstream takes nothing is not the client's silence. */
    @Test
    void aClientWhoseUpstreamIsSlowIsNotCut() throws Exception {
        ItSettings.set("corral.gateway.body-timeout", "500ms");
        int size = 30 << 20;
        upstream.buffers(0, 64 * 1024)
                .onUnread(
                        "POST",
                        BLOB,
                        x -> {
                            x.pause(Duration.ofSeconds(2));
                            x.read(Long.MAX_VALUE);
                            x.respond(201, null, x.sha256Hex().substring(0, 4) + x.received());
                        });
        UploadsIT.dropIdle();
        try (RawClient client = connect()) {
            client.send(head(false, size).headBytes()).send(new byte[size]);
            Response response = client.response("POST");
            assertThat(response.status()).as("%s", response).isEqualTo(201);
            assertThat(response.text()).endsWith(Integer.toString(size));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEarlyAnswerDoesNotWaitForAClientThatStopped(boolean chunked) throws Exception {
        ItSettings.set("corral.gateway.body-timeout", "3s");
        upstream.on(
                "POST",
                BLOB,
                x -> {
                    x.awaitReceived(3);
                    x.respond(400, "application/json", "{\"error\":\"enough\"}");
                });
        try (RawClient client = connect()) {
            client.send(head(chunked, 1_000_000).headBytes());
            client.send(chunked ? "ff\r\nabc" : "abc");
            long begun = System.nanoTime();
            Response response = client.response("POST");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(2));
            assertThat(response.status()).as("%s", response).isEqualTo(400);
            assertThat(response.text()).contains("enough");
            assertThat(client.awaitClose(SOON)).as("the rest is not awaited for ever").isTrue();
        }
        assertNothingIsOpen();
    }

    @Test
    void theBytesOfBlobsAreCountedByWhoSentThem() throws Exception {
        upstream.on("POST", BLOB, x -> x.respond(201, null, x.sha256Hex()));
        long before = counted();
        Response response = ask(ollama("POST", BLOB).body(new byte[300_000]));
        assertThat(response.status()).as("%s", response).isEqualTo(201);
        assertThat(counted() - before).isEqualTo(300_000);
    }

    private static long counted() throws IOException {
        Response metrics =
                ask(
                        stranger("GET", "/metrics")
                                .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password()));
        Matcher line =
                Pattern.compile("corral_upload_bytes_total\\{caller=\"alice\"} ([0-9]+)\n")
                        .matcher(new String(metrics.body(), StandardCharsets.UTF_8));
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    private static RawRequest head(boolean chunked, long length) {
        RawRequest request = ollama("POST", BLOB);
        return chunked
                ? request.header("Transfer-Encoding", "chunked")
                : request.header("Content-Length", Long.toString(length));
    }
}
