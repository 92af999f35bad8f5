package dev.corral.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Catalogue;
import dev.corral.store.Database;
import dev.corral.store.DatabaseSettings;
import dev.corral.store.RestoreRule;
import dev.corral.store.StartupProblem;
import dev.corral.store.StoreFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
@Tag(StoreFixture.DATABASE)
class BackupTest {

    private static final Outage NOBODY = Outage.Work::run;

    @TempDir Path folder;

    private Database database;
    private final List<RestoreRule> rules = new ArrayList<>();
    private Keeping keeping;

    @BeforeEach
    void open() {
        database = StoreFixture.open(folder);
        keeping = keeping(database, folder);
    }

    private Keeping keeping(Database of, Path at) {
        return new Keeping(of, StoreFixture.home(at), "1.2.3", rules);
    }

    @AfterEach
    void close() {
        keeping.close();
        database.close();
    }

    private static Job finished(Keeping keeping) throws InterruptedException {
        Job job = keeping.jobs().await(Duration.ofSeconds(120)).orElseThrow();
        assertThat(job.isRunning()).as("still running: %s", job).isFalse();
        return job;
    }

    private Path backup() throws Exception {
        keeping.backups().start("admin");
        Job job = finished(keeping);
        assertThat(job.state()).as(job.toString()).isEqualTo("done");
        return keeping.backups().find(job.file()).orElseThrow();
    }

    private Job restore(Path file, Outage outage) throws Exception {
        Restores.Staged staged;
        try (InputStream in = Files.newInputStream(file)) {
            staged = keeping.restores().stage(in);
        }
        keeping.restores().start(staged.id(), "admin", outage);
        return finished(keeping);
    }

