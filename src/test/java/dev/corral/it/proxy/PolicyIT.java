package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.it.ItPolicy;
import dev.corral.it.ItUser;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the policy refuses never reaches an Ollama, and what it allows does. */
@Tag("attack")
class PolicyIT extends ProxyIT {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE | /api/delete | {'model':'m'} | 403 | 200",
                "POST | /api/pull | {'model':'m'} | 403 | 200",
                "POST | /api/generate | {'model':'m','keep_alive':0} | 403 | 200",
                "POST | /api/chat | {'model':'m','messages':[{}],'keep_alive':-1} | 403 | 200",
                "POST | /api/chat | {'model':'m:cloud','messages':[{}]} | 403 | 403",
                "POST | /api/push | {'model':'m'} | 403 | 403",
                "POST | /api/me | | 403 | 403",
                "GET | /v1/models/m:cloud | | 403 | 403",
                "GET | /api/tags | | 200 | 200",
                "POST | /api/chat | {'model':'m','messages':[{}]} | 200 | 200",
            })
    void decidesBeforeAnythingGoesUp(String method, String path, String body, int user, int admin)
            throws Exception {
        check(ItUser.JUERGEN, method, path, body, user);
        check(ItUser.ADMIN, method, path, body, admin);
        check(ItUser.AUDITOR, method, path, body, 403);
    }

    private static void check(ItUser who, String method, String path, String body, int status)
            throws Exception {
        int before = asked().size();
        Response response = ask(as(who, method, path, body));
        assertThat(response.status()).as("%s %s", who.name(), response).isEqualTo(status);
        assertThat(asked()).hasSize(status == 200 ? before + 1 : before);
        assertThat(simulated(who, method, path, body)).isEqualTo(status);
        if (status != 200 && who != ItUser.AUDITOR) {
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("ule \\\"");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','model':'n'}",
                "{'model':'m','Model':'n'}",
                "{'model':'m'} {'model':'n'}",
                "{'model':5}",
                ""
            })
    void aBodyWithTwoMeaningsIsRefused(String body) throws Exception {
        Response response = ask(as(ItUser.ADMIN, "POST", "/api/chat", body));
        assertThat(response.status()).as("%s", response).isEqualTo(400);
        assertThat(asked()).isEmpty();
    }

    @Test
    void aFormIsReadForItsModel() throws Exception {
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm:cloud\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";
        RawRequest request =
                stranger("POST", "/ollama/v1/audio/transcriptions")
                        .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password())
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .body(form);
        assertThat(ask(request).status()).isEqualTo(403);
        assertThat(asked()).isEmpty();
    }

    /** The status that the simulator foretells. */
    private static int simulated(ItUser who, String method, String path, String body)
            throws Exception {
        ObjectNode question = JSON.createObjectNode();
        question.putObject("person")
                .put("name", who.name())
                .putArray("roles")
                .add(who.roles().get(0).replace("corral-", ""));
        ObjectNode request = question.putObject("request").put("method", method).put("path", path);
        if (body != null) {
            request.put("body", body.replace('\'', '"'));
        }
        Response answer = ItPolicy.ask("POST", "/simulate", question.toString());
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return JSON.readTree(answer.body()).get("status").asInt();
    }

    @Test
    void aDryRunKnowsTheRequestsOfTheDay() throws Exception {
        chat("{\"model\":\"seldom\",\"messages\":[{}]}");
        Response answer =
                ItPolicy.ask("POST", "/dry-run", "{\"rules\":{\"version\":1,\"rules\":[]}}");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        JsonNode run = JSON.readTree(answer.body());
        assertThat(run.get("newlyRefused").asInt()).isPositive();
        assertThat(run.get("newlyAllowed").asInt()).isZero();
        assertThat(run.get("examples").size()).isPositive();
    }

    @Test
    void aCompressedFormIsRefused() throws Exception {
        RawRequest request =
                stranger("POST", "/ollama/v1/audio/transcriptions")
                        .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password())
                        .header("Content-Type", "multipart/form-data; boundary=b")
                        .header("Content-Encoding", "gzip")
                        .body(
                                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--b--\r\n");
        Response response = ask(request);
        assertThat(response.status()).as("%s", response).isEqualTo(400);
        assertThat(response.text()).contains("compressed");
        assertThat(asked()).isEmpty();
    }

    @Test
    void theHeadOfAListDoesNotTellItsLength() throws Exception {
        Response response = ask(as(ItUser.JUERGEN, "HEAD", "/api/tags", null));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        // Undertow writes 0 where it was told nothing.
        assertThat(response.header("Content-Length")).isIn(null, "0");
    }

    private static RawRequest as(ItUser who, String method, String path, String body) {
        RawRequest request = stranger(method, "/ollama" + path).basic(who.name(), who.password());
        return body == null ? request : request.body(body.replace('\'', '"'));
    }
}
