package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts of listed origins get in with an API key and with nothing else; others not at all. */
@Timeout(60)
@Tag("attack")
class CorsIT extends CorralIT {

    private static final String LISTED = "https://tool.example.com";
    private static StandIn upstream;
    private static String key;

    @BeforeAll
    static void list() throws Exception {
        upstream = StandIn.start(upstreamPort());
        ItSettings.set("corral.door.cors-origins", LISTED);
        Response made =
                RawClient.ask(
                        baseUrl(),
                        request("POST", "/api/v1/keys")
                                .basic(ItUser.ALICE.name(), ItUser.ALICE.password())
                                .header("Content-Type", "application/json")
                                .body("{\"name\":\"cors\"}"));
        assertThat(made.status()).as("%s", made).isEqualTo(201);
        key = new ObjectMapper().readTree(made.body()).get("secret").asText();
    }

    @AfterAll
    static void unlist() throws Exception {
        ItSettings.set("corral.door.cors-origins", null);
        upstream.close();
    }

    private static RawRequest request(String method, String path) {
        return RawRequest.of(method, baseUrl().getRawPath() + path)
                .host(baseUrl().getAuthority())
                .header("Connection", "close");
    }

    private static Response preflight(String origin, String path) throws Exception {
        return RawClient.ask(
                baseUrl(),
                request("OPTIONS", path)
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", "POST")
                        .header(
                                "Access-Control-Request-Headers",
                                "Authorization, X-Stainless-OS, x-corral-page"));
    }

    private static void assertToldNothing(Response response) {
        assertThat(response.head().names())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void aListedOriginIsToldWhatItMaySend() throws Exception {
        Response response = preflight(LISTED, "/ollama/v1/chat/completions");
        assertThat(response.status()).as("%s", response).isEqualTo(204);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
        assertThat(response.header("Access-Control-Allow-Headers"))
                .isEqualTo("authorization, x-stainless-os");
        assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(response.head().all("Vary")).contains("Origin");
    }

    @ParameterizedTest
    @CsvSource({
        "https://tool.example.com,/api/v1/me",
        "https://tool.example.com,/app/",
        "https://tool.example.com,/metrics",
        "http://tool.example.com,/ollama/api/chat",
        "https://tool.example.com:444,/ollama/api/chat",
        "https://tool.example.com.evil.example,/ollama/api/chat",
        "https://evil.example,/ollama/api/chat",
        "null,/ollama/api/chat",
    })
    void noOtherOriginAndNoOtherPath(String origin, String path) throws Exception {
        Response response = preflight(origin, path);
        // For /app a container shows its login before any filter runs.
        assertThat(response.status())
                .as("%s", response)
                .isIn(path.equals("/app/") ? List.of(200, 403) : List.of(403));
        assertToldNothing(response);
    }

    @Test
    void itsScriptReadsAnAnswerWithAKey() throws Exception {
        upstream.reset();
        Response response =
                RawClient.ask(
                        baseUrl(),
                        request("GET", "/ollama/api/tags")
                                .header("Origin", LISTED)
                                .header("Sec-Fetch-Site", "cross-site")
                                .header("Authorization", "Bearer " + key));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(response.header("Access-Control-Allow-Origin")).isEqualTo(LISTED);
        assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
    }

    @Test
    void aPasswordThatTheBrowserAddsOpensNothing() throws Exception {
        upstream.reset();
        Response response =
                RawClient.ask(
                        baseUrl(),
                        request("GET", "/ollama/api/tags")
                                .header("Origin", LISTED)
                                .basic(ItUser.ALICE.name(), ItUser.ALICE.password()));
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(asked(upstream)).isEmpty();
    }

    @Test
    void anotherOriginsScriptReadsNothingEvenWithAKey() throws Exception {
        Response response =
                RawClient.ask(
                        baseUrl(),
                        request("GET", "/ollama/api/tags")
                                .header("Origin", "https://evil.example")
                                .header("Authorization", "Bearer " + key));
        assertToldNothing(response);
    }
}
