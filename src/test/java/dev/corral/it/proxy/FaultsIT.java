package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.testkit.Ending;
import dev.corral.testkit.Exchange;
import dev.corral.testkit.Head;
import dev.corral.testkit.Piece;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.Response;
import dev.corral.testkit.Script;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Everything that an upstream can do wrong, what the client is told, and that nothing stays. */
@Timeout(90)
class FaultsIT extends ProxyIT {
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String NDJSON = "Content-Type: application/x-ndjson";
    private static final String SSE = "Content-Type: text/event-stream";
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
    private static final String WHOLE = "{\"model\":\"m\",\"stream\":false,\"messages\":[]}";

    /** What goes wrong before a head is complete. */
    private static Map<String, Script> early() {
        Map<String, Script> faults = new LinkedHashMap<>();
        faults.put("reset before the head", Exchange::reset);
        faults.put("closed before the head", Exchange::close);
        faults.put("reset in the status line", x -> broken(x, "HTTP/1.1 20").reset());
        faults.put("reset in the head", x -> broken(x, "HTTP/1.1 200 OK\r\nContent-Ty").reset());
        faults.put("closed in the head", x -> x.send("HTTP/1.1 200 OK\r\nContent-Ty").close());
        faults.put("another protocol", x -> x.send("SSH-2.0-OpenSSH_9.2p1\r\n").silence());
        faults.put("no status", x -> x.send("HTTP/1.1 abc OK\r\n\r\n").silence());
        faults.put("status 999", x -> x.send("HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"));
        faults.put("binary", x -> x.send(new byte[100]).close());
        faults.put(
                "bad length",
                x -> x.send("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n").silence());
        return faults;
    }

    private static Exchange broken(Exchange exchange, String text)
            throws IOException, InterruptedException {
        return exchange.send(text).pause(Duration.ofMillis(30));
    }

    @Test
    void beforeTheHeadItIs502InTheFormatOfThePath() throws Exception {
        for (Map.Entry<String, Script> fault : early().entrySet()) {
            upstream.on("*", "/*", fault.getValue());
            for (String path : new String[] {"/api/chat", "/v1/chat/completions", "/v1/messages"}) {
                upstream.on("POST", path, fault.getValue());
                for (String body : new String[] {ASKED, WHOLE}) {
                    Response response = ask(ollama("POST", path).body(body));
                    assertThat(response.status())
                            .as("%s on %s: %s", fault.getKey(), path, response)
                            .isEqualTo(502);
                    assertThat(message(path, response)).hasSizeGreaterThan(20);
                    assertThat(response.ending()).isEqualTo(Ending.WHOLE);
                }
            }
            assertNothingIsOpen();
        }
    }

    private static String message(String path, Response response) throws IOException {
        JsonNode body = JSON.readTree(response.body());
        return switch (path) {
            case "/api/chat" -> body.path("error").asText();
            case "/v1/messages" -> {
                assertThat(body.path("type").asText()).isEqualTo("error");
                yield body.at("/error/message").asText();
            }
            default -> body.at("/error/message").asText();
        };
    }

    @Test
    void nobodyListens() throws Exception {
        upstream.close();
        try {
            long begin = System.nanoTime();
            Response response = chat(WHOLE);
            assertThat(response.status()).as("%s", response).isEqualTo(502);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(3000);
            assertThat(message("/api/chat", response)).contains("port").contains("127.0.0.1");
            assertThat(StandIn.await(SOON, () -> openExchanges() == 0)).isTrue();
        } finally {
            startUpstream();
        }
        assertThat(chat(WHOLE).status()).isEqualTo(200);
    }

