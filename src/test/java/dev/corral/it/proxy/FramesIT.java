package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Ending;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.Script;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** A frame never waits for the next: the upstream sends one only when the client has the last. */
@Timeout(30)
class FramesIT extends ProxyIT {
    private static final int FRAMES = 30;
    private static final String ASK = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";

    @RepeatedTest(5)
    void ndjson() throws Exception {
        frames("/api/chat", "application/x-ndjson", "{\"n\":%d}\n");
    }

    @RepeatedTest(5)
    void events() throws Exception {
        frames("/v1/chat/completions", "text/event-stream", "data: {\"n\":%d}\n\n");
    }

    @RepeatedTest(5)
    void typedEvents() throws Exception {
        frames("/v1/messages", "text/event-stream", "event: a\ndata: {\"n\":%d}\n\n");
    }

    @RepeatedTest(5)
    void chunkedJson() throws Exception {
        frames("/api/embed", "application/json", "[%d],\n");
    }

    @RepeatedTest(3)
    void frameCutInTheMiddle() throws Exception {
        frames("/api/generate", "application/x-ndjson", "é%d\uD83D\uDC04");
    }

    @RepeatedTest(3)
    void theHeadGoesOutBeforeTheFirstFrame() throws Exception {
        Semaphore next = new Semaphore(0);
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    next.acquire();
                    x.chunk("{}\n").lastChunk();
                });
        try (RawClient client = connect().timeout(Duration.ofSeconds(2))) {
            client.send(ollama("POST", "/api/chat").body(ASK).bytes());
            assertThat(client.head("POST").first("Content-Type")).isEqualTo("application/x-ndjson");
            next.release();
            assertThat(client.piece().text()).isEqualTo("{}\n");
        }
    }

    private void frames(String path, String type, String format) throws Exception {
        Semaphore next = new Semaphore(1);
        Script script =
                x -> {
                    x.body();
                    x.head(200, "Content-Type: " + type, "Transfer-Encoding: chunked");
                    for (int i = 0; i < FRAMES; i++) {
                        next.acquire();
                        x.chunk(format.formatted(i));
                    }
                    next.acquire();
                    x.lastChunk();
                };
        upstream.on("POST", path, script);
        try (RawClient client = connect().timeout(Duration.ofSeconds(2))) {
            client.send(ollama("POST", path).body(ASK).bytes());
            assertThat(client.head("POST").first("Content-Type")).isEqualTo(type);
            for (int i = 0; i < FRAMES; i++) {
                String frame = format.formatted(i);
                assertThat(client.readUntil(frame)).isEqualTo(frame);
                next.release();
            }
            assertThat(client.piece()).isNull();
            assertThat(client.ending()).isEqualTo(Ending.WHOLE);
        }
    }
}
