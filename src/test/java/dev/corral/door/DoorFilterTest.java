package dev.corral.door;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class DoorFilterTest {

    private static TestServer server;

    /** Answers with what came through; anything refused at the door never gets here. */
    private static final class Inside extends HttpServlet {
        @Override
        protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
                throws IOException {
            clientResponse
                    .getWriter()
                    .print("inside " + clientRequest.getMethod() + " " + RawPath.of(clientRequest));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        server =
                new TestServer()
                        .filter(new DoorFilter(), "/*")
                        .servlet("/ollama/*", new Inside())
                        .servlet("/api/*", new Inside())
                        .servlet("/assets/*", new Inside())
                        .servlet("/app/*", new Inside())
                        .servlet("/", new Inside())
                        .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Test
    void aPlainRequestGoesInWithAnIdOfOurOwn() {
        String answer = server.ask("GET /corral/ollama/api/tags?x=1", "X-Request-Id: evil");
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("inside GET /ollama/api/tags");
        assertThat(answer).containsPattern("X-Request-Id: [a-z0-9]{16}\r\n").doesNotContain("evil");
        assertThat(answer)
                .contains(
                        "X-Content-Type-Options: nosniff",
                        "Referrer-Policy: no-referrer",
                        "X-Frame-Options: DENY")
                .contains(
                        "Cross-Origin-Opener-Policy: same-origin",
                        "Cross-Origin-Resource-Policy: same-origin")
                .contains("Cache-Control: no-store", "Permissions-Policy: ")
                .contains("Content-Security-Policy: default-src 'none'; frame-ancestors")
                .doesNotContain("Access-Control", "Strict-Transport-Security");
    }

    @Test
    void aContentTypeSaidTwiceIsTakenOnlyInTheSameWords() {
        String json = "Content-Type: application/json";
        assertThat(server.ask("GET /corral/ollama/api/tags", json, json))
                .as("as ollama4j sends it")
                .startsWith("HTTP/1.1 200 ");
        assertThat(server.ask("GET /corral/ollama/api/tags", json, "Content-Type: text/plain"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(
                        server.ask(
                                "GET /corral/ollama/api/tags",
                                json,
                                "Content-Type: text/plain",
                                json))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void pagesHaveThePagePolicyAndAssetsMayBeKept() {
        assertThat(server.ask("GET /corral/app/"))
                .contains("script-src 'self'")
                .contains("Cache-Control: no-store");
        assertThat(server.ask("GET /corral/assets/a.css")).contains("Cache-Control: no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/corral/ollama//api/delete",
                "/corral/ollama/./api/delete",
                "/corral/ollama/x/../api/delete",
                "/corral/ollama/api/tags/..;/delete",
                "/corral/ollama/api;/delete",
                "/corral/ollama/%61pi/delete",
                "/corral/ollama/api%2fdelete",
                "/corral/ollama/api/%2e%2e/",
                "/corral/ollama/api/%252e",
                "/corral/ollama/api/%00",
                "/corral/ollama/api/\u00e4",
                "/corral/ollama/api/x?%",
                "/%63orral/ollama/api/tags"
            })
    void ambiguousPathsNeverComeIn(String path) {
        String answer = server.ask("DELETE " + path);
        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("inside");
    }

    @Test
    void aRefusalSpeaksTheDialectOfItsPath() {
        assertThat(server.ask("GET /corral/ollama/a//b"))
                .contains("Content-Type: application/json;charset=utf-8")
                .containsPattern(
                        "\r\n\r\n\\{\"error\":\".*write it without\\. \\(request [a-z0-9]{16}\\)\"}$");
        assertThat(server.ask("GET /corral/ollama/v1/a//b"))
                .contains("{\"error\":{\"message\":\"The path");
        assertThat(server.ask("GET /corral/api/v1//b"))
                .contains("Content-Type: application/problem+json")
                .contains("\"status\":400");
        assertThat(server.ask("HEAD /corral/ollama/a//b"))
                .startsWith("HTTP/1.1 400 ")
                .contains("Content-Length: ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void theRootLeadsToThePage() {
        assertThat(server.ask("GET /corral/"))
                .startsWith("HTTP/1.1 302 ")
                .contains("Location: /corral/app/\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT", "PROPFIND", "get", "FOO"})
    void otherMethodsAreRefused(String method) {
        assertThat(server.ask(method + " /corral/ollama/api/tags"))
                .matches("(?s)HTTP/1.1 (405|501) .*")
                .doesNotContain("inside");
    }

    @Test
    void methodOverridesMeanNothing() {
        assertThat(server.ask("GET /corral/ollama/api/tags", "X-HTTP-Method-Override: DELETE"))
                .endsWith("inside GET /ollama/api/tags");
    }

    @Test
    void preflightsAreRefused() {
        assertThat(
                        server.ask(
                                "OPTIONS /corral/ollama/api/chat",
                                "Origin: https://evil.example",
                                "Access-Control-Request-Method: POST"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("Access-Control");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "Content-Length: 1!Content-Length: 2",
                "Content-Length: 1!Content-Length: 1",
                "Content-Length: 1, 1!X: y",
                "Content-Length: +1!X: y",
                "Transfer-Encoding: gzip, chunked!X: y",
                "Transfer-Encoding: identity!X: y",
                "Transfer-Encoding: chunked!Transfer-Encoding: chunked",
                "Authorization: Basic YTpi!Authorization: Basic YTpi",
                "x-api-key: a!X-API-KEY: b",
                "Host: other!X: y",
                "X: a\u0001b!Y: z"
            })
    void ambiguousHeadersNeverComeIn(String one, String two) {
        String answer = server.ask("POST /corral/ollama/api/chat", one, two);
        assertThat(answer).matches("(?s)HTTP/1.1 (400|501) .*").doesNotContain("inside");
    }

    @Test
    void lengthBesideChunksIsNeverBelieved() {
        String answer =
                server.raw(
                        "POST /corral/ollama/api/chat HTTP/1.1\r\nHost: corral.test\r\n"
                                + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                                + "GET /corral/ollama/smuggled HTTP/1.1\r\nHost: corral.test\r\n\r\n");
        assertThat(answer).doesNotContain("smuggled");
    }

    @Test
    void tooManyHeadersAreRefused() {
        String[] many = new String[99];
        java.util.Arrays.fill(many, "X-Many: 1");
        assertThat(server.ask("GET /corral/ollama/api/tags", many)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource({
        "/k/crl_abc/api/chat, /k/-/api/chat",
        "/k/mistyped, /k/-",
        "/%6b/crl_abc/api/chat, /%6b/-/api/chat",
        "//k/crl_abc/api/chat, //k/-/api/chat",
        "/k/crl_abc/k/crl_def, /k/-/k/-",
        "/ollama/api/crl_abc, /ollama/api/-",
        "/ollama/api/chat, /ollama/api/chat",
    })
    void theAccessLogNeverHasAKey(String path, String logged) {
        assertThat(DoorFilter.masked(path)).isEqualTo(logged);
    }
}
