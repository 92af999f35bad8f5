package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.it.ItUser;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has no valid credentials is told so in the format of the path, and nothing goes up. */
@Timeout(30)
@Tag("attack")
class CredentialsIT extends ProxyIT {

    @Test
    void ollamasOwnPaths() throws Exception {
        for (String path : new String[] {"/ollama/api/tags", "/ollama/api/version", "/ollama/"}) {
            JsonNode body = refused(stranger("GET", path), "application/json");
            assertThat(body.path("error").isTextual()).as("%s", body).isTrue();
        }
        JsonNode body =
                refused(stranger("POST", "/ollama/api/chat").body("{}"), "application/json");
        assertThat(body.path("error").isTextual()).isTrue();
    }

    @Test
    void openAisPaths() throws Exception {
        for (String path : new String[] {"/ollama/v1/models", "/ollama/v1/models/m"}) {
            JsonNode error = refused(stranger("GET", path), "application/json").path("error");
            assertThat(error.path("message").isTextual()).isTrue();
            assertThat(error.path("type").isTextual()).isTrue();
            assertThat(error.has("param")).isTrue();
            assertThat(error.has("code")).isTrue();
        }
    }

    @Test
    void anthropicsPath() throws Exception {
        RawRequest request = stranger("POST", "/ollama/v1/messages").body("{}");
        JsonNode body = refused(request, "application/json");
        assertThat(body.path("type").asText()).isEqualTo("error");
        assertThat(body.at("/error/type").asText()).isEqualTo("authentication_error");
        assertThat(body.at("/error/message").isTextual()).isTrue();
    }

    @Test
    void corralsOwnApi() throws Exception {
        JsonNode body = refused(stranger("GET", "/api/v1/me"), "application/problem+json");
        assertThat(body.path("status").asInt()).isEqualTo(401);
        assertThat(body.path("title").isTextual()).isTrue();
    }

    @Test
    void wrongPasswordsAndUnknownNames() throws Exception {
        refused(stranger("GET", "/ollama/api/tags").basic("alice", "wrong"), "application/json");
        refused(stranger("GET", "/ollama/api/tags").basic("nobody-knows", "x"), "application/json");
    }

    @Test
    void credentialsThatCannotBeRead() throws Exception {
        for (String value : new String[] {"Basic !!!", "Basic YWxpY2U6", "Basic"}) {
            Response response =
                    ask(stranger("GET", "/ollama/api/tags").header("Authorization", value));
            assertThat(response.status()).as("%s", response).isIn(400, 401);
            assertThat(JSON.readTree(response.body()).path("error").isTextual()).isTrue();
        }
        assertThat(asked()).isEmpty();
    }

    @Test
    void thePagesOwnCallsRaiseNoPasswordBox() throws Exception {
        Response response = ask(stranger("GET", "/api/v1/me").header("X-Corral-Page", "1"));
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.head().all("WWW-Authenticate")).isEmpty();
    }

    @Test
    void aLoginWithoutARoleMayNotAsk() throws Exception {
        RawRequest request =
                stranger("GET", "/ollama/api/tags")
                        .basic(ItUser.NOBODY.name(), ItUser.NOBODY.password());
        Response response = ask(request);
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(JSON.readTree(response.body()).path("error").isTextual()).isTrue();
        assertThat(asked()).isEmpty();
    }

    @Test
    void validOnesOpenBothSidesAndLeaveNoSession() throws Exception {
        for (ItUser user : new ItUser[] {ItUser.ALICE, ItUser.ADMIN, ItUser.JUERGEN}) {
            Response me = ask(stranger("GET", "/api/v1/me").basic(user.name(), user.password()));
            assertThat(me.status()).as("%s", me).isEqualTo(200);
            JsonNode body = JSON.readTree(me.body());
            assertThat(body.path("name").asText()).isEqualTo(user.name());
            assertThat(body.path("via").asText()).isEqualTo("basic");
            Response tags =
                    ask(stranger("GET", "/ollama/api/tags").basic(user.name(), user.password()));
            assertThat(tags.status()).isEqualTo(200);
            assertThat(tags.head().text()).doesNotContain("JSESSIONID=");
        }
    }

    private static JsonNode refused(RawRequest request, String type) throws Exception {
        Response response = ask(request);
        assertThat(response.status()).as("%s", response).isEqualTo(401);
        assertThat(response.header("Content-Type")).startsWith(type);
        assertThat(response.header("WWW-Authenticate")).startsWith("Basic ");
        assertThat(response.head().all("X-Request-Id")).hasSize(1);
        assertThat(asked()).isEmpty();
        return JSON.readTree(response.body());
    }
}
