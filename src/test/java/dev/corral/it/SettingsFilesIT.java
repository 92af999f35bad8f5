package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Starts the product with many settings files. It is never half started: it is up with every value
 * of the file in force, or it explains itself and serves nothing. Each file costs a start: there
 * are always the same few, and more or others with {@code -Dcorral.it.files=240
 * -Dcorral.it.seed=7}.
 */
@Tag("own-tomcat")
@Timeout(900)
class SettingsFilesIT {

    private static final int FILES = Integer.getInteger("corral.it.files", 48);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path folder;
    private StandIn upstream;
    private OwnTomcat server;
    private Path file;
    private String whole;

    @BeforeEach
    void open() throws Exception {
        upstream = StandIn.start();
        Path home = Files.createDirectories(folder.resolve("home"));
        file = home.resolve("corral.properties");
        whole = SettingsMutations.file(upstream.url(), ItPolicy.ofTheTests());
        server = new OwnTomcat(Files.createDirectories(folder.resolve("tomcat")), home);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        upstream.close();
    }

    @Test
    void noFileGivesAHalfStartedProduct() throws Exception {
        Files.writeString(file, whole);
        server.start();
        assertThat(ask(ItUser.ALICE, "GET", "/ollama/api/version", null).status())
                .as("the file as it was")
                .isEqualTo(200);
        long seed = Long.getLong("corral.it.seed", 1);
        SettingsMutations mutations = new SettingsMutations(seed, whole);
        int up = 0;
        for (int i = 0; i < FILES; i++) {
            byte[] mutated = mutations.next(i);
            Files.write(file, mutated);
            server.start();
            try {
                if (server.isUp()) {
                    up++;
                    assertUpAsConfigured(new String(mutated, StandardCharsets.UTF_8));
                } else {
                    assertExplainedAndShut();
                }
            } catch (AssertionError e) {
                throw new AssertionError(
                        "-Dcorral.it.seed=%d, file %d (%s):%n%s"
                                .formatted(
                                        seed,
                                        i,
                                        mutations.last(),
                                        new String(mutated, StandardCharsets.UTF_8)),
                        e);
            }
        }
        System.out.printf("%d of %d files were good ones (seed %d)%n", up, FILES, seed);
        assertThat(up).as("files of both kinds").isBetween(FILES / 12, FILES * 3 / 4);
    }

    /** By another reader of the file than the product's. */
    private void assertUpAsConfigured(String text) throws IOException {
        Properties expected = new Properties();
        expected.load(new StringReader(text));
        for (String key : expected.stringPropertyNames()) {
            String value = expected.getProperty(key).strip();
            Response response = ask(ItUser.ADMIN, "GET", "/api/v1/settings/" + key, null);
            assertThat(response.status()).as("%s: %s", key, response).isEqualTo(200);
            JsonNode setting = JSON.readTree(response.body());
            if (value.isEmpty()) {
                assertThat(setting.get("source").asText()).as(key).isEqualTo("default");
            } else {
                assertThat(setting.get("value").asText()).as(key).isEqualTo(value);
                assertThat(setting.get("where").asText()).as(key).contains("corral.properties");
            }
        }
        assertThat(ask(null, "GET", "/ollama/api/version", null).status()).isEqualTo(401);
    }

    private void assertExplainedAndShut() throws IOException {
        int before = upstream.exchanges().size();
        for (ItUser who : new ItUser[] {null, ItUser.ALICE, ItUser.ADMIN}) {
            for (String path :
                    List.of(
                            "/ollama/",
                            "/ollama/api/version",
                            "/ollama/api/tags",
                            "/ollama/v1/models",
                            "/api/v1/me",
                            "/api/v1/settings",
                            "/metrics",
                            "/health/ready")) {
                Response response = ask(who, "GET", path, null);
                assertThat(response.status()).as("%s: %s", path, response).isEqualTo(503);
            }
            String chat = "{\"model\":\"m\",\"messages\":[{}]}";
            assertThat(ask(who, "POST", "/ollama/api/chat", chat).status()).isEqualTo(503);
        }
        assertThat(upstream.exchanges()).hasSize(before);
        assertThat(ask(null, "GET", "/", null).header("Location")).endsWith("/app/");
        for (String path : List.of("/app/", "/app/settings/", "/login", "/anything")) {
            Response page = ask(null, "GET", path, null);
            assertThat(page.status()).as("%s: %s", path, page).isEqualTo(503);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.text()).contains("corral.properties");
            assertThat(page.text()).doesNotContain("Exception", "dev.corral.", "\tat ");
        }
    }

    @Test
    void aPolicyInTheFileIsShownAndCannotBeChangedInThePage() throws Exception {
        Files.writeString(file, whole);
        server.start();
        Response shown = ask(ItUser.ADMIN, "GET", "/api/v1/policy", null);
        JsonNode now = JSON.readTree(shown.body());
        assertThat(now.get("source").asText()).isEqualTo("outside");
        assertThat(now.get("where").asText()).contains("corral.properties");
        assertThat(now.at("/rules/rules/0/id").asText()).isEqualTo("tests");
        Response refused =
                ask(ItUser.ADMIN, "PUT", "/api/v1/policy", "{\"rules\":null,\"version\":0}");
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(refused.text()).contains("corral.properties");
    }

    @Test
    @RequiresBrowser
    void thePageSaysWhereAPolicyIsFixed() throws Exception {
        Files.writeString(file, whole);
        server.start();
        try (Browser browser = Browser.open()) {
            browser.go(java.net.URI.create(server.url() + "/app/settings/#policy"));
            browser.type("#name", ItUser.ADMIN.name());
            browser.type("#password", ItUser.ADMIN.password());
            browser.click("button[type=submit]");
            browser.awaitTrue("document.querySelector('.tabs')");
            browser.click(".tabs a[href='#policy']");
            browser.awaitTrue("document.querySelector('#policy-json')?.readOnly");
            assertThat(browser.text("#main")).contains("The policy is fixed by", "Change it there");
            assertThat(
                            browser.script(
                                            "return document.querySelector('.editor [type=submit]').disabled")
                                    .asBoolean())
                    .isTrue();
        }
    }

    private Response ask(ItUser who, String method, String path, String json) throws IOException {
        RawRequest request =
                RawRequest.of(method, "/corral" + path)
                        .host(server.url().getAuthority())
                        .header("Connection", "close");
        if (who != null) {
            request = request.basic(who.name(), who.password());
        }
        return RawClient.ask(
                server.url(),
                json == null
                        ? request
                        : request.header("Content-Type", "application/json").body(json));
    }
}
