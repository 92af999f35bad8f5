package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that mean one thing to one reader and another to the next, by raw socket to a real
 * server. Whatever the server makes of them: no answer of a model, and nothing that deletes a model
 * reaches the upstream.
 */
@Timeout(120)
@Tag("attack")
class AttackIT extends CorralIT {

    private static final ItUser ALICE = ItUser.ALICE;
    private static StandIn upstream;

    @BeforeAll
    static void startUpstream() throws Exception {
        upstream = StandIn.start(upstreamPort());
    }

    @AfterAll
    static void stopUpstream() {
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @AfterEach
    void nothingWasDeleted() {
        assertThat(upstream.exchanges())
                .extracting(Exchange::path)
                .noneMatch(path -> path.contains("delete") || path.contains("smuggled"));
    }

    private static String context() {
        return baseUrl().getPath();
    }

    private static Response ask(RawRequest request) throws Exception {
        return RawClient.ask(baseUrl(), request);
    }

    private static Response alice(String method, String target) throws Exception {
        return ask(
                RawRequest.of(method, target)
                        .basic(ALICE.name(), ALICE.password())
                        .header("Connection", "close"));
    }

    static Stream<String> paths() {
        return Stream.of(
                "/ollama//api/delete",
                "/ollama/./api/delete",
                "/ollama/x/../api/delete",
                "/ollama/api/tags/..;/delete",
                "/ollama/api/tags/%2e%2e/delete",
                "/ollama/api/tags/..%2fdelete",
                "/ollama/api/tags/..%5cdelete",
                "/ollama/api/tags/%252e%252e/delete",
                "/ollama/api;/delete",
                "/ollama;x=y/api/delete",
                ";x/ollama/api/delete",
                "/ollama/%61pi/delete",
                "/%6fllama/api/delete",
                "/ollama/api%2fdelete",
                "/ollama/api%2Fdelete",
                "/ollama/api%5cdelete",
                "/ollama/api\\delete",
                "/ollama/api/delete%00",
                "/ollama/api/delete%20",
                "/ollama/api/delete%0d%0aX:y",
                "/ollama/api/delete;",
                "/ollama/api/delete/",
                "/ollama/api/delete/.",
                "/ollama/api/delet\u00e9",
                "/ollama/api/delete%c0%af",
                "/Ollama/api/delete",
                "/ollama/API/delete",
                "/ollama/api/delete?%",
                "/ollama/api/delete#x",
                "/assets/../ollama/api/delete",
                "/app/..;/ollama/api/delete",
                "/k//api/delete",
                "/k/crl_x/../api/delete",
                "/internal/abort",
                "/WEB-INF/web.xml",
                "/assets/..%2fWEB-INF/web.xml",
                "/assets/%2e%2e/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/ollama/" + "a".repeat(3000));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aPathHasOneSpelling(String path) throws Exception {
        Response answer = alice("DELETE", context() + path);
        assertThat(answer.status()).as(answer.toString()).isIn(200, 400, 401, 403, 404, 405);
        // A server may show its login page for what it takes for /app; nothing else is a success.
        if (answer.status() == 200) {
            assertThat(answer.text()).contains("j_security_check");
        }
        assertThat(answer.text()).doesNotContain("web-app", "Manifest-Version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: other.test",
                "Content-Length: 4\r\nContent-Length: 5",
                "Content-Length: 4\r\nContent-Length: 4",
                "Content-Length: +4",
                "Content-Length: 4, 4",
                "Content-Length : 4",
                "Content-Length: 4\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: identity",
                "Transfer-Encoding : chunked",
                "Authorization: Basic YTpi",
                "x-api-key: crl_x",
                "x-api-key: a\r\nX-Api-Key: b",
                "X-A: a\u0000b",
                "X-A: a\u0001b",
                "X A: b"
            })
    void aHeaderHasOneMeaning(String lines) throws Exception {
        String body = "{\"model\":\"smuggled\"}";
        String head =
                "DELETE "
                        + context()
                        + "/ollama/api/delete HTTP/1.1\r\nHost: corral.test\r\nAuthorization: "
                        + RawRequest.basicValue(ALICE.name(), ALICE.password())
                        + "\r\nConnection: close\r\n"
                        + lines
                        + "\r\n\r\n0\r\n\r\n";
        try (RawClient client = RawClient.connect(baseUrl())) {
            client.send((head + body).getBytes(StandardCharsets.ISO_8859_1));
            Response answer = client.response("DELETE");
            assertThat(answer.status()).as(answer.toString()).isIn(400, 403, 501);
        }
    }

    @Test
    void noSecondRequestHidesInABody() throws Exception {
        String smuggled = "GET " + context() + "/ollama/api/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
        String head =
                "POST "
                        + context()
                        + "/ollama/api/show HTTP/1.1\r\nHost: corral.test\r\nAuthorization: "
                        + RawRequest.basicValue(ALICE.name(), ALICE.password())
                        + "\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        try (RawClient client = RawClient.connect(baseUrl())) {
            client.send(head + smuggled);
            client.response("POST");
            assertThat(client.awaitClose(Duration.ofSeconds(20))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "delete", "GETDELETE"})
    void otherMethodsAreRefused(String method) throws Exception {
        assertThat(alice(method, context() + "/ollama/api/delete").status()).isIn(400, 405, 501);
    }

    @Test
    void methodOverridesMeanNothing() throws Exception {
        Response answer =
                ask(
                        RawRequest.of("GET", context() + "/ollama/api/delete")
                                .basic(ALICE.name(), ALICE.password())
                                .header("X-HTTP-Method-Override", "DELETE")
                                .header("X-Method-Override", "DELETE")
                                .header("Connection", "close"));
        assertThat(answer.status()).isIn(404, 405);
    }

    @Test
    void otherSitesScriptsAreTurnedAway() throws Exception {
        Response preflight =
                ask(
                        RawRequest.of("OPTIONS", context() + "/ollama/api/chat")
                                .header("Origin", "https://evil.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Connection", "close"));
        assertThat(preflight.status()).isEqualTo(403);
        assertThat(preflight.head().names())
                .noneMatch(
                        name ->
                                name.toLowerCase(java.util.Locale.ROOT)
                                        .startsWith("access-control"));
        Response ambient =
                ask(
                        RawRequest.of("GET", context() + "/ollama/api/tags")
                                .basic(ALICE.name(), ALICE.password())
                                .header("Origin", "https://evil.example")
                                .header("Connection", "close"));
        assertThat(ambient.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic !!!!",
                "Basic YWxpY2U=",
                "Basic OnB3",
                "Basic YWxpY2U6",
                "Basic YWxpY2UAOng=",
                "Bearer",
                "Bearer nonsense",
                "Bearer crl_nonsense",
                "Negotiate YII=",
                "Digest username=\"alice\"",
                "nonsense"
            })
    void garbageCredentialsAreRefusedInTheFormatOfThePath(String authorization) throws Exception {
        Response answer =
                ask(
                        RawRequest.of("GET", context() + "/ollama/api/tags")
                                .header("Authorization", authorization)
                                .header("Connection", "close"));
        assertThat(answer.status()).isIn(400, 401);
        assertThat(answer.text()).startsWith("{\"error\":\"").doesNotContain("nonsense");
    }
}
