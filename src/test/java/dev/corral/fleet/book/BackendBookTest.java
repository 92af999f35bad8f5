package dev.corral.fleet.book;

import static dev.corral.fleet.book.BookFixture.bearer;
import static dev.corral.fleet.book.BookFixture.headers;
import static dev.corral.fleet.book.BookFixture.named;
import static dev.corral.fleet.book.BookFixture.proxied;
import static dev.corral.fleet.book.BookFixture.tls;
import static dev.corral.fleet.book.BookFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.BaseUrl;
import dev.corral.settings.Catalogue;
import dev.corral.store.StoreFixture;
import dev.corral.store.Vault;
import dev.corral.testkit.TestCertificate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class BackendBookTest {

    private static final String HOUSE = "http://127.0.0.1:11434";
    private static final String GPU = "http://gpu1:11434";
    private static final String KEY = "very-secret-backend-key";

    @TempDir Path folder;
    private BookFixture fixture;
    private BackendBook book;

    @BeforeEach
    void open() {
        open(Map.of());
    }

    private void open(Map<String, String> fixed) {
        fixture = new BookFixture(folder, fixed);
        book = fixture.book;
    }

    private void reopen(Map<String, String> fixed) {
        fixture.close();
        open(fixed);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private Entry entry(String url) {
        return book.find(Entry.idOf(BaseUrl.parse(url))).orElseThrow();
    }

    private String stored() throws Exception {
        StringBuilder text = new StringBuilder();
        try (Connection connection = fixture.database().dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql :
                    List.of(
                            "SELECT options, secrets FROM corral_backend",
                            "SELECT what, options_after FROM corral_backend_change")) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        text.append(rows.getString(1)).append(rows.getString(2));
                    }
                }
            }
        }
        return text.toString();
    }

    @Test
    void theListIsWhatTheSettingSays() {
        assertThat(book.entries()).extracting(Entry::name).containsExactly("127.0.0.1:11434");
        book.add(named(wish(GPU), "big", "eu", "Fast"), "admin");
        assertThat(fixture.settings.value(Catalogue.OLLAMA_BASE_URLS).text())
                .isEqualTo(HOUSE + ";" + GPU);
        assertThat(book.specs())
                .extracting(BackendSpec::name)
                .containsExactly("127.0.0.1:11434", "big");
        assertThat(book.specs().get(1).tags()).containsExactlyInAnyOrder("eu", "fast");
        var value = fixture.settings.value(Catalogue.OLLAMA_BASE_URLS);
        fixture.settings.save(Catalogue.OLLAMA_BASE_URLS, HOUSE, value.version(), "admin");
        assertThat(book.specs()).hasSize(1);
        assertThat(entry(GPU).listed()).isFalse();
        book.add(named(wish(GPU), "again"), "admin");
        assertThat(entry(GPU).name()).isEqualTo("again");
    }

    @Test
    void whatIsFixedFromOutsideKeepsItsUrlsButTakesOptions() {
        reopen(Map.of("corral.ollama.base-urls", HOUSE));
        assertThat(book.fixedBy()).isPresent();
        assertThatThrownBy(() -> book.add(wish(GPU), "admin")).isInstanceOf(BackendsFixed.class);
        assertThatThrownBy(() -> book.remove(entry(HOUSE), 0, "admin"))
                .isInstanceOf(BackendsFixed.class);
        assertThatThrownBy(() -> book.change(entry(HOUSE), wish(GPU), 0, "admin"))
                .isInstanceOf(BackendsFixed.class);
        book.change(entry(HOUSE), bearer(named(wish(HOUSE), "house"), KEY), 0, "admin");
        assertThat(book.specs().get(0).name()).isEqualTo("house");
        assertThat(book.specs().get(0).access().headers())
                .containsExactly(new Access.Field("Authorization", "Bearer " + KEY));
    }

    @Test
    void secretsAreNowhereInClearAndComeBackAfterARestart() throws Exception {
        Wish wish = headers(bearer(wish(GPU), KEY), new Wish.HeaderWish("X-Team", "team-secret-1"));
        Entry added = book.add(wish, "admin");
        assertThat(stored()).doesNotContain(KEY).doesNotContain("team-secret-1").contains("X-Team");
        assertThat(added.toString() + wish + added.spec())
                .doesNotContain("secret-1")
                .doesNotContain(KEY);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(folder.resolve(Vault.FILE))))
                .isEqualTo("rw-------");
        assertThat(added.options().bearer()).isTrue();
        reopen(Map.of("corral.ollama.base-urls", GPU));
        assertThat(entry(GPU).spec().access().headers())
                .containsExactly(
                        new Access.Field("X-Team", "team-secret-1"),
                        new Access.Field("Authorization", "Bearer " + KEY));
    }

    @Test
    void aSecretIsKeptReplacedOrRemoved() {
        Entry entry = book.add(bearer(wish(GPU), KEY), "admin");
        entry = book.change(entry, named(wish(GPU), "n"), entry.version(), "admin");
        assertThat(entry.spec().access().headers()).hasSize(1);
        entry = book.change(entry, bearer(wish(GPU), "other"), entry.version(), "admin");
        assertThat(entry.spec().access().headers().get(0).value()).isEqualTo("Bearer other");
        entry = book.change(entry, bearer(wish(GPU), ""), entry.version(), "admin");
        assertThat(entry.spec().access().headers()).isEmpty();
        assertThat(entry.options().bearer()).isFalse();
    }

    @Test
    void aSecretDoesNotFollowToAnotherUrlOrProxy() {
        Entry entry = book.add(bearer(wish(GPU), KEY), "admin");
        assertThatThrownBy(
                        () -> book.change(entry, wish("http://evil:1"), entry.version(), "admin"))
                .isInstanceOf(InvalidBackend.class)
                .hasMessageContaining("entered again");
        assertThatThrownBy(() -> book.tryOut(entry, proxied(wish(GPU), "http://evil:3128")))
                .isInstanceOf(InvalidBackend.class);
        Entry moved =
                book.change(entry, bearer(wish("http://gpu2:1"), "k2"), entry.version(), "admin");
        assertThat(moved.id()).isNotEqualTo(entry.id());
        assertThat(book.specs())
                .extracting(spec -> spec.url().toString())
                .containsExactly(HOUSE, "http://gpu2:1");
        assertThat(book.find(entry.id())).isEmpty();
    }

    @Test
    void aMissingOrOtherKeyFileTakesTheBackendOutAndSaysSo() throws Exception {
        book.add(bearer(wish(GPU), KEY), "admin");
        fixture.close();
        Path key = folder.resolve(Vault.FILE);
        byte[] right = Files.readAllBytes(key);
        Files.delete(key);
        open(Map.of("corral.ollama.base-urls", HOUSE + ";" + GPU));
        assertThat(entry(GPU).problem()).contains(Vault.FILE).contains("missing");
        assertThat(book.specs()).extracting(spec -> spec.url().toString()).containsExactly(HOUSE);
        Files.writeString(key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n");
        reopen(Map.of("corral.ollama.base-urls", HOUSE + ";" + GPU));
        assertThat(entry(GPU).problem()).contains("not the one");
        Files.write(key, right);
        book.follow(java.time.Duration.ofMillis(50));
        assertThat(
                        dev.corral.testkit.StandIn.await(
                                java.time.Duration.ofSeconds(10),
                                () -> entry(GPU).problem() == null))
                .isTrue();
        assertThat(book.specs()).hasSize(2);
    }

    @Test
    void aNodeWithoutTheKeyFileMakesNoSecondOne() throws Exception {
        Entry entry = book.add(bearer(wish(GPU), KEY), "admin");
        Files.delete(folder.resolve(Vault.FILE));
        try (BackendBook other = fixture.book(true)) {
            assertThatThrownBy(() -> other.add(bearer(wish("http://gpu2:1"), "k"), "admin"))
                    .isInstanceOf(InvalidBackend.class)
                    .hasMessageContaining(Vault.FILE);
            assertThat(Files.exists(folder.resolve(Vault.FILE))).isFalse();
            other.change(entry, bearer(wish(GPU), ""), entry.version(), "admin");
            assertThat(other.add(bearer(wish("http://gpu2:1"), "k"), "admin").problem()).isNull();
        }
    }

    @Test
    void onlyOneOfTwoChangesFromTheSameVersionGetsIn() {
        Entry entry = book.add(wish(GPU), "admin");
        book.change(entry, named(wish(GPU), "one"), entry.version(), "admin");
        assertThatThrownBy(
                        () -> book.change(entry, named(wish(GPU), "two"), entry.version(), "admin"))
                .isInstanceOf(BackendConflict.class);
        assertThatThrownBy(() -> book.remove(entry, entry.version(), "admin"))
                .isInstanceOf(BackendConflict.class);
        assertThat(entry(GPU).name()).isEqualTo("one");
    }

    @Test
    void anotherNodesChangeIsTakenUp() {
        AtomicInteger changes = new AtomicInteger();
        try (BackendBook other = fixture.book(true)) {
            other.onChange(changes::incrementAndGet);
            other.follow(java.time.Duration.ofMillis(50));
            book.drain(entry(HOUSE), true, "admin");
            assertThat(
                            dev.corral.testkit.StandIn.await(
                                    java.time.Duration.ofSeconds(10),
                                    () -> other.specs().get(0).draining()))
                    .isTrue();
        }
        assertThat(changes).hasPositiveValue();
    }

    @Test
    void drainingIsIdempotentAndRemembered() {
        book.drain(entry(HOUSE), true, "admin");
        long version = entry(HOUSE).version();
        book.drain(entry(HOUSE), true, "admin");
        assertThat(entry(HOUSE).version()).isEqualTo(version);
        reopen(Map.of());
        assertThat(book.specs().get(0).draining()).isTrue();
        book.drain(entry(HOUSE), false, "admin");
        assertThat(book.history(entry(HOUSE)))
                .extracting(BackendStore.Past::what)
                .containsExactly("maintenance ended", "maintenance begun");
    }

    @Test
    void theLastOneStays() {
        assertThatThrownBy(() -> book.remove(entry(HOUSE), 0, "admin"))
                .isInstanceOf(InvalidBackend.class)
                .hasMessageContaining("last");
    }

    @Test
    void whatIsRemovedTakesItsSecretsAlong() throws Exception {
        Entry entry = book.add(bearer(wish(GPU), KEY), "admin");
        book.remove(entry, entry.version(), "admin");
        assertThat(book.specs()).hasSize(1);
        Entry again = book.add(wish(GPU), "admin");
        assertThat(again.spec().access().headers()).isEmpty();
        assertThat(again.version()).isEqualTo(3);
        assertThat(stored()).doesNotContain("1.");
    }

    @Test
    void slotsComeFromOutsideElseFromHereElseFromTheSetting() {
        Wish eight =
                new Wish(
                        GPU,
                        null,
                        2,
                        false,
                        null,
                        8,
                        "80GB",
                        null,
                        Wish.Secret.KEEP,
                        null,
                        null,
                        null,
                        Wish.Secret.KEEP,
                        null,
                        null);
        book.add(eight, "admin");
        assertThat(book.specs().get(1).slots()).contains(8);
        assertThat(book.specs().get(1).vram()).contains(80L << 30);
        assertThat(entry(GPU).vram()).isEqualTo("80GB");
        var value = fixture.settings.value(Catalogue.FLEET_SLOTS);
        fixture.settings.save(Catalogue.FLEET_SLOTS, "2;" + GPU + "=3", value.version(), "admin");
        assertThat(book.specs())
                .extracting(spec -> spec.slots().orElseThrow())
                .containsExactly(2, 8);
        reopen(Map.of("corral.ollama.base-urls", GPU, "corral.fleet.slots", "2;" + GPU + "=3"));
        assertThat(book.specs().get(0).slots()).contains(3);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "gpu1:11434, http://",
                "http://u:p@gpu1, password",
                "http://gpu1/ollama, path",
                "-, empty"
            })
    void aBadUrlIsRefusedWithAdvice(String url, String why) {
        assertThatThrownBy(() -> book.add(wish(url), "admin"))
                .isInstanceOf(InvalidBackend.class)
                .hasMessageContaining(why);
    }

    @Test
    void headersCannotBeInjectedOrFaked() {
        for (Wish.HeaderWish bad :
                List.of(
                        new Wish.HeaderWish("X-A", "1\r\nHost: evil"),
                        new Wish.HeaderWish("X-A", "1\nX"),
                        new Wish.HeaderWish("X-A", "ä"),
                        new Wish.HeaderWish("X-A", ""),
                        new Wish.HeaderWish("X A", "1"),
                        new Wish.HeaderWish("X-A:", "1"),
                        new Wish.HeaderWish("", "1"),
                        new Wish.HeaderWish("Host", "evil"),
                        new Wish.HeaderWish("transfer-Encoding", "chunked"),
                        new Wish.HeaderWish("Content-Length", "1"),
                        new Wish.HeaderWish("X-Corral-User", "root"),
                        new Wish.HeaderWish("X-New", null))) {
            assertThatThrownBy(() -> book.add(headers(wish(GPU), bad), "admin"))
                    .as("%s", bad)
                    .isInstanceOf(InvalidBackend.class)
                    .hasMessageNotContaining("evil");
        }
        assertThatThrownBy(() -> book.add(bearer(wish(GPU), "a\r\nb"), "admin"))
                .isInstanceOf(InvalidBackend.class);
        assertThat(book.specs()).hasSize(1);
    }

    @Test
    void namesAreTheirOwn() {
        book.add(named(wish(GPU), "big"), "admin");
        assertThatThrownBy(() -> book.add(named(wish("http://gpu2:1"), "BIG"), "admin"))
                .hasMessageContaining("another backend");
        assertThatThrownBy(() -> book.add(named(wish("http://gpu2:1"), "All"), "admin"))
                .hasMessageContaining("all backends");
        assertThatThrownBy(() -> book.add(named(wish("http://gpu2:1"), "a b"), "admin"))
                .isInstanceOf(InvalidBackend.class);
        assertThatThrownBy(() -> book.add(wish(GPU), "admin")).hasMessageContaining("already");
    }

    @Test
    void certificatesAreChecked() throws Exception {
        TestCertificate one = new TestCertificate(folder, "gpu1", "EC");
        TestCertificate other = new TestCertificate(folder, "gpu1", "RSA");
        Wish https = wish("https://gpu1");
        book.add(tls(https, one.pem(), other.pem(), other.keyPem(), "gpu1"), "admin");
        assertThat(entry("https://gpu1").spec().access().identity()).isNotNull();
        String rsa = other.keyPem().replace("PRIVATE KEY", "RSA PRIVATE KEY");
        for (Wish bad :
                List.of(
                        tls(wish("https://g2"), "no pem", null, null, null),
                        tls(wish("https://g2"), null, one.pem(), other.keyPem(), null),
                        tls(wish("https://g2"), null, one.pem(), rsa, null),
                        tls(wish("https://g2"), null, one.pem(), null, null),
                        tls(wish("https://g2"), null, null, one.keyPem(), null),
                        tls(wish("https://g2"), null, null, null, "a b"),
                        tls(wish("http://g2"), one.pem(), null, null, null))) {
            assertThatThrownBy(() -> book.add(bad, "admin"))
                    .isInstanceOf(InvalidBackend.class)
                    .hasMessageNotContaining("MII");
        }
    }
}
