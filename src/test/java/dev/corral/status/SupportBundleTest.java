package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.book.Access;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.settings.BaseUrl;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nothing that is secret may be in a support bundle, however it came in. */
@Timeout(60)
class SupportBundleTest {

    private static final Logger LOG = LoggerFactory.getLogger("dev.corral.policy.Rulebook");
    private static final String PROPERTY = "hostile.db.password";

    private final StatusFixture numbers = new StatusFixture();
    private final LogRing log = new LogRing();
    private StandIn ollama;
    private Status status;
    private Diagnosis diagnosis;

    @BeforeEach
    void start() throws IOException {
        ollama = StandIn.start();
        status = numbers.status();
        diagnosis = new Diagnosis(() -> false, () -> Duration.ofSeconds(300));
        System.setProperty(PROPERTY, "Tr0ub4dor&3");
    }

    @AfterEach
    void stop() {
        System.clearProperty(PROPERTY);
        ollama.close();
        status.close();
        diagnosis.close();
        log.close();
    }

    private Map<String, String> make(Map<String, String> settings, boolean names)
            throws IOException {
        BackendSpec plain = BackendSpec.of(BaseUrl.parse(ollama.url()));
        Access access =
                new Access(
                        List.of(
                                new Access.Field("Authorization", "Bearer bk-0123456789abcdef"),
                                new Access.Field("X-Gate", "gate-key-of-the-backend")),
                        null,
                        null,
                        null);
        BackendSpec backend =
                new BackendSpec(
                        plain.url(),
                        plain.name(),
                        1,
                        false,
                        Set.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        access);
        ContainerSigns none = new ContainerSigns("no", "unknown", List.of());
        About about = new About(status, "Test server/1.0", none, List::of);
        SupportBundle bundle =
                new SupportBundle(
                        Settings.of(settings),
                        about,
                        status,
                        diagnosis,
                        () -> List.of(backend),
                        log,
                        () -> Set.of("alice", "Bob Builder"));
        return unzip(bundle.make(names, "admin"));
    }

    private static Map<String, String> unzip(byte[] bytes) throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null) {
                files.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                entry = zip.getNextEntry();
            }
        }
        return files;
    }

    @Test
    void hasWhatHelps() throws IOException {
        LOG.warn("something happened at {}", "gpu1", new IllegalStateException("the reason"));
        Map<String, String> files = make(Map.of(), false);
        assertThat(files.keySet())
                .containsExactly(
                        "README.txt",
                        "versions.json",
                        "settings.json",
                        "status.json",
                        "diagnosis-1.json",
                        "log.txt",
                        "threads.txt");
        assertThat(files.get("versions.json")).contains("\"1.2.3\"", "Test server/1.0", "java");
        assertThat(files.get("settings.json"))
                .contains("corral.ollama.idle-timeout", "300s", "\"default\"");
        assertThat(files.get("status.json")).contains("test database");
        assertThat(files.get("diagnosis-1.json")).contains("\"version\" : \"0.24.0\"");
        assertThat(files.get("log.txt"))
                .contains("something happened at gpu1", "the reason", "SupportBundleTest");
        assertThat(files.get("threads.txt")).contains("SupportBundleTest.hasWhatHelps");
    }

    @Test
    void hasNoSecret() throws IOException {
        LOG.info("jdbc:postgresql://db.example/corral?user=corral&password=s3cr3tDb");
        LOG.info("jdbc:mariadb://corral:s3cr3tUrl@db.example/corral");
        LOG.info("Authorization: Bearer abcdef0123456789 Authorization: Basic YWxpY2U6YWxpY2U=");
        LOG.info("GET /k/crl_pathkey0123456789/api/tags and key crl_AbCdEf_012-345");
        LOG.info("GET /k/notevenours12345/api/tags Cookie: JSESSIONID=ABCDEF0123456789");
        LOG.info("{\"apiKey\":\"jsonKey0123\",\"client_secret\": \"jsonSecret0123\"}");
        LOG.info("the backend was asked with bk-0123456789abcdef and gate-key-of-the-backend");
        LOG.info("the property is Tr0ub4dor&3 sk-proj-0123456789abcdefghij hf_0123456789abcdefgh");
        LOG.info(
                "-----BEGIN PRIVATE KEY-----\nMIIprivate\nkeylines\n-----END PRIVATE KEY-----\nafter");
        LOG.warn(
                "failed",
                new IllegalStateException("cannot log in with passphrase = hunter2hunter2"));
        Thread thread = new Thread(SupportBundleTest::sleep, "worker token=threadToken0123");
        thread.setDaemon(true);
        thread.start();
        Map<String, String> files =
                make(
                        Map.of(
                                "corral.datasource",
                                "jdbc:postgresql://db/x?password=s3cr3tSetting",
                                "corral.ui.title",
                                "crl_titlekey0123456789",
                                "corral.ui.contact",
                                "ask https://root:s3cr3tContact@wiki.example",
                                "corral.door.cors-origins",
                                "https://user:s3cr3tOrigin@tool.example"),
                        true);
        thread.interrupt();
        String all = String.join("\n", files.values());
        assertThat(all)
                .doesNotContain(
                        "s3cr3t",
                        "abcdef0123456789",
                        "YWxpY2U6YWxpY2U",
                        "pathkey",
                        "AbCdEf_012",
                        "notevenours",
                        "ABCDEF0123456789",
                        "jsonKey0123",
                        "jsonSecret0123",
                        "gate-key-of",
                        "Tr0ub4dor",
                        "sk-proj",
                        "hf_0123",
                        "MIIprivate",
                        "hunter2",
                        "threadToken",
                        "titlekey");
        assertThat(files.get("log.txt"))
                .contains("db.example/corral", "after", "/k/" + Redactor.MASK + "/api/tags");
        assertThat(files.get("settings.json")).contains("db/x?password=" + Redactor.MASK);
    }

    private static void sleep() {
        try {
            Thread.sleep(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void hasNamesOfPeopleOnlyWhenWished() throws IOException {
        LOG.info("{} made the API key {}", "alice", "k1");
        LOG.info("{} changed the setting {}", "Bob Builder", "corral.ui.title");
        LOG.info("admin saved version 3 of the policy: added the rule \"only carol may\"");
        Map<String, String> settings = Map.of("corral.ui.contact", "Dora, telephone 4711");
        String without = String.join("\n", make(settings, false).values());
        assertThat(without)
                .doesNotContain("alice", "Bob Builder", "carol", "Dora", "4711")
                .contains("made the API key k1", "version 3 of the policy");
        assertThat(without).doesNotContainPattern("\\badmin saved");
        String with = String.join("\n", make(settings, true).values());
        assertThat(with).contains("alice made", "Bob Builder changed", "only carol may", "Dora");
    }

    @Test
    void thePolicyFromOutsideNamesNobody() throws IOException {
        String rules =
                "{\"rules\":[{\"name\":\"r\",\"who\":{\"users\":[\"erika\"]},\"allow\":[\"chat\"]}]}";
        assertThat(make(Map.of("corral.policy.rules", rules), false).get("settings.json"))
                .doesNotContain("erika")
                .contains("characters that can name people");
    }

    @Test
    void theLogIsKeptToTheLastLinesAndLeftWhenClosed() {
        for (int i = 0; i < 700; i++) {
            LOG.info("line {}", i);
        }
        LOG.debug("not of interest");
        assertThat(log.lines()).hasSize(500);
        assertThat(log.lines().get(499)).endsWith("line 699");
        log.close();
        LOG.info("after the end");
        assertThat(log.lines().get(499)).endsWith("line 699");
    }
}
