package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import dev.corral.settings.SettingConflict;
import dev.corral.settings.Settings;
import dev.corral.settings.SettingsStore;
import dev.corral.settings.Types;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class DatabaseSettingsTest {

    private static final Instant NOW = Instant.parse("2026-11-25T18:00:00.123Z");

    @TempDir Path folder;

    private Database database;
    private DatabaseSettings store;

    @BeforeEach
    void open() {
        database = StoreFixture.open(folder);
        store = new DatabaseSettings(database, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void savesAndRemembersWhoAndWhenAndWhat() {
        assertThat(store.save(Catalogue.UI_TITLE, "Barn", 0, "alice"))
                .isEqualTo(new SettingsStore.Saved("Barn", 1));
        assertThat(store.save(Catalogue.UI_TITLE, null, 1, "bob"))
                .isEqualTo(new SettingsStore.Saved(null, 2));
        assertThat(store.load())
                .isEqualTo(Map.of("corral.ui.title", new SettingsStore.Saved(null, 2)));
        assertThat(store.history(Catalogue.UI_TITLE, 10))
                .containsExactly(
                        new SettingsStore.Change("corral.ui.title", 2, NOW, "bob", "Barn", null),
                        new SettingsStore.Change("corral.ui.title", 1, NOW, "alice", null, "Barn"));
        assertThat(store.history(Catalogue.UI_TITLE, 1)).hasSize(1);
        assertThat(store.history(Catalogue.OFFLINE, 10)).isEmpty();
    }

    @Test
    void refusesAChangeFromAnotherVersion() {
        assertThatThrownBy(() -> store.save(Catalogue.UI_TITLE, "Barn", 1, "alice"))
                .isInstanceOf(SettingConflict.class);
        store.save(Catalogue.UI_TITLE, "Barn", 0, "alice");
        assertThatThrownBy(() -> store.save(Catalogue.UI_TITLE, "Shed", 0, "bob"))
                .isInstanceOf(SettingConflict.class);
        assertThatThrownBy(() -> store.save(Catalogue.UI_TITLE, "Shed", 2, "bob"))
                .isInstanceOf(SettingConflict.class);
        assertThat(store.load().get("corral.ui.title").text()).isEqualTo("Barn");
        assertThat(store.history(Catalogue.UI_TITLE, 10)).hasSize(1);
    }

    @Test
    void ofManyAtOnceExactlyOneWinsEachRound() throws Exception {
        int people = 8;
        ExecutorService pool = Executors.newFixedThreadPool(people);
        try {
            for (int round = 0; round < 10; round++) {
                long version = round;
                CyclicBarrier start = new CyclicBarrier(people);
                List<Callable<Boolean>> changes =
                        IntStream.range(0, people)
                                .mapToObj(
                                        i -> (Callable<Boolean>) () -> tryToSave(start, version, i))
                                .toList();
                int winners = 0;
                for (var future : pool.invokeAll(changes)) {
                    winners += future.get() ? 1 : 0;
                }
                assertThat(winners).as("winners of round %d", round).isEqualTo(1);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(store.history(Catalogue.UI_TITLE, 100)).hasSize(10);
    }

    private boolean tryToSave(CyclicBarrier start, long version, int i) throws Exception {
        start.await();
        try {
            store.save(Catalogue.UI_TITLE, "Title " + i, version, "person" + i);
            return true;
        } catch (SettingConflict e) {
            return false;
        }
    }

    @Test
    void secretsAreMaskedInTheHistory() {
        Setting<String> secret =
                Setting.of("corral.x.secret", Types.text(99), "none", "A secret.").asSecret();
        store.save(secret, "hunter2", 0, "alice");
        store.save(secret, "hunter3", 1, "alice");
        assertThat(store.history(secret, 10))
                .allSatisfy(change -> assertThat(change.toString()).doesNotContain("hunter"));
        assertThat(store.load().get("corral.x.secret").text()).isEqualTo("hunter3");
    }

    @Test
    void settingsReadWhatTheyWrote() {
        Settings settings = Settings.of(Map.of());
        settings.attach(store);
        settings.save(
                Catalogue.OLLAMA_BASE_URLS, "http://gpu1:11434;http://gpu2:11434", 0, "alice");
        Settings again = Settings.of(Map.of());
        again.attach(store);
        assertThat(again.get(Catalogue.OLLAMA_BASE_URLS)).hasSize(2);
        assertThat(again.value(Catalogue.OLLAMA_BASE_URLS).version()).isEqualTo(1);
    }
}
