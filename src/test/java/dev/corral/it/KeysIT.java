package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** API keys from their making to their revocation, in a real server. */
@Timeout(60)
class KeysIT extends CorralIT {

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

    private static Response ask(RawRequest request) throws Exception {
        return RawClient.ask(baseUrl(), request.header("Connection", "close"));
    }

    private static RawRequest get(String path) {
        return RawRequest.of("GET", baseUrl().getPath() + path);
    }

    private static JsonNode make(String wish) throws Exception {
        Response answer =
                ask(
                        RawRequest.of("POST", baseUrl().getPath() + "/api/v1/keys")
                                .basic(ALICE.name(), ALICE.password())
                                .header("Content-Type", "application/json")
                                .body(wish));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return new ObjectMapper().readTree(answer.text());
    }

    private static int revoke(String id) throws Exception {
        return ask(RawRequest.of("DELETE", baseUrl().getPath() + "/api/v1/keys/" + id)
                        .basic(ALICE.name(), ALICE.password()))
                .status();
    }

    @Test
    void aKeyOpensModelsInEachWayUntilItIsRevoked() throws Exception {
        JsonNode key = make("{\"name\":\"it\",\"inPath\":true}");
        String secret = key.get("secret").asText();
        RawRequest[] ways = {
            get("/ollama/api/tags").header("Authorization", "Bearer " + secret),
            get("/ollama/api/tags").header("x-api-key", secret),
            get("/k/" + secret + "/api/tags").header("Authorization", "Bearer dummy")
        };
        for (RawRequest way : ways) {
            Response answer = ask(way);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            assertThat(answer.text()).startsWith("{\"models\":[");
            assertThat(answer.head().has("Set-Cookie")).isFalse();
        }
        assertThat(upstream.exchanges())
                .allSatisfy(exchange -> assertThat(exchange.path()).doesNotContain(secret));
        assertThat(ask(get("/api/v1/me").header("x-api-key", secret)).text())
                .contains("\"alice\"", "\"via\":\"key\"");
        assertThat(ask(get("/api/v1/keys").header("x-api-key", secret)).status()).isEqualTo(403);
        assertThat(revoke(key.get("id").asText())).isEqualTo(204);
        Response refused =
                ask(get("/ollama/v1/models").header("Authorization", "Bearer " + secret));
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text())
                .contains("authentication_error", "revoked")
                .doesNotContain(secret);
    }

    @Test
    void aKeyThatIsNotMadeForThePathIsRefusedThere() throws Exception {
        JsonNode key = make("{\"name\":\"it\"}");
        String secret = key.get("secret").asText();
        assertThat(ask(get("/k/" + secret + "/api/tags")).status()).isEqualTo(401);
        assertThat(ask(get("/ollama/api/tags?key=" + secret)).status()).isEqualTo(400);
        assertThat(revoke(key.get("id").asText())).isEqualTo(204);
    }
}
