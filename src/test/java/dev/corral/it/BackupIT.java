package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A backup is made, fetched and restored while the server goes on: everything works afterwards. */
@Timeout(180)
class BackupIT extends CorralIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();

    private static HttpRequest.Builder request(String path, ItUser user) {
        return HttpRequest.newBuilder(url(path))
                .header("Authorization", RawRequest.basicValue(user.name(), user.password()));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private JsonNode json(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<byte[]> response = send(request);
        assertThat(response.statusCode()).as(new String(response.body())).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static HttpRequest.Builder post(String path, String body) {
        return request(path, ItUser.ADMIN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private int status(String path) throws Exception {
        return send(request(path, ItUser.ALICE)).statusCode();
    }

    @Test
    void everythingIsAsItWasAtTheBackup() throws Exception {
        ItSettings.set("corral.ui.title", "Before");
        JsonNode key = json(post("/api/v1/keys", "{\"name\":\"kept\"}"), 201);
        JsonNode made = json(post("/api/v1/backup?wait=120", ""), 200);
        assertThat(made.path("state").asText()).isEqualTo("done");
        byte[] file =
                send(request("/api/v1/backup/" + made.path("file").asText(), ItUser.ADMIN)).body();
        try {
            ItSettings.set("corral.ui.title", "After");
            json(post("/api/v1/keys", "{\"name\":\"later\"}"), 201);
            restore(file);
            assertThat(title()).isEqualTo("Before");
            assertThat(ofKey(key)).isEqualTo(200);
            JsonNode keys = json(request("/api/v1/keys", ItUser.ADMIN), 200);
            assertThat(keys.toString()).contains("\"kept\"").doesNotContain("\"later\"");
            try (StandIn upstream = StandIn.start(upstreamPort())) {
                StandIn.await(Duration.ofSeconds(60), () -> quiet("/ollama/api/tags") == 200);
                assertThat(upstream.port()).isEqualTo(upstreamPort());
                assertThat(status("/health/ready")).isEqualTo(200);
            }
        } finally {
            ItSettings.set("corral.ui.title", null);
            send(request("/api/v1/keys/" + key.path("id").asText(), ItUser.ADMIN).DELETE());
        }
    }

    private int quiet(String path) {
        try {
            return status(path);
        } catch (Exception e) {
            return -1;
        }
    }

    private void restore(byte[] file) throws Exception {
        JsonNode waiting =
                json(
                        request("/api/v1/restore", ItUser.ADMIN)
                                .header("Content-Type", "application/zip")
                                .POST(BodyPublishers.ofByteArray(file)),
                        201);
        assertThat(waiting.path("manifest").path("product").asText()).isEqualTo("Corral");
        String path = "/api/v1/restore/" + waiting.path("id").asText();
        assertThat(send(post(path, "{\"replaceEverything\":false}")).statusCode()).isEqualTo(400);
        json(post(path, "{\"replaceEverything\":true}"), 202);
        StandIn.await(Duration.ofSeconds(120), () -> isOver());
        JsonNode job = json(request("/api/v1/backup", ItUser.ADMIN), 200).path("job");
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
    }

    /** Meanwhile everything is refused, but the server is alive. */
    private boolean isOver() {
        try {
            assertThat(status("/health/live")).isEqualTo(200);
            HttpResponse<byte[]> state = send(request("/api/v1/backup", ItUser.ADMIN));
            assertThat(state.statusCode()).isIn(200, 503);
            return state.statusCode() == 200
                    && !JSON.readTree(state.body()).path("job").path("running").asBoolean();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String title() throws Exception {
        return json(request("/api/v1/me", ItUser.ALICE), 200).path("title").asText();
    }

    private int ofKey(JsonNode key) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(url("/api/v1/me"))
                                .header("x-api-key", key.path("secret").asText())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void isForAdministratorsOnlyAndRefusesWhatIsNoBackup() throws Exception {
        for (ItUser user : new ItUser[] {ItUser.ALICE, ItUser.AUDITOR}) {
            assertThat(send(request("/api/v1/data", user)).statusCode()).isEqualTo(403);
            assertThat(send(request("/api/v1/backup", user)).statusCode()).isEqualTo(403);
            assertThat(
                            send(request("/api/v1/restore", user)
                                            .header("Content-Type", "application/zip")
                                            .POST(zip("x")))
                                    .statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<byte[]> refused =
                send(
                        request("/api/v1/restore", ItUser.ADMIN)
                                .header("Content-Type", "application/zip")
                                .POST(zip("no zip")));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(new String(refused.body())).contains("not a whole zip file");
        for (String name :
                new String[] {"corral.properties", "%2e%2e%2fcorral.properties", "x.zip"}) {
            assertThat(send(request("/api/v1/backup/" + name, ItUser.ADMIN)).statusCode())
                    .isIn(400, 404);
        }
    }

    private static HttpRequest.BodyPublisher zip(String text) {
        return BodyPublishers.ofString(text);
    }
}