    @Test
    void aBrokenNdjsonStreamEndsWithAnErrorLine() throws Exception {
        for (Map.Entry<String, Script> fault : late().entrySet()) {
            for (String half : new String[] {"", "{\"message\":{\"content\":\"ha"}) {
                String begun = "{\"n\":1}\n{\"n\":2}\n" + half;
                Response response = broken("/api/chat", NDJSON, begun, fault.getValue());
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).as(fault.getKey()).startsWith(begun);
                String[] lines = response.text().split("\n");
                assertThat(lines).as("%s", response).hasSize(half.isEmpty() ? 3 : 4);
                JsonNode last = JSON.readTree(lines[lines.length - 1]);
                assertThat(last.path("error").asText()).hasSizeGreaterThan(20);
                assertThat(response.text()).endsWith("\n");
            }
            assertNothingIsOpen();
        }
    }

    @Test
    void aBrokenEventStreamEndsWithAnErrorEvent() throws Exception {
        for (Map.Entry<String, Script> fault : late().entrySet()) {
            for (String half : new String[] {"", "data: {\"n", "data: {}\n"}) {
                for (String path :
                        new String[] {"/v1/chat/completions", "/v1/messages", "/v1/responses"}) {
                    String begun = "data: {\"n\":1}\n\n" + half;
                    Response response = broken(path, SSE, begun, fault.getValue());
                    assertThat(response.status()).isEqualTo(200);
                    assertThat(response.text()).startsWith(begun);
                    assertErrorEvent(path, response);
                }
            }
            assertNothingIsOpen();
        }
    }

    /** A stream that breaks when the client has what came before; a reset would lose it else. */
    private static Response broken(String path, String type, String begun, Script fault)
            throws IOException {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                "POST",
                path,
                x -> {
                    x.head(200, type, CHUNKED).chunk(begun);
                    seen.await();
                    fault.run(x);
                });
        try (RawClient client = connect()) {
            client.send(ollama("POST", path).body(ASKED).bytes());
            Head head = client.head("POST");
            String text = client.readUntil(begun);
            List<Piece> pieces = new ArrayList<>();
            pieces.add(new Piece(text.getBytes(StandardCharsets.UTF_8), System.nanoTime()));
            seen.countDown();
            for (Piece piece = client.piece(); piece != null; piece = client.piece()) {
                pieces.add(piece);
            }
            return new Response(head, pieces, client.ending());
        }
    }

    private static void assertErrorEvent(String path, Response response) throws IOException {
        String text = response.text();
        assertThat(text).endsWith("\n\n").doesNotContain("[DONE]");
        String body = text.substring(0, text.length() - 2);
        String last = body.substring(body.lastIndexOf("\n\n") + 2);
        String data = last.substring(last.indexOf("data: ") + 6);
        if (path.equals("/v1/messages")) {
            assertThat(last).startsWith("event: error\ndata: ");
            assertThat(JSON.readTree(data).path("type").asText()).isEqualTo("error");
        }
        assertThat(JSON.readTree(data).at("/error/message").asText())
                .as("%s", response)
                .hasSizeGreaterThan(20);
    }

    @Test
    void anotherBodyThatBreaksIsNeverEndedAsIfItWereWhole() throws Exception {
        String type = "Content-Type: application/json; charset=utf-8";
        Map<String, Script> faults = late();
        faults.put("closed in a chunk", x -> x.send("10\r\nabc").close());
        faults.put("chunk longer than it said", x -> x.send("1\r\nabcdef").silence());
        for (Map.Entry<String, Script> fault : faults.entrySet()) {
            for (String begun : new String[] {"{\"model\":\"m\",", "x".repeat(100_000)}) {
                upstream.on(
                        "POST",
                        "/api/chat",
                        x -> {
                            x.head(200, type, CHUNKED).chunk(begun);
                            x.pause(Duration.ofMillis(30));
                            fault.getValue().run(x);
                        });
                assertCut(fault.getKey() + ", chunked", chat(WHOLE));
                upstream.on(
                        "POST",
                        "/api/chat",
                        x -> {
                            x.head(200, type, "Content-Length: 200000").send(begun);
                            x.pause(Duration.ofMillis(30)).reset();
                        });
                assertCut("reset with a length", chat(WHOLE));
                upstream.on(
                        "POST",
                        "/api/chat",
                        x -> {
                            x.head(200, type, "Content-Length: 200000").send(begun);
                            x.pause(Duration.ofMillis(30)).close();
                        });
                assertCut("closed with a length", chat(WHOLE));
            }
            assertNothingIsOpen();
        }
    }

    /** Either it never began and is a 502, or it was cut and shows it. */
    private static void assertCut(String fault, Response response) {
        if (response.status() == 502) {
            assertThat(response.text()).contains("\"error\"");
        } else {
            assertThat(response.ending())
                    .as("%s: %s", fault, response)
                    .isIn(Ending.TRUNCATED, Ending.RESET);
        }
    }

    /** What goes wrong after a first chunk. */
    private static Map<String, Script> late() {
        Map<String, Script> faults = new LinkedHashMap<>();
        faults.put("reset", Exchange::reset);
        faults.put("closed", Exchange::close);
        faults.put("no chunk size", x -> x.send("zz\r\nabc").silence());
        return faults;
    }

    @Test
    void aSilentUpstreamIs504() throws Exception {
        upstream.on("POST", "/api/chat", Exchange::silence);
        long begin = System.nanoTime();
        Response response = chat(WHOLE);
        assertThat(response.status()).as("%s", response).isEqualTo(504);
        assertThat(message("/api/chat", response)).contains("AIOHTTP_CLIENT_TIMEOUT");
        assertThat(seconds(begin)).isBetween(idleSeconds() - 0.5, idleSeconds() + 3);
        assertThat(StandIn.await(SECOND, () -> upstream.aborts().size() == 1)).isTrue();
    }

    @Test
    void aStreamThatFallsSilentEndsWithAnErrorLine() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, NDJSON, CHUNKED).chunk("{\"n\":1}\n");
                    x.silence();
                });
        Response response = chat(ASKED);
        assertThat(response.status()).isEqualTo(200);
        String[] lines = response.text().strip().split("\n");
        assertThat(lines[0]).isEqualTo("{\"n\":1}");
        assertThat(JSON.readTree(lines[lines.length - 1]).path("error").asText())
                .contains("AIOHTTP_CLIENT_TIMEOUT");
        assertThat(StandIn.await(SECOND, () -> upstream.aborts().size() == 1)).isTrue();
    }

    static double idleSeconds() {
        return Double.parseDouble(System.getProperty("corral.it.idle-timeout", "6"));
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