    @Test
    void bringsBackEverythingAsItWas() throws Exception {
        Contents.fill(database, Contents.ODD.replace("\ud83d", ""), 1_000);
        Map<String, SortedSet<String>> before = Contents.of(database);
        Path file = backup();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM corral_api_key");
            statement.execute("UPDATE corral_setting SET setting_text = 'other'");
            statement.execute(
                    "INSERT INTO corral_setting (setting_key, version) VALUES ('corral.x', 1)");
        }
        Job job = restore(file, NOBODY);
        assertThat(job.state()).as(job.toString()).isEqualTo("done");
        assertThat(Contents.of(database)).isEqualTo(before);
        assertThat(job.file()).startsWith("before-restore-");
        assertThat(keeping.restores().staged()).isEmpty();
        assertThat(folder.resolve("work")).isEmptyDirectory();
    }

    @Test
    void saysWhatIsInIt() throws Exception {
        Files.writeString(folder.resolve("backends.key"), "secret");
        Files.writeString(folder.resolve("corral.properties"), "");
        Contents.fill(database, "Barn", 3);
        try (Archive archive = Archive.open(backup(), database.schemaVersion())) {
            Manifest manifest = archive.manifest();
            assertThat(manifest.product()).isEqualTo("Corral");
            assertThat(manifest.version()).isEqualTo("1.2.3");
            assertThat(manifest.schema()).isEqualTo(database.schemaVersion());
            assertThat(manifest.createdBy()).isEqualTo("admin");
            assertThat(manifest.database()).isEqualTo(database.product());
            assertThat(manifest.leftOut()).containsExactly("backends.key", "corral.properties");
            assertThat(manifest.tables())
                    .extracting(Manifest.Content::name)
                    .containsExactlyInAnyOrderElementsOf(Contents.of(database).keySet());
            assertThat(manifest.rows())
                    .isEqualTo(
                            Contents.of(database).values().stream()
                                    .mapToInt(SortedSet::size)
                                    .sum());
        }
    }

    @Test
    void carriesEveryTableThatThereIs() throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                var rows =
                        connection
                                .getMetaData()
                                .getTables(
                                        connection.getCatalog(),
                                        connection.getSchema(),
                                        null,
                                        new String[] {"TABLE"})) {
            List<String> there = new ArrayList<>();
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME").toLowerCase(java.util.Locale.ROOT);
                if (name.startsWith("corral_") && !name.equals(Database.historyTable())) {
                    there.add(name);
                }
            }
            assertThat(Contents.of(database).keySet()).containsAll(there).isNotEmpty();
        }
    }

    @Test
    void movesFromTheEmbeddedDatabaseToThisOne() throws Exception {
        Path from = folder.resolve("from");
        Map<String, SortedSet<String>> before;
        Path file;
        database.close();
        try (Database derby = Database.openEmbedded(StoreFixture.home(from), "-from")) {
            Contents.fill(derby, "Zoë's \u0000 barn", 500);
            before = Contents.of(derby);
            Keeping there = keeping(derby, from);
            there.backups().start("admin");
            file = there.backups().find(finished(there).file()).orElseThrow();
            there.close();
        }
        database = StoreFixture.open(folder);
        keeping = keeping(database, folder);
        assertThat(keeping.restores().isEmpty()).isTrue();
        Files.copy(file, folder.resolve("restore.zip"));
        new RestoreAtStart(keeping, StoreFixture.home(folder)).run();
        Map<String, SortedSet<String>> after = Contents.of(database);
        assertThat(after.get("corral_api_key")).hasSize(500);
        if (database.product().startsWith("PostgreSQL")) {
            assertThat(after.toString()).contains("Zoë's \ufffd barn");
        } else {
            assertThat(after).isEqualTo(before);
        }
        assertThat(folder.resolve("restore.zip")).doesNotExist();
        assertThat(keeping.restores().isEmpty()).isFalse();
    }

    @Test
    void doesNotRestoreAtAStartOverDataThatIsThere() throws Exception {
        Contents.fill(database, "Barn", 3);
        Files.copy(backup(), folder.resolve("restore.zip"));
        assertThatThrownBy(() -> new RestoreAtStart(keeping, StoreFixture.home(folder)).run())
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("has data already");
        assertThat(folder.resolve("restore.zip")).exists();
    }

    @Test
    void explainsAFileThatCannotBeRestoredAtAStart() throws Exception {
        Files.writeString(folder.resolve("restore.zip"), "no zip");
        assertThatThrownBy(() -> new RestoreAtStart(keeping, StoreFixture.home(folder)).run())
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("not a whole zip file");
    }

    @Test
    void othersWriteWhileABackupIsMadeAndItHasOnlyWhatWasThereAtItsBegin() throws Exception {
        Contents.fill(database, "Barn", 5_000);
        DatabaseSettings settings = new DatabaseSettings(database, Clock.systemUTC());
        keeping.backups().start("admin");
        int version = 0;
        long longest = 0;
        while (keeping.jobs().job().orElseThrow().isRunning()) {
            long begin = System.nanoTime();
            settings.save(Catalogue.OFFLINE, version % 2 == 0 ? "true" : "false", version++, "bob");
            longest = Math.max(longest, System.nanoTime() - begin);
        }
        Job job = finished(keeping);
        assertThat(job.state()).as(job.toString()).isEqualTo("done");
        assertThat(version).as("writes while it ran").isPositive();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(longest)).as("longest write").isLessThan(5);
        Path file = keeping.backups().find(job.file()).orElseThrow();
        assertThat(restore(file, NOBODY).state()).isEqualTo("done");
        Map<String, SortedSet<String>> restored = Contents.of(database);
        assertThat(restored.get("corral_api_key")).hasSize(5_000);
        // One moment: the setting and the history of its changes agree.
        int changes = restored.get("corral_setting_change").size();
        String saved =
                restored.get("corral_setting").stream()
                        .filter(row -> row.startsWith("corral.offline|"))
                        .findFirst()
                        .orElse("corral.offline|-|0");
        assertThat(saved).endsWith("|" + changes);
    }

    @Test
    void oneAtATime() throws Exception {
        Contents.fill(database, "Barn", 10);
        Path file = backup();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Restores.Staged staged = keeping.restores().stage(file);
        keeping.restores()
                .start(
                        staged.id(),
                        "admin",
                        work -> {
                            inside.countDown();
                            await(go);
                            work.run();
                        });
        await(inside);
        assertThatThrownBy(() -> keeping.backups().start("bob"))
                .isInstanceOf(Busy.class)
                .hasMessageContaining("restore that admin began");
        go.countDown();
        assertThat(finished(keeping).state()).isEqualTo("done");
        assertThat(file).as("a backup that is kept stays").exists();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void changesNothingWhenItFailsInTheMiddle() throws Exception {
        Contents.fill(database, "Barn", 300);
        Path file = backup();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM corral_api_key");
        }
        Map<String, SortedSet<String>> before = Contents.of(database);
        rules.add(
                current ->
                        restored -> {
                            throw new SQLException("on purpose", "XX000");
                        });
        keeping = keeping(database, folder);
        AtomicBoolean again = new AtomicBoolean();
        Job job =
                restore(
                        file,
                        work -> {
                            try {
                                work.run();
                            } finally {
                                again.set(true);
                            }
                        });
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.failure()).contains("XX000");
        assertThat(again).isTrue();
        assertThat(Contents.of(database)).isEqualTo(before);
    }

    @Test
    void putsTheFormerDataBackWhenCorralDoesNotStartWithTheRestored() throws Exception {
        Contents.fill(database, "old", 30);
        Path file = backup();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE corral_setting SET setting_text = 'new'");
        }
        Map<String, SortedSet<String>> before = Contents.of(database);
        Outage fails =
                work -> {
                    work.run();
                    if (contents().get("corral_setting").toString().contains("old")) {
                        throw StartupProblem.of(
                                "start.test", "No start", "It does not.", "Nothing.", null);
                    }
                };
        Job job = restore(file, fails);
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.failure()).contains("No start");
        assertThat(Contents.of(database)).isEqualTo(before);
    }

    private Map<String, SortedSet<String>> contents() throws IOException {
        try {
            return Contents.of(database);
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    @Test
    void listsAndDeletes() throws Exception {
        Path first = backup();
        Path second = backup();
        assertThat(keeping.backups().list())
                .extracting(Backups.Kept::name)
                .containsExactly(second.getFileName().toString(), first.getFileName().toString());
        assertThat(keeping.backups().delete("../derby/service.properties")).isFalse();
        assertThat(keeping.backups().find("../corral.properties")).isEmpty();
        assertThat(keeping.backups().delete(first.getFileName().toString())).isTrue();
        assertThat(keeping.backups().list()).hasSize(1);
    }
}
