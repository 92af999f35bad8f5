package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.fleet.book.BookFixture;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.status.Diagnosis;
import dev.corral.store.StoreFixture;
import dev.corral.testkit.SmallServer;
import dev.corral.testkit.TestCertificate;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class BackendsResourceTest {

    private static final String KEY = "very-secret-backend-key";

    @TempDir Path folder;
    private final HttpClient http = HttpClient.newHttpClient();
    private BookFixture fixture;
    private Diagnosis diagnosis;
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new BookFixture(folder, Map.of());
        diagnosis = new Diagnosis(() -> false, () -> Duration.ofSeconds(10));
        ApiApplication application =
                new ApiApplication(List.of(new BackendsResource(fixture.book, diagnosis)));
        Filter caller =
                (request, response, chain) -> {
                    HttpServletRequest clientRequest = (HttpServletRequest) request;
                    Role role = Role.valueOf(clientRequest.getHeader("X-Test-Role"));
                    Caller.of("root", EnumSet.of(role), Via.BASIC).attachTo(clientRequest);
                    chain.doFilter(request, response);
                };
        server = new TestServer().filter(new DoorFilter(), "/*").filter(caller, "/api/*");
        server.servlet("/api/*", new ApiServlet());
        application.attachTo(server.context().getServletContext());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        diagnosis.close();
        fixture.close();
    }

    private HttpResponse<String> call(Role role, String method, String path, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + server.tomcat().getConnector().getLocalPort()
                                                + "/corral/api/v1/backends"
                                                + path))
                        .method(
                                method,
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .header("Content-Type", "application/json")
                        .header("X-Test-Role", role.name())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode admin(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = call(Role.ADMIN, method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body().isEmpty() ? null : Json.mapper().readTree(answer.body());
    }

    @Test
    void aBackendFromTheFirstToTheLastDay() throws Exception {
        JsonNode added =
                admin(
                        201,
                        "POST",
                        "",
                        "{\"url\":\"http://gpu1:11434/\",\"name\":\"big\",\"tags\":[\"eu\"],\"slots\":4,\"vram\":\"80GB\",\"bearer\":\""
                                + KEY
                                + "\",\"headers\":[{\"name\":\"X-A\",\"value\":\"header-secret\"}]}");
        String id = "/" + added.get("id").asText();
        assertThat(added.get("url").asText()).isEqualTo("http://gpu1:11434");
        assertThat(added.get("bearer").asBoolean()).isTrue();
        assertThat(added.get("headers").toString()).isEqualTo("[\"X-A\"]");
        assertThat(added.get("inForce").get("slots").asInt()).isEqualTo(4);

        JsonNode kept =
                admin(
                        200,
                        "PUT",
                        id,
                        "{\"url\":\"http://gpu1:11434\",\"version\":1,\"headers\":[{\"name\":\"x-a\"}]}");
        assertThat(kept.get("bearer").asBoolean()).isTrue();
        assertThat(kept.get("name").asText()).isEqualTo("gpu1:11434");
        JsonNode without =
                admin(
                        200,
                        "PUT",
                        id,
                        "{\"url\":\"http://gpu1:11434\",\"version\":2,\"bearer\":null}");
        assertThat(without.get("bearer").asBoolean()).isFalse();
        assertThat(without.get("headers")).isEmpty();

        admin(409, "PUT", id, "{\"url\":\"http://gpu1:11434\",\"version\":2}");
        assertThat(
                        admin(200, "POST", id + "/drain", "{\"draining\":true}")
                                .get("draining")
                                .asBoolean())
                .isTrue();
        assertThat(admin(200, "GET", "", null).get("items")).hasSize(2);
        assertThat(admin(200, "GET", id + "/history", null).get("items")).hasSize(4);
        admin(204, "DELETE", id + "?version=4", null);
        admin(404, "GET", id, null);
    }

    @Test
    void noAnswerEverTellsASecret() throws Exception {
        String body =
                "{\"url\":\"http://gpu1\",\"bearer\":\""
                        + KEY
                        + "\",\"headers\":[{\"name\":\"X-A\",\"value\":\""
                        + KEY
                        + "\"}]}";
        String all = admin(201, "POST", "", body).toString();
        all += call(Role.ADMIN, "POST", "", body).body();
        all +=
                call(
                                Role.ADMIN,
                                "POST",
                                "",
                                body.replace("gpu1", "gpu2").replace(KEY, KEY + "\\r\\n"))
                        .body();
        all += call(Role.ADMIN, "GET", "", null).body();
        all += call(Role.ADMIN, "POST", "/test", body.replace("\"X-A\"", "\"Host\"")).body();
        assertThat(all).contains("gpu1").doesNotContain(KEY);
    }

    @Test
    void whatCannotBeReadIsRefused() throws Exception {
        admin(400, "POST", "", "{}");
        admin(400, "POST", "", "{\"url\":\"gpu1\"}");
        admin(400, "POST", "", "{\"url\":\"http://gpu1\",\"bearer\":7}");
        admin(400, "POST", "", "{\"url\":\"http://gpu1\",\"unknown\":7}");
        admin(400, "POST", "", "null");
        admin(
                400,
                "PUT",
                "/" + admin(200, "GET", "", null).get("items").get(0).get("id").asText(),
                "{\"url\":\"http://gpu1\"}");
        admin(404, "PUT", "/0000", "{\"url\":\"http://gpu1\",\"version\":0}");
    }

    @Test
    void nobodyButAdministratorsGetsIn() throws Exception {
        for (Role role : List.of(Role.USER, Role.AUDITOR)) {
            for (String[] one :
                    new String[][] {
                        {"GET", ""},
                        {"POST", ""},
                        {"GET", "/x"},
                        {"PUT", "/x"},
                        {"DELETE", "/x"},
                        {"POST", "/x/drain"},
                        {"GET", "/x/history"},
                        {"POST", "/test"}
                    }) {
                String body = one[0].startsWith("P") ? "{\"url\":\"http://gpu1\"}" : null;
                assertThat(call(role, one[0], one[1], body).statusCode())
                        .as("%s %s %s", role, one[0], one[1])
                        .isEqualTo(403);
            }
        }
        assertThat(fixture.book.entries()).hasSize(1);
    }

    @Test
    void theTestGoesTheWayThatTheBackendWouldBeReached() throws Exception {
        TestCertificate gpu = new TestCertificate(folder, "gpu1.nowhere.example", "EC");
        try (SmallServer backend = SmallServer.secure(gpu.server(null), false);
                SmallServer proxy =
                        SmallServer.plain().tunnel("gpu1.nowhere.example:443", backend.port())) {
            backend.answer(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 17\r\n\r\nOllama is running");
            String form =
                    Json.mapper()
                            .writeValueAsString(
                                    Map.of(
                                            "url",
                                            "https://gpu1.nowhere.example",
                                            "bearer",
                                            KEY,
                                            "ca",
                                            gpu.pem(),
                                            "proxy",
                                            "http://127.0.0.1:" + proxy.port()));
            JsonNode report = admin(200, "POST", "/test", form);
            assertThat(report.get("steps").findValuesAsText("id"))
                    .startsWith("url", "names", "tcp", "tls", "root");
            assertThat(report.get("steps").get(4).get("ok").asBoolean()).as("%s", report).isTrue();
            assertThat(backend.heads().peek()).contains("Authorization: Bearer " + KEY);
            backend.answer("HTTP/1.1 401 No\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            assertThat(admin(200, "POST", "/test", form).get("problem").get("cause").asText())
                    .isEqualTo("unauthorized");
            proxy.answer("HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n");
            String other = form.replace("gpu1.nowhere.example", "gpu9.nowhere.example");
            assertThat(admin(200, "POST", "/test", other).get("problem").get("cause").asText())
                    .isEqualTo("proxy-refuses");
        }
    }

    @Test
    void theTestAsksNoMetadataServiceBehindAProxyEither() throws Exception {
        try (SmallServer proxy = SmallServer.plain()) {
            for (String url :
                    List.of(
                            "http://169.254.169.254",
                            "http://metadata.google.internal",
                            "http://[fe80::1]")) {
                JsonNode report =
                        admin(
                                200,
                                "POST",
                                "/test",
                                "{\"url\":\""
                                        + url
                                        + "\",\"proxy\":\"http://127.0.0.1:"
                                        + proxy.port()
                                        + "\"}");
                assertThat(report.get("problem").get("cause").asText())
                        .isEqualTo("forbidden-address");
            }
            assertThat(proxy.heads()).isEmpty();
        }
    }
}
