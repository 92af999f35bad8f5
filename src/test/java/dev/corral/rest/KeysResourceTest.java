package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.identity.Caller;
import dev.corral.identity.Identity;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag(StoreFixture.DATABASE)
final class KeysResourceTest {

    private static final AtomicInteger FORGOTTEN = new AtomicInteger();
    private static Database database;
    private static Identity identity;
    private static TestServer server;

    /** Takes name, role and way of the caller from a header. */
    private static final class HeaderCaller extends HttpFilter {
        @Override
        protected void doFilter(
                HttpServletRequest clientRequest,
                HttpServletResponse clientResponse,
                FilterChain chain)
                throws IOException, ServletException {
            String[] who = clientRequest.getHeader("X-Test-Caller").split(" ");
            Caller.of(who[0], Set.of(Role.valueOf(who[1])), Via.valueOf(who[2]))
                    .attachTo(clientRequest);
            chain.doFilter(clientRequest, clientResponse);
        }
    }

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        database = StoreFixture.open(folder);
        identity = new Identity(Settings.of(Map.of()), Set::of, database);
        server =
                new TestServer()
                        .filter(new DoorFilter(), "/*")
                        .filter(new HeaderCaller(), "/api/*")
                        .servlet("/api/*", new ApiServlet());
        new ApiApplication(
                        List.of(
                                new KeysResource(identity.apiKeys()),
                                new LoginsResource(FORGOTTEN::incrementAndGet)))
                .attachTo(server.context().getServletContext());
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
        identity.close();
        database.close();
    }

    private static String ask(String caller, String method, String path, String body) {
        return server.raw(
                method
                        + " /corral/api/v1/"
                        + path
                        + " HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\nX-Test-Caller: "
                        + caller
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.ISO_8859_1).length
                        + "\r\n\r\n"
                        + body);
    }

    private static JsonNode json(String answer) throws IOException {
        int at = answer.indexOf("{");
        return Json.mapper().readTree(answer.substring(at, answer.lastIndexOf('}') + 1));
    }

    @Test
    void aKeyIsMadeShownOnceListedAndRevoked() throws Exception {
        String made =
                ask(
                        "alice USER SESSION",
                        "POST",
                        "keys",
                        "{\"name\":\"laptop\",\"expiresAt\":\"2099-01-01T00:00:00Z\",\"inPath\":true}");
        assertThat(made).startsWith("HTTP/1.1 201 ").contains("Cache-Control: no-store");
        JsonNode key = json(made);
        String secret = key.get("secret").asText();
        assertThat(secret).matches("crl_[0-9A-Za-z]{49}");
        assertThat(key.get("expiresAt").asText()).isEqualTo("2099-01-01T00:00:00Z");
        assertThat(key.get("scopes")).hasToString("[\"ollama\"]");
        String listed = ask("alice USER BASIC", "GET", "keys", "");
        assertThat(listed).contains("\"laptop\"", "\"inPath\":true").doesNotContain(secret);
        assertThat(listed)
                .contains("\"endsAt\":\"2099-01-01T00:00:00Z\"", "\"state\":\"login-needed\"")
                .contains(
                        "\"rules\":{\"enabled\":true,\"inPathAllowed\":true,\"maxLifetimeSeconds\":null,\"rolesValidSeconds\":604800}");
        assertThat(ask("bob USER BASIC", "GET", "keys", "")).doesNotContain("laptop");
        assertThat(ask("root ADMIN BASIC", "GET", "keys?all=true", ""))
                .contains("laptop", "\"owner\":\"alice\"");
        assertThat(ask("bob USER BASIC", "GET", "keys?all=true", "")).startsWith("HTTP/1.1 403 ");
        String id = key.get("id").asText();
        assertThat(ask("bob USER BASIC", "DELETE", "keys/" + id, "")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("alice USER BASIC", "DELETE", "keys/" + id, "")).startsWith("HTTP/1.1 204 ");
        assertThat(ask("alice USER BASIC", "DELETE", "keys/" + id, "")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void badWishesAreProblems() {
        for (String body :
                List.of(
                        "",
                        "{}",
                        "[]",
                        "{\"name\":\"\"}",
                        "{\"name\":\"x\",\"scopes\":[]}",
                        "{\"name\":\"x\",\"scopes\":[\"root\"]}",
                        "{\"name\":\"x\",\"scopes\":[null]}",
                        "{\"name\":\"x\",\"expiresAt\":\"tomorrow\"}",
                        "{\"name\":\"x\",\"expiresAt\":\"2001-01-01T00:00:00Z\"}",
                        "{\"name\":\"x\",\"owner\":\"bob\"}")) {
            assertThat(ask("alice USER BASIC", "POST", "keys", body))
                    .as(body)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("application/problem+json");
        }
        assertThat(ask("alice USER KEY", "POST", "keys", "{\"name\":\"x\"}"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(
                        ask(
                                "alice USER BASIC",
                                "POST",
                                "keys",
                                "{\"name\":\"x\",\"scopes\":[\"metrics\"]}"))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void listsComeInParts() throws Exception {
        for (int i = 0; i < 5; i++) {
            ask("carol AUDITOR BASIC", "POST", "keys", "{\"name\":\"k" + i + "\"}");
        }
        JsonNode first = json(ask("carol AUDITOR BASIC", "GET", "keys?limit=3", ""));
        assertThat(first.get("items")).hasSize(3);
        JsonNode second =
                json(
                        ask(
                                "carol AUDITOR BASIC",
                                "GET",
                                "keys?limit=3&cursor=" + first.get("next").asText(),
                                ""));
        assertThat(second.get("items")).hasSize(2);
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(ask("carol AUDITOR BASIC", "GET", "keys?limit=0", ""))
                .startsWith("HTTP/1.1 400 ");
        assertThat(ask("carol AUDITOR BASIC", "GET", "keys?cursor=x", ""))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void administratorsHaveTheRealmAskedAgain() {
        assertThat(ask("bob USER BASIC", "DELETE", "logins/checked", ""))
                .startsWith("HTTP/1.1 403 ");
        assertThat(FORGOTTEN).hasValue(0);
        assertThat(ask("root ADMIN BASIC", "DELETE", "logins/checked", ""))
                .startsWith("HTTP/1.1 204 ");
        assertThat(FORGOTTEN).hasValue(1);
    }
}
