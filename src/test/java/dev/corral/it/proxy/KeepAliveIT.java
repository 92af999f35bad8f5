package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Ending;
import dev.corral.testkit.Response;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The byte that means nothing: where it may stand, and where it must never stand. */
@Timeout(60)
class KeepAliveIT extends ProxyIT {
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
    private static final String WHOLE = "{\"model\":\"m\",\"stream\":false,\"messages\":[]}";
    private static final Duration LONG = Duration.ofMillis(4200);

    @Test
    void inNdjsonItIsASpaceBeforeTheNextValue() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.pause(LONG);
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    x.chunk("{\"n\":1}\n").chunk("{\"n\":2}\n").lastChunk();
                });
        Response response = chat(ASKED);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).startsWith("application/x-ndjson");
        assertThat(response.text()).matches(" +\\{\"n\":1}\n\\{\"n\":2}\n");
        assertThat(response.ending()).isEqualTo(Ending.WHOLE);
    }

    @Test
    void itNeverStandsInsideAValue() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    x.chunk("{\"n\":\"a");
                    x.pause(LONG);
                    x.chunk("b\"}\n").lastChunk();
                });
        assertThat(chat(ASKED).text()).isEqualTo("{\"n\":\"ab\"}\n");
    }

    @Test
    void inAnEventStreamItIsAComment() throws Exception {
        upstream.on(
                "POST",
                "/v1/chat/completions",
                x -> {
                    x.pause(LONG);
                    x.head(200, "Content-Type: text/event-stream", "Transfer-Encoding: chunked");
                    x.chunk("data: {}\n\n").lastChunk();
                });
        Response response = ask(ollama("POST", "/v1/chat/completions").body(ASKED));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).startsWith("text/event-stream");
        assertThat(response.text()).matches("(:[^\n]*\n\n?)+data: \\{}\n\n");
    }

    @Test
    void anAnswerThatIsNotStreamedHasNone() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.pause(LONG).respond(404, "application/json", "{\"error\":\"late\"}");
                });
        Response response = chat(WHOLE);
        assertThat(response.status()).isEqualTo(404);
        assertThat(response.text()).isEqualTo("{\"error\":\"late\"}");
    }

    @Test
    void anErrorThatComesAfterItIsAnErrorLine() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.pause(LONG).respond(500, "application/json", "{\"error\":\"model crashed\"}");
                });
        Response response = chat(ASKED);
        assertThat(response.status()).isEqualTo(200);
        String[] lines = response.text().strip().split("\n");
        assertThat(JSON.readTree(lines[lines.length - 1]).path("error").isTextual())
                .as("%s", response)
                .isTrue();
    }

    @Test
    void whoAsksForItGetsItInAnAnswerThatIsNotStreamed() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.pause(Duration.ofMillis(1500))
                            .respond(200, "application/json; charset=utf-8", "{\"done\":true}");
                });
        Response response =
                ask(ollama("POST", "/api/chat").header("X-Corral-Keep-Alive", "300ms").body(WHOLE));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("Content-Type")).startsWith("application/json");
        assertThat(response.text()).matches(" {2,5}\\{\"done\":true}");
        assertThat(response.ending()).isEqualTo(Ending.WHOLE);
    }

    @Test
    void anErrorThatComesAfterItIsInTheBody() throws Exception {
        upstream.on(
                "POST",
                "/v1/chat/completions",
                x -> {
                    x.body();
                    x.pause(Duration.ofMillis(1000)).reset();
                });
        Response response =
                ask(
                        ollama("POST", "/v1/chat/completions")
                                .header("X-Corral-Keep-Alive", "300ms")
                                .body(WHOLE));
        assertThat(response.status()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).at("/error/message").asText())
                .as("%s", response)
                .contains("closed the connection");
    }

    @Test
    void whoWantsNoneGetsNone() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.pause(LONG).respond(404, "application/json", "{\"error\":\"late\"}");
                });
        Response response =
                ask(ollama("POST", "/api/chat").header("X-Corral-Keep-Alive", "none").body(ASKED));
        assertThat(response.status()).isEqualTo(404);
    }

    @Test
    void whatIsNoTimeIsRefused() throws Exception {
        for (String[] header :
                new String[][] {
                    {"X-Corral-Keep-Alive", "often"},
                    {"X-Corral-Keep-Alive", "1ms"},
                    {"X-Corral-Priority", "highest"}
                }) {
            Response response =
                    ask(ollama("POST", "/api/chat").header(header[0], header[1]).body(WHOLE));
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.text()).contains(header[0]);
        }
    }
}
