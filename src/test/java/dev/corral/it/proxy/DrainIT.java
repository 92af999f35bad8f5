package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.it.ItUser;
import dev.corral.testkit.Ending;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that is taken out of a load balancer cuts nobody off and refuses nobody. */
@Timeout(60)
class DrainIT extends ProxyIT {

    private static final String CHAT = "{\"model\":\"m\",\"messages\":[{}]}";

    @AfterEach
    void inService() throws IOException {
        drain(false);
    }

    @Test
    void whatRunsIsFinishedAndWhatComesIsServed() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/generate",
                x -> {
                    x.body();
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    x.chunk("{\"response\":\"a\",\"done\":false}\n");
                    last.await();
                    x.chunk("{\"response\":\"\",\"done\":true}\n").lastChunk();
                });
        try (RawClient running = connect()) {
            running.send(
                    ollama("POST", "/api/generate")
                            .body("{\"model\":\"m\",\"prompt\":\"?\"}")
                            .bytes());
            CompletableFuture<Response> answer =
                    CompletableFuture.supplyAsync(() -> responseOf(running));
            assertThat(StandIn.await(SOON, () -> openExchanges() == 1)).isTrue();
            JsonNode now = drain(true);
            assertThat(now.get("draining").asBoolean()).isTrue();
            assertThat(now.get("running").asInt()).isEqualTo(1);
            assertThat(ready().status()).isEqualTo(503);
            assertThat(ready().text()).isEqualTo("{\"status\":\"draining\"}");
            assertThat(ask(stranger("GET", "/health/live")).status()).isEqualTo(200);

            Response fresh = chat(CHAT);
            assertThat(fresh.status()).as("%s", fresh).isEqualTo(200);
            assertThat(answer).isNotDone();
            last.countDown();
            Response whole = answer.get();
            assertThat(whole.ending()).isEqualTo(Ending.WHOLE);
            assertThat(whole.text()).contains("\"done\":true");
        }
        assertNothingIsOpen();
        assertThat(drain(true).get("running").asInt()).isZero();
        assertThat(drain(false).get("draining").asBoolean()).isFalse();
        assertThat(ready().status()).isEqualTo(200);
    }

    private static Response responseOf(RawClient client) {
        try {
            return client.response("POST");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Response ready() throws IOException {
        return ask(stranger("GET", "/health/ready"));
    }

    private static JsonNode drain(boolean on) throws IOException {
        Response response =
                ask(
                        stranger("POST", "/api/v1/drain")
                                .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password())
                                .header("Content-Type", "application/json")
                                .body("{\"draining\":" + on + "}"));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
