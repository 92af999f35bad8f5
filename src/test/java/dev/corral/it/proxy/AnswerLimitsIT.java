package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.it.ItPolicy;
import dev.corral.testkit.Ending;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long and how large an answer may become by the policy, on a real server. */
@Timeout(60)
class AnswerLimitsIT extends ProxyIT {

    private static final String LIMITED =
            "{\"version\":1,\"rules\":["
                    + "{\"id\":\"short\",\"effect\":\"allow\",\"who\":{\"users\":[\"alice\"]},\"what\":[\"chat\"],"
                    + "\"models\":[\"short\"],\"limits\":{\"duration\":\"2s\"}},"
                    + "{\"id\":\"small\",\"effect\":\"allow\",\"who\":{\"users\":[\"alice\"]},\"what\":[\"chat\"],"
                    + "\"models\":[\"small\"],\"limits\":{\"bytes\":65536}}]}";
    private static final String[] NDJSON = {
        "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked"
    };
    private static final String[] SSE = {
        "Content-Type: text/event-stream", "Transfer-Encoding: chunked"
    };

    @BeforeAll
    static void limit() throws IOException {
        ItPolicy.set(LIMITED);
    }

    @AfterAll
    static void policyOfTheTests() throws IOException {
        ItPolicy.reset();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/chat, short, duration",
        "/api/chat, small, bytes",
        "/v1/chat/completions, short, duration",
        "/v1/chat/completions, small, bytes",
        "/v1/messages, short, duration",
        "/v1/messages, small, bytes"
    })
    void aStreamThatGoesOverEndsWithAnErrorOfItsOwnFormat(String path, String model, String limit)
            throws Exception {
        endless(path);
        Response response =
                ask(
                        ollama("POST", path)
                                .body(
                                        "{\"model\":\""
                                                + model
                                                + "\",\"stream\":true,\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"?\"}]}"));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(response.ending()).isEqualTo(Ending.WHOLE);
        String last = response.text().strip();
        last = last.substring(last.lastIndexOf('\n') + 1);
        JsonNode error = JSON.readTree(last.replaceFirst("^data: ", ""));
        assertThat(messageOf(error)).contains("limit \"" + limit + "\" of the policy");
        if (path.equals("/v1/messages")) {
            assertThat(error.get("type").asText()).isEqualTo("error");
        }
        assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == 1))
                .as("the connection to Ollama was closed")
                .isTrue();
        if (limit.equals("bytes")) {
            assertThat(response.body().length).isBetween(16_000, 80_000);
        }
    }

    private static String messageOf(JsonNode error) {
        JsonNode is = error.get("error");
        return is.isTextual() ? is.asText() : is.get("message").asText();
    }

    @Test
    void anAnswerThatWasNotBegunIsRefusedWithAStatus() throws Exception {
        upstream.on("POST", "/api/chat", x -> x.silence());
        Response response =
                chat("{\"model\":\"short\",\"stream\":false,\"messages\":[{\"content\":\"?\"}]}");
        assertThat(response.status()).as("%s", response).isEqualTo(504);
        assertThat(response.text()).contains("limit \\\"duration\\\" of the policy");
    }

    @Test
    void anAnswerWithinTheLimitsIsWhole() throws Exception {
        Response response = chat("{\"model\":\"small\",\"messages\":[{\"content\":\"?\"}]}");
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(response.text()).contains("\"done\":true");
    }

    /** A stream of some kilobytes every 100 ms that never ends by itself. */
    private static void endless(String path) {
        boolean ollama = path.startsWith("/api");
        String frame = "{\"model\":\"m\",\"text\":\"" + "x".repeat(4_000) + "\",\"done\":false}";
        upstream.on(
                "POST",
                path,
                x -> {
                    x.body();
                    x.head(200, ollama ? NDJSON : SSE);
                    while (true) {
                        x.chunk(ollama ? frame + "\n" : "data: " + frame + "\n\n");
                        x.pause(Duration.ofMillis(50));
                    }
                });
    }
}
