package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.StandIn;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The WAR in a Tomcat of its own with two backends, as Ollama's clients see it. */
@Timeout(300)
@Tag("own-tomcat")
class TwoBackendsIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);

    private static StandIn first;
    private static StandIn second;
    private static TomcatProcess tomcat;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        first = StandIn.start();
        second = StandIn.start();
        second.on(
                "GET",
                "/api/tags",
                exchange ->
                        exchange.respond(
                                200,
                                "application/json",
                                "{\"models\":[{\"name\":\"gemma3:270m\",\"model\":\"gemma3:270m\",\"digest\":\"d\",\"size\":1},"
                                        + "{\"name\":\"other:latest\",\"model\":\"other:latest\",\"digest\":\"d\",\"size\":1}]}"));
        Path folder = CorralServer.folder().resolveSibling("two-backends");
        ServerBase.deleteTree(folder);
        tomcat =
                new TomcatProcess(
                        folder.resolve("base"),
                        List.of(
                                "-Dcorral.home=" + folder.toAbsolutePath().resolve("home"),
                                "-Dcorral.fleet.watch-interval=1s",
                                "-Dcorral.ollama.base-urls=" + first.url() + ";" + second.url()));
        tomcat.start();
    }

    @AfterAll
    static void stop() {
        tomcat.close();
        first.close();
        second.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(
                request.timeout(SOON)
                        .header(
                                "Authorization",
                                RawRequest.basicValue(ItUser.ALICE.name(), ItUser.ALICE.password()))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return send(HttpRequest.newBuilder(tomcat.url(path)).header("Accept", accept));
    }

    private HttpResponse<String> chat(String model) throws Exception {
        String body =
                "{\"model\":\""
                        + model
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        return send(
                HttpRequest.newBuilder(tomcat.url("/ollama/api/chat"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    @Test
    void listsTheModelsOfBothWhateverTheClientAccepts() throws Exception {
        for (String accept :
                List.of("application/json", "*/*", "application/x-ndjson", "text/html")) {
            HttpResponse<String> list = get("/ollama/api/tags", accept);
            assertThat(list.statusCode()).as(accept).isEqualTo(200);
            assertThat(JSON.readTree(list.body()).path("models").findValuesAsText("name"))
                    .contains("gemma3:270m", "other:latest");
        }
        assertThat(get("/ollama/v1/models", "application/json").statusCode()).isEqualTo(200);
        assertThat(get("/ollama/api/version", "application/json").statusCode()).isEqualTo(200);
    }

    @Test
    void sendsARequestWhereItsModelIs() throws Exception {
        assertThat(get("/ollama/api/tags", "*/*").statusCode()).isEqualTo(200);
        int before = chats(first);
        assertThat(chat("other").statusCode()).isEqualTo(200);
        assertThat(chats(second)).isPositive();
        assertThat(chats(first)).isEqualTo(before);
    }

    private static int chats(StandIn standIn) {
        return (int)
                standIn.exchanges().stream()
                        .filter(exchange -> exchange.path().equals("/api/chat"))
                        .count();
    }

    @Test
    void goesOnWithTheOtherWhenOneBreaksOff() throws Exception {
        assertThat(get("/ollama/api/tags", "*/*").statusCode()).isEqualTo(200);
        first.on("POST", "/api/chat", exchange -> exchange.reset());
        for (int i = 0; i < 10; i++) {
            HttpResponse<String> answer = chat("gemma3:270m");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"done\":true");
        }
    }

    private HttpResponse<String> manage(String method, String path, String backend, String body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(tomcat.url("/ollama" + path));
        if (backend != null) {
            request.header("X-Corral-Backend", backend);
        }
        request.method(method, BodyPublishers.ofString(body));
        return client.send(
                request.timeout(SOON)
                        .header("Content-Type", "application/json")
                        .header(
                                "Authorization",
                                RawRequest.basicValue(ItUser.ADMIN.name(), ItUser.ADMIN.password()))
                        .build(),
                BodyHandlers.ofString());
    }

    private static List<String> asked(StandIn standIn, String path) throws Exception {
        List<String> all = new ArrayList<>();
        for (Exchange exchange : standIn.exchanges()) {
            if (exchange.path().startsWith(path)) {
                all.add(exchange.method() + " " + exchange.text());
            }
        }
        return all;
    }

    @Test
    void aModelIsMadeWhereItsFilesWereBrought() throws Exception {
        String digest = "sha256:" + "5".repeat(64);
        String named = "127.0.0.1:" + second.port();
        second.on(
                "POST",
                "/api/blobs/" + digest,
                exchange -> {
                    exchange.text();
                    exchange.respond(201, "text/plain", "");
                });
        second.on(
                "POST",
                "/api/create",
                exchange ->
                        exchange.respond(
                                200, "application/x-ndjson", "{\"status\":\"success\"}\n"));
        assertThat(manage("POST", "/api/blobs/" + digest, named, "weights").statusCode())
                .isEqualTo(201);
        HttpResponse<String> made =
                manage(
                        "POST",
                        "/api/create",
                        null,
                        "{\"model\":\"mine\",\"files\":{\"m.gguf\":\"" + digest + "\"}}");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(asked(second, "/api/create")).hasSize(1);
        assertThat(asked(first, "/api/create")).isEmpty();
    }

    @Test
    void oneUploadGoesToAll() throws Exception {
        String digest = "sha256:" + "6".repeat(64);
        for (StandIn each : List.of(first, second)) {
            each.on(
                    "POST",
                    "/api/blobs/" + digest,
                    exchange -> {
                        exchange.text();
                        exchange.respond(201, "text/plain", "");
                    });
        }
        String weights = "w".repeat(300_000);
        HttpResponse<String> answer = manage("POST", "/api/blobs/" + digest, "all", weights);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(answer.body()).path("backends")).hasSize(2);
        assertThat(asked(first, "/api/blobs/" + digest)).containsExactly("POST " + weights);
        assertThat(asked(second, "/api/blobs/" + digest)).containsExactly("POST " + weights);
    }
}
