package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Head;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which headers pass, up and down. */
@Timeout(30)
class HeadersIT extends ProxyIT {
    private static final List<String> NEVER_UP =
            List.of(
                    "Authorization",
                    "Cookie",
                    "x-api-key",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Prefix",
                    "X-Forwarded-Port",
                    "Origin",
                    "Referer",
                    "Proxy-Authorization",
                    "Proxy-Connection",
                    "Keep-Alive",
                    "TE",
                    "Upgrade",
                    "Trailer",
                    "Transfer-Encoding",
                    "X-Private",
                    "X-Other",
                    "Accept-Encoding",
                    "X-Corral-Page");
    private static final List<String> NEVER_DOWN =
            List.of(
                    "Set-Cookie",
                    "Set-Cookie2",
                    "Access-Control-Allow-Origin",
                    "Access-Control-Max-Age",
                    "Alt-Svc",
                    "X-Hop",
                    "X-Hop-2",
                    "Proxy-Authenticate",
                    "Trailer",
                    "Upgrade");

    @Test
    void whatBelongsToTheClientsConnectionStaysThere() throws Exception {
        RawRequest request =
                ollama("POST", "/api/chat")
                        .header("Connection", "X-Private, keep-alive, x-OTHER")
                        .header("X-Private", "1")
                        .header("x-other", "2")
                        .header("Keep-Alive", "timeout=5")
                        .header("TE", "trailers")
                        .header("Trailer", "X-Late")
                        .header("Proxy-Connection", "keep-alive")
                        .header("Proxy-Authorization", "Basic eDp5");
        check(request);
    }

    @Test
    void whoAsksAndFromWhereIsNotToldTheUpstream() throws Exception {
        RawRequest request =
                ollama("POST", "/api/chat")
                        .header("Cookie", "a=b; c=d")
                        .header("Forwarded", "for=1.2.3.4;host=evil")
                        .header("X-Forwarded-For", "1.2.3.4")
                        .header("X-Forwarded-Host", "evil")
                        .header("X-Forwarded-Proto", "https")
                        .header("X-Forwarded-Port", "443")
                        .header("X-Forwarded-Prefix", "/evil")
                        .header("Referer", baseUrl() + "/app/")
                        .header("X-Corral-Page", "1");
        check(request);
    }

    @Test
    void originIsNotToldTheUpstream() throws Exception {
        String origin = "http://" + baseUrl().getAuthority();
        check(
                ollama("POST", "/api/chat")
                        .header("Origin", origin)
                        .header("Content-Type", "application/json")
                        .header("X-Corral-Page", "1"));
    }

    @Test
    void theRestPasses() throws Exception {
        RawRequest request =
                ollama("POST", "/api/chat")
                        .header("User-Agent", "ollama/0.24.0 (amd64 linux) Go/go1.24")
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/x-ndjson")
                        .header("X-Stainless-Lang", "python")
                        .header("anthropic-version", "2023-06-01");
        Head head = check(request);
        assertThat(head.first("User-Agent")).isEqualTo("ollama/0.24.0 (amd64 linux) Go/go1.24");
        assertThat(head.first("Content-Type")).isEqualTo("application/json");
        assertThat(head.first("Accept")).isEqualTo("application/x-ndjson");
        assertThat(head.first("X-Stainless-Lang")).isEqualTo("python");
        assertThat(head.first("anthropic-version")).isEqualTo("2023-06-01");
    }

    @Test
    void nothingIsMadeUp() throws Exception {
        Head head = check(ollama("POST", "/api/chat"));
        assertThat(head.names())
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .isSubsetOf("host", "content-length", "connection", "user-agent");
    }

    private Head check(RawRequest request) throws Exception {
        Response response = ask(request.body("{\"model\":\"m\",\"messages\":[]}"));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        Head head = only().head();
        for (String name : NEVER_UP) {
            assertThat(head.all(name)).as("%s in %s", name, head.text()).isEmpty();
        }
        assertThat(head.all("Connection")).isSubsetOf("keep-alive");
        assertThat(head.all("Host")).containsExactly("127.0.0.1:" + upstreamPort());
        return head;
    }

