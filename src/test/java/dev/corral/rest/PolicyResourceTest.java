package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Policy;
import dev.corral.policy.PolicyStore;
import dev.corral.policy.Rulebook;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class PolicyResourceTest {

    private static final String PULL =
            "{'version':1,'rules':[{'id':'pull','effect':'allow','who':{'everyone':true},'what':['pull']}]}";

    private Database database;
    private TestServer server;

    private static final class HeaderCaller extends HttpFilter {
        @Override
        protected void doFilter(
                HttpServletRequest clientRequest,
                HttpServletResponse clientResponse,
                FilterChain chain)
                throws IOException, ServletException {
            Role role = Role.valueOf(clientRequest.getHeader("X-Test-Role"));
            Caller.of("root", Set.of(role), Via.BASIC).attachTo(clientRequest);
            chain.doFilter(clientRequest, clientResponse);
        }
    }

    @BeforeEach
    void open(@TempDir Path folder) {
        database = StoreFixture.open(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        database.close();
    }

    private Rulebook start(Map<String, String> settings) throws Exception {
        Rulebook rules =
                new Rulebook(Settings.of(settings), new PolicyStore(database, Clock.systemUTC()));
        server =
                new TestServer()
                        .filter(new DoorFilter(), "/*")
                        .filter(new HeaderCaller(), "/api/*")
                        .servlet("/api/*", new ApiServlet());
        new ApiApplication(List.of(new PolicyResource(rules)))
                .attachTo(server.context().getServletContext());
        server.start();
        return rules;
    }

    private String ask(String role, String method, String path, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.ISO_8859_1);
        return server.raw(
                method
                        + " /corral/api/v1/policy"
                        + path
                        + " HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\nX-Test-Role: "
                        + role
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + bytes.length
                        + "\r\n\r\n"
                        + new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private String admin(String method, String path, String body) {
        return ask("ADMIN", method, path, body);
    }

    private static JsonNode json(String answer) throws IOException {
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        if (answer.contains("Transfer-Encoding: chunked")) {
            body = body.replaceAll("(^|\r\n)[0-9a-f]+\r\n", "");
        }
        return Json.mapper().readTree(body);
    }

    private static String change(String rules, int version) {
        return "{'rules':" + rules + ",'version':" + version + "}";
    }

    @Test
    void showsThePolicyInForce() throws Exception {
        start(Map.of("corral.offline", "true"));
        JsonNode now = json(admin("GET", "", ""));
        assertThat(now.get("source").asText()).isEqualTo("shipped");
        assertThat(now.get("version").asInt()).isZero();
        assertThat(now.get("fixed").asBoolean()).isFalse();
        assertThat(now.get("offline").asBoolean()).isTrue();
        assertThat(now.get("text").asText()).isEqualTo(Policy.shipped().toJson());
        assertThat(now.get("rules").get("rules").get(0).has("id")).isTrue();
        assertThat(now.get("savedBy").isNull()).isTrue();
    }

    @Test
    void isForAdministratorsOnly() throws Exception {
        start(Map.of());
        for (String role : List.of("USER", "AUDITOR")) {
            for (String path : List.of("", "/history", "/history/1", "/export")) {
                assertThat(ask(role, "GET", path, "")).startsWith("HTTP/1.1 403 ");
            }
            assertThat(ask(role, "PUT", "", change(PULL, 0))).startsWith("HTTP/1.1 403 ");
            assertThat(ask(role, "POST", "/restore", "{'restore':0,'version':0}"))
                    .startsWith("HTTP/1.1 403 ");
        }
    }

    @Test
    void savesListsAndRestores() throws Exception {
        Rulebook rules = start(Map.of());
        JsonNode saved = json(admin("PUT", "", "{'rules':" + PULL + ",'version':0,'note':'why'}"));
        assertThat(saved.get("version").asInt()).isEqualTo(1);
        assertThat(saved.get("source").asText()).isEqualTo("database");
        assertThat(saved.get("savedBy").asText()).isEqualTo("root");
        assertThat(saved.get("note").asText()).isEqualTo("why");
        assertThat(rules.inForce().version()).isEqualTo(1);
        String edited = saved.get("text").asText().replace("pull", "push");
        String text = Json.mapper().writeValueAsString(edited).replace('\'', ' ');
        assertThat(json(admin("PUT", "", change(text, 1))).at("/rules/rules/0/id").asText())
                .isEqualTo("push");
        JsonNode back = json(admin("POST", "/restore", "{'restore':1,'version':2}"));
        assertThat(back.at("/rules/rules/0/id").asText()).isEqualTo("pull");
        assertThat(back.get("note").asText()).isEqualTo("Back to version 1.");
        JsonNode history = json(admin("GET", "/history?limit=2", ""));
        assertThat(history.get("items").findValuesAsText("version")).containsExactly("3", "2");
        JsonNode rest = json(admin("GET", "/history?cursor=" + history.get("next").asText(), ""));
        assertThat(rest.get("items").findValuesAsText("note")).containsExactly("why");
        assertThat(rest.get("next").isNull()).isTrue();
        JsonNode second = json(admin("GET", "/history/2", ""));
        assertThat(second.at("/rules/rules/0/id").asText()).isEqualTo("push");
        assertThat(admin("GET", "/history/7", "")).startsWith("HTTP/1.1 404 ");
        assertThat(json(admin("PUT", "", change("null", 3))).get("source").asText())
                .isEqualTo("shipped");
    }

    @Test
    void saysWhereAnErrorIsAndSavesNothing() throws Exception {
        Rulebook rules = start(Map.of());
        assertThat(admin("PUT", "", change(PULL.replace("'pull']", "'fly']"), 0)))
                .startsWith("HTTP/1.1 400 ")
                .contains("application/problem+json", "rules[0].what", "no operation");
        assertThat(admin("PUT", "", "{'rules':'{\\n  oops','version':0}"))
                .startsWith("HTTP/1.1 400 ")
                .contains("line 2, column");
        assertThat(admin("PUT", "", "{'version':0}"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\\\"rules\\\"");
        assertThat(admin("PUT", "", "")).startsWith("HTTP/1.1 400 ");
        String twice = change("{'version':1,'rules':[],'rules':[]}", 0);
        assertThat(admin("PUT", "", twice)).startsWith("HTTP/1.1 400 ");
        String note = "{'rules':null,'version':0,'note':'a\\nb'}";
        assertThat(admin("PUT", "", note)).startsWith("HTTP/1.1 400 ");
        assertThat(rules.inForce().version()).isZero();
    }

    @Test
    void aChangeFromAnOldVersionIsAConflict() throws Exception {
        start(Map.of());
        json(admin("PUT", "", change(PULL, 0)));
        assertThat(admin("PUT", "", change("null", 0)))
                .startsWith("HTTP/1.1 409 ")
                .contains("somebody else");
    }

    @Test
    void whatIsFixedFromOutsideIsReadOnly() throws Exception {
        start(Map.of("corral.policy.rules", PULL.replace('\'', '"')));
        JsonNode now = json(admin("GET", "", ""));
        assertThat(now.get("fixed").asBoolean()).isTrue();
        assertThat(now.get("source").asText()).isEqualTo("outside");
        assertThat(now.get("where").asText()).contains("the given map");
        assertThat(admin("PUT", "", change("null", 0)))
                .startsWith("HTTP/1.1 403 ")
                .contains("fixed", "the given map");
    }

    @Test
    void isExportedAsAFileThatCanBeImported() throws Exception {
        start(Map.of());
        String export = admin("GET", "/export", "");
        assertThat(export)
                .contains("Content-Disposition: attachment; filename=\"corral-policy.json\"");
        JsonNode rules = json(export);
        assertThat(rules).isEqualTo(Json.mapper().readTree(Policy.shipped().toJson()));
        JsonNode imported = json(admin("PUT", "", change(rules.toString(), 0)));
        assertThat(imported.get("rules")).isEqualTo(rules);
    }
}
