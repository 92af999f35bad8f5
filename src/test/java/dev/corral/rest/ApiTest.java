package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.settings.MemorySettingsStore;
import dev.corral.settings.Settings;
import dev.corral.status.HealthServlet;
import dev.corral.status.MetricsServlet;
import dev.corral.status.Status;
import dev.corral.status.StatusFixture;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ApiTest {

    private final StatusFixture numbers = new StatusFixture();
    private TestServer server;
    private Status status;

    @BeforeEach
    void start() throws Exception {
        Settings settings = Settings.of(Map.of("corral.ui.title", "Barn"));
        settings.attach(new MemorySettingsStore());
        status = numbers.status();
        ApiApplication application =
                new ApiApplication(
                        List.of(
                                new MeResource(settings, () -> true),
                                new StatusResource(status, url -> "0.24.0"),
                                new DrainResource(status),
                                new SettingsResource(settings),
                                new OpenApiResource(),
                                new Trouble()));
        server =
                new TestServer()
                        .filter(new DoorFilter(), "/*")
                        .filter(new HeaderCaller(), "/api/*");
        server.servlet("/api/*", new ApiServlet());
        server.servlet("/health/*", new HealthServlet());
        server.servlet("/metrics", new MetricsServlet());
        application.attachTo(server.context().getServletContext());
        status.attachTo(server.context().getServletContext());
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        status.close();
    }

    /** Takes the caller from a header, as no product filter would. */
    private static final class HeaderCaller implements Filter {
        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            HttpServletRequest clientRequest = (HttpServletRequest) request;
            String role = clientRequest.getHeader("X-Test-Role");
            if (role != null) {
                Set<Role> roles = EnumSet.noneOf(Role.class);
                if (!role.equals("NONE")) {
                    roles.add(Role.valueOf(role));
                }
                Caller.of("alice", roles, Via.BASIC).attachTo(clientRequest);
            }
            chain.doFilter(request, response);
        }
    }

    /** A resource with every kind of mistake. */
    @Path("v1/trouble")
    public static final class Trouble {

        /** A body. */
        public record Body(String name, Instant at, int count) {}

        @GET
        public String forgotten() {
            return "nobody may see this";
        }

        @GET
        @Path("crash")
        @Allowed({})
        public String crash() {
            throw new IllegalStateException("jdbc:secret@host failed");
        }

        @POST
        @Path("echo")
        @Allowed(Role.USER)
        public Body echo(Body body) {
            return body;
        }
    }

    private static JsonNode json(String answer) throws IOException {
        int end = answer.indexOf("\r\n\r\n");
        String body = answer.substring(end + 4);
        boolean chunked = answer.substring(0, end).contains("Transfer-Encoding: chunked");
        return Json.mapper().readTree(chunked ? withoutChunks(body) : body);
    }

    /** The sizes count bytes, but the answers of these tests are ASCII. */
    private static String withoutChunks(String body) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, line), 16);
            if (size == 0) {
                return whole.toString();
            }
            whole.append(body, line + 2, line + 2 + size);
            at = line + 2 + size + 2;
        }
    }

    private String get(String path, String role) {
        return server.ask("GET /corral" + path, "X-Test-Role: " + role);
    }

    private String send(String verb, String path, String role, String body, String... more) {
        StringBuilder head =
                new StringBuilder(
                        verb
                                + " /corral"
                                + path
                                + " HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\nX-Test-Role: "
                                + role
                                + "\r\n");
        for (String line : more) {
            head.append(line).append("\r\n");
        }
        return server.raw(head + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static final String JSON = "Content-Type: application/json";

    @ParameterizedTest
    @CsvSource({"USER, user", "ADMIN, admin", "AUDITOR, auditor", "NONE, "})
    void tellsWhoTheCallerIs(String role, String id) throws IOException {
        JsonNode me = json(get("/api/v1/me", role));
        assertThat(me.get("name").asText()).isEqualTo("alice");
        assertThat(me.get("roles").findValuesAsText("")).isEmpty();
        assertThat(me.get("roles").toString()).isEqualTo(id == null ? "[]" : "[\"" + id + "\"]");
        assertThat(me.get("via").asText()).isEqualTo("basic");
        assertThat(me.get("demo").asBoolean()).isTrue();
        assertThat(me.get("title").asText()).isEqualTo("Barn");
    }

    @Test
    void withoutACallerNothingIsTold() {
        assertThat(server.ask("GET /corral/api/v1/me"))
                .startsWith("HTTP/1.1 401")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/status, USER",
        "GET, /api/v1/status, AUDITOR",
        "GET, /api/v1/settings, USER",
        "GET, /api/v1/settings/corral.offline, USER",
        "GET, /api/v1/settings/corral.offline/history, USER",
        "GET, /api/v1/trouble, ADMIN",
    })
    void refusesWithoutTheRole(String verb, String path, String role) throws IOException {
        String answer = server.ask(verb + " /corral" + path, "X-Test-Role: " + role);
        assertThat(answer)
                .startsWith("HTTP/1.1 403")
                .contains("application/problem+json")
                .doesNotContain("nobody may see this");
        assertThat(json(answer).get("status").asInt()).isEqualTo(403);
    }

    @Test
    void tellsTheStatus() throws IOException {
        numbers.open = 2;
        numbers.ended.put("whole", 5L);
        numbers.queued = 3;
        String answer = get("/api/v1/status", "ADMIN");
        JsonNode now = json(answer);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Type: application/json");
        assertThat(now.get("version").asText()).isEqualTo("1.2.3");
        assertThat(Instant.parse(now.get("startedAt").asText())).isEqualTo(StatusFixture.START);
        assertThat(now.get("datasource").toString())
                .isEqualTo("{\"kind\":\"test database\",\"answers\":true}");
        assertThat(now.get("exchanges").toString())
                .isEqualTo("{\"open\":2,\"total\":7,\"ended\":{\"whole\":5}}");
        assertThat(now.get("queue").get("length").asInt()).isEqualTo(3);
        assertThat(now.get("backends").get(0).toString())
                .isEqualTo(
                        "{\"url\":\"http://gpu1:11434\",\"health\":\"up\",\"running\":1,\"connections\":2,\"lastFailure\":null,\"version\":\"0.24.0\"}");
    }

    @Test
    void drainsAndServesAgain() throws IOException {
        numbers.open = 2;
        assertThat(json(get("/api/v1/drain", "ADMIN")).toString())
                .isEqualTo(
                        "{\"draining\":false,\"since\":null,\"by\":null,\"running\":2,\"waiting\":0}");
        String on = send("POST", "/api/v1/drain", "ADMIN", "{\"draining\":true}", JSON);
        assertThat(on).startsWith("HTTP/1.1 200");
        assertThat(json(on).get("draining").asBoolean()).isTrue();
        assertThat(json(on).get("by").asText()).isEqualTo("alice");
        assertThat(Instant.parse(json(on).get("since").asText())).isEqualTo(StatusFixture.START);
        assertThat(server.ask("GET /corral/health/ready"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"status\":\"draining\"}");
        assertThat(server.ask("GET /corral/health/live")).startsWith("HTTP/1.1 200");
        assertThat(server.ask("GET /corral/metrics")).contains("corral_draining 1\n");

        send("POST", "/api/v1/drain", "ADMIN", "{\"draining\":false}", JSON);
        assertThat(server.ask("GET /corral/health/ready")).startsWith("HTTP/1.1 200");
        assertThat(send("POST", "/api/v1/drain", "ADMIN", "{}", JSON)).startsWith("HTTP/1.1 400");
        assertThat(send("POST", "/api/v1/drain", "USER", "{\"draining\":true}", JSON))
                .startsWith("HTTP/1.1 403");
        numbers.storeUp = false;
        numbers.seconds += 2;
        send("POST", "/api/v1/drain", "ADMIN", "{\"draining\":true}", JSON);
        assertThat(server.ask("GET /corral/health/ready"))
                .as("what is broken is said first")
                .endsWith("{\"status\":\"down\"}");
    }

    @Test
    void listsAndChangesSettings() throws IOException {
        JsonNode list = json(get("/api/v1/settings", "ADMIN")).get("items");
        assertThat(list.size()).isEqualTo(dev.corral.settings.Catalogue.all().size());
        assertThat(list.get(0).get("key").asText()).isEqualTo("corral.ollama.base-urls");
        assertThat(list.get(0).get("default").asText()).isEqualTo("http://127.0.0.1:11434");
        assertThat(list.get(0).get("source").asText()).isEqualTo("default");

        String saved =
                send(
                        "PUT",
                        "/api/v1/settings/corral.offline",
                        "ADMIN",
                        "{\"value\":\"on\",\"version\":0}",
                        JSON);
        assertThat(saved).startsWith("HTTP/1.1 200");
        assertThat(json(saved).get("version").asInt()).isEqualTo(1);
        assertThat(json(saved).get("source").asText()).isEqualTo("database");
        assertThat(
                        send(
                                "PUT",
                                "/api/v1/settings/corral.offline",
                                "ADMIN",
                                "{\"value\":\"off\",\"version\":0}",
                                JSON))
                .startsWith("HTTP/1.1 409")
                .contains("changed by somebody else");
        assertThat(
                        send(
                                "PUT",
                                "/api/v1/settings/corral.offline",
                                "ADMIN",
                                "{\"value\":null,\"version\":1}",
                                JSON))
                .startsWith("HTTP/1.1 200");
        JsonNode history =
                json(get("/api/v1/settings/corral.offline/history", "ADMIN")).get("items");
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.get(0).get("by").asText()).isEqualTo("alice");
        assertThat(history.get(0).get("before").asText()).isEqualTo("on");
        assertThat(history.get(0).get("after").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "corral.offline | {\"value\":\"maybe\",\"version\":0} | 400 | neither true nor false",
                "corral.ollama.base-urls | {\"value\":\"gpu1\",\"version\":0} | 400 | http:// is missing",
                "corral.ui.title | {\"value\":\"x\",\"version\":0} | 403 | Change it there",
                "corral.home | {\"value\":\"/x\",\"version\":0} | 403 | CORRAL_HOME",
                "corral.nothing | {\"value\":\"x\",\"version\":0} | 404 | no setting of that name",
                "corral.offline | {\"value\":\"on\"} | 400 | version",
                "corral.offline | {\"version\":0} | 400 | value",
                "corral.offline | {\"value\":\"on\",\"version\":\"0\"} | 400 | version",
                "corral.offline | {\"value\":\"on\",\"version\":0.5} | 400 | version",
                "corral.offline | {\"value\":\"on\",\"version\":0,\"more\":1} | 400 | which is not known",
                "corral.offline | {\"value\":\"on\",\"value\":\"off\",\"version\":0} | 400 | JSON",
                "corral.offline | {\"value\":\"on\",\"version\":0} {} | 400 | JSON",
                "corral.offline | {\"value\":[\"on\"],\"version\":0} | 400 | value",
                "corral.offline | {\"value\":\"on\" | 400 | JSON",
                "corral.offline | [] | 400 | JSON",
                "corral.offline | null | 400 | body is missing",
                "corral.offline | not json at all | 400 | JSON",
            })
    void refusesWhatIsNoChange(String key, String body, int code, String why) throws IOException {
        String answer = send("PUT", "/api/v1/settings/" + key, "ADMIN", body, JSON);
        assertThat(answer)
                .startsWith("HTTP/1.1 " + code)
                .contains(why)
                .contains("application/problem+json");
        assertThat(json(answer).get("requestId").asText()).hasSize(16);
        assertThat(answer).contains("X-Request-Id: " + json(answer).get("requestId").asText());
    }

    @Test
    void refusesAnEmptyBodyAndOtherKindsOfBodies() {
        assertThat(send("PUT", "/api/v1/settings/corral.offline", "ADMIN", "", JSON))
                .startsWith("HTTP/1.1 400");
        assertThat(
                        send(
                                "PUT",
                                "/api/v1/settings/corral.offline",
                                "ADMIN",
                                "x=1",
                                "Content-Type: application/x-www-form-urlencoded"))
                .startsWith("HTTP/1.1 415");
        assertThat(
                        send(
                                "PUT",
                                "/api/v1/settings/corral.offline",
                                "ADMIN",
                                "{}",
                                "Content-Type: ////"))
                .startsWith("HTTP/1.1 4");
    }

    @Test
    void saysWhatIsThereAndWhatIsNot() {
        assertThat(get("/api/v1/nothing", "ADMIN"))
                .startsWith("HTTP/1.1 404")
                .contains("There is nothing at this address.");
        assertThat(get("/api/", "ADMIN"))
                .startsWith("HTTP/1.1 404")
                .contains("application/problem+json");
        assertThat(get("/api/application.wadl", "ADMIN")).startsWith("HTTP/1.1 404");
        assertThat(send("DELETE", "/api/v1/me", "ADMIN", ""))
                .startsWith("HTTP/1.1 405")
                .contains("Allow: ");
        assertThat(server.ask("OPTIONS /corral/api/v1/me", "X-Test-Role: ADMIN"))
                .startsWith("HTTP/1.1 405");
        assertThat(server.ask("GET /corral/api/v1/me", "X-Test-Role: ADMIN", "Accept: text/html"))
                .startsWith("HTTP/1.1 406");
        assertThat(get("/api/v1/openapi.json", "USER"))
                .startsWith("HTTP/1.1 200")
                .contains("\"openapi\": \"3.1.0\"");
    }

    @Test
    void whatNobodyForesawIsNotTold() throws IOException {
        String answer = get("/api/v1/trouble/crash", "USER");
        assertThat(answer).startsWith("HTTP/1.1 500").contains("application/problem+json");
        assertThat(answer)
                .doesNotContain("secret")
                .doesNotContain("IllegalState")
                .doesNotContain("org.glassfish");
        assertThat(json(answer).get("requestId").asText()).hasSize(16);
    }

    @Test
    void refusesBodiesOverOneMegabyte() {
        String big =
                "{\"name\":\""
                        + "x".repeat(1 << 20)
                        + "\",\"at\":\"2026-11-25T00:00:00Z\",\"count\":1}";
        assertThat(
                        server.ask(
                                "POST /corral/api/v1/trouble/echo",
                                "X-Test-Role: USER",
                                JSON,
                                "Content-Length: 999999999999999999999999"))
                .startsWith("HTTP/1.1 4");
        assertThat(send("POST", "/api/v1/trouble/echo", "USER", big, JSON))
                .startsWith("HTTP/1.1 413");
        assertThat(
                        server.raw(
                                "POST /corral/api/v1/trouble/echo HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\nX-Test-Role: USER\r\n"
                                        + JSON
                                        + "\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + Integer.toHexString(big.length())
                                        + "\r\n"
                                        + big
                                        + "\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        String fits =
                "{\"name\":\""
                        + "x".repeat(1_000_000)
                        + "\",\"at\":\"2026-11-25T00:00:00Z\",\"count\":1}";
        assertThat(send("POST", "/api/v1/trouble/echo", "USER", fits, JSON))
                .startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[[[[[[[[[", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":"})
    void refusesDeepBodies(String piece) {
        assertThat(send("POST", "/api/v1/trouble/echo", "USER", piece.repeat(20), JSON))
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void timesAreRfc3339() {
        String body = "{\"name\":\"n\",\"at\":\"2026-11-25T18:00:00.5Z\",\"count\":1}";
        assertThat(send("POST", "/api/v1/trouble/echo", "USER", body, JSON))
                .contains("\"at\":\"2026-11-25T18:00:00.500Z\"");
        String number = "{\"name\":\"n\",\"at\":\"yesterday\",\"count\":1}";
        assertThat(send("POST", "/api/v1/trouble/echo", "USER", number, JSON))
                .startsWith("HTTP/1.1 400")
                .contains("at");
    }

    @Test
    void healthForAnybody() {
        assertThat(server.ask("GET /corral/health/live"))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"status\":\"up\"}");
        assertThat(server.ask("GET /corral/health/ready"))
                .startsWith("HTTP/1.1 200")
                .endsWith("{\"status\":\"up\"}");
        numbers.storeUp = false;
        numbers.seconds += 2;
        assertThat(server.ask("GET /corral/health/ready"))
                .startsWith("HTTP/1.1 503")
                .endsWith("{\"status\":\"down\"}");
        assertThat(server.ask("GET /corral/health/live")).startsWith("HTTP/1.1 200");
        assertThat(server.ask("GET /corral/health/else")).startsWith("HTTP/1.1 404");
        assertThat(server.ask("HEAD /corral/health/live"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }

    @Test
    void metricsAsPrometheusReadsThem() {
        numbers.ended.put("client_gone", 4L);
        numbers.uploadBytes.put("juergen", 7L);
        String text = server.ask("GET /corral/metrics");
        assertThat(text)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/plain;")
                .contains("version=0.0.4")
                .contains("corral_info{version=\"1.2.3\"} 1\n");
        assertThat(text).contains("corral_exchanges_ended_total{outcome=\"client_gone\"} 4\n");
        assertThat(text).contains("corral_upload_bytes_total{caller=\"juergen\"} 7\n");
        assertThat(text).contains("corral_backend_up{backend=\"http://gpu1:11434\"} 1\n");
        assertThat(text.substring(text.indexOf("\r\n\r\n") + 4).lines())
                .allMatch(
                        line ->
                                line.matches(
                                        "# (HELP|TYPE) corral_[a-z_]+ .+|corral_[a-z_]+(\\{[a-z]+=\"[^\"]*\"})? [0-9]+"));
    }
}