    @Test
    void jsonGoesUpWithItsLengthEvenIfItCameInChunks() throws Exception {
        byte[] body = "{\"model\":\"m\",\"messages\":[],\"x\":\"ééé\"}".getBytes("UTF-8");
        Response response = ask(ollama("POST", "/api/chat").chunked(body, 1, 7, 2));
        assertThat(response.status()).isEqualTo(200);
        Head head = only().head();
        assertThat(head.contentLength()).isEqualTo(body.length);
        assertThat(head.has("Transfer-Encoding")).isFalse();
        assertThat(only().body()).isEqualTo(body);
    }

    @Test
    void whatTheUpstreamSaysOfItselfStaysThere() throws Exception {
        upstream.on(
                "GET",
                "/api/tags",
                x -> {
                    x.head(
                            200,
                            "Content-Type: application/json",
                            "Set-Cookie: a=b",
                            "Set-Cookie2: a=b",
                            "Access-Control-Allow-Origin: *",
                            "Access-Control-Max-Age: 43200",
                            "Server: secret/1.0",
                            "Alt-Svc: h3=\":443\"",
                            "Connection: X-Hop, keep-alive, x-HOP-2",
                            "X-Hop: 1",
                            "x-hop-2: 1",
                            "Keep-Alive: timeout=77",
                            "Proxy-Authenticate: Basic",
                            "Trailer: X-Late",
                            "Upgrade: h2c",
                            "X-Kept: yes",
                            "Retry-After: 7",
                            "Content-Length: 2");
                    x.send("{}");
                });
        Response response = ask(ollama("GET", "/api/tags"));
        assertThat(response.text()).isEqualTo("{}");
        for (String name : NEVER_DOWN) {
            assertThat(response.head().all(name)).as("%s in %s", name, response).isEmpty();
        }
        assertThat(response.head().text()).doesNotContain("secret").doesNotContain("77");
        assertThat(response.header("X-Kept")).isEqualTo("yes");
        assertThat(response.header("Retry-After")).isEqualTo("7");
        assertThat(response.head().all("X-Request-Id")).hasSize(1);
        assertThat(response.head().all("Date")).hasSize(1);
    }

    @Test
    void anUpgradeIsNotPassedOn() throws Exception {
        RawRequest request =
                ollama("GET", "/api/tags")
                        .header("Connection", "Upgrade")
                        .header("Upgrade", "websocket")
                        .header("Sec-WebSocket-Version", "13")
                        .header("Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==");
        Response response = ask(request);
        assertThat(response.status()).isEqualTo(200);
        Head head = only().head();
        assertThat(head.text().toLowerCase(Locale.ROOT)).doesNotContain("upgrade");
    }

    @Test
    void compressionIsPassedOnAndNotTouched() throws Exception {
        byte[] zipped = {31, -117, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        upstream.on(
                "GET",
                "/v1/models/m",
                x -> {
                    x.head(
                            200,
                            "Content-Type: application/json",
                            "Content-Encoding: gzip",
                            "Content-Length: " + zipped.length);
                    x.send(zipped);
                });
        Response response = ask(ollama("GET", "/v1/models/m"));
        assertThat(response.body()).isEqualTo(zipped);
        assertThat(response.header("Content-Encoding")).isEqualTo("gzip");
    }

    @Test
    void aCookieOfTheUpstreamIsNeverSentBack() throws Exception {
        upstream.on("GET", "/api/tags", x -> x.head(200, "Set-Cookie: a=b", "Content-Length: 0"));
        ask(ollama("GET", "/api/tags"));
        ask(ollama("GET", "/api/tags"));
        assertThat(asked()).hasSize(2);
        assertThat(asked().get(1).head().has("Cookie")).isFalse();
    }
}
