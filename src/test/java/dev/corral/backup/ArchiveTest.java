package dev.corral.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.store.Database;
import dev.corral.store.SideDatabase;
import dev.corral.store.StoreFixture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is no whole backup that fits is refused, and nothing of it is used. */
@Timeout(180)
@Tag(StoreFixture.DATABASE)
@Tag(StoreFixture.DERBY)
class ArchiveTest {

    private static final String SETTINGS = "tables/corral_setting.ndjson";

    @TempDir static Path folder;

    private static Database database;
    private static Keeping keeping;
    private static List<Table> tables;
    private static Path good;

    @BeforeAll
    static void backup() throws Exception {
        database = StoreFixture.open(folder);
        keeping = new Keeping(database, StoreFixture.home(folder), "1.2.3", List.of());
        Contents.fill(database, Contents.ODD, 40);
        try (Connection connection = database.dataSource().getConnection()) {
            tables = Schema.of(connection);
        }
        keeping.backups().start("admin");
        Job job = keeping.jobs().await(Duration.ofSeconds(60)).orElseThrow();
        good = keeping.backups().find(job.file()).orElseThrow();
    }

    @AfterAll
    static void close() {
        keeping.close();
        database.close();
    }

    /** Reads all of a file as a restore does before it touches anything. */
    private static void read(Path file) throws IOException, SQLException {
        try (Archive archive = Archive.open(file, database.schemaVersion())) {
            for (Table table : tables) {
                archive.each(table, values -> {});
            }
        }
    }

    private static Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("changed.zip"), bytes);
    }

    /** The good backup with other contents of some entries; null leaves one out. */
    private static Path with(Consumer<Map<String, byte[]>> change) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(good.toFile())) {
            for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        change.accept(entries);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return file(bytes.toByteArray());
    }

    private static byte[] manifest(Map<String, byte[]> entries, Consumer<ObjectNode> change) {
        try {
            ObjectNode manifest =
                    (ObjectNode) ArchiveWriter.mapper().readTree(entries.get(Manifest.ENTRY));
            change.accept(manifest);
            return ArchiveWriter.mapper().writeValueAsBytes(manifest);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path withManifest(Consumer<ObjectNode> change) throws IOException {
        return with(entries -> entries.put(Manifest.ENTRY, manifest(entries, change)));
    }

    /** Other rows of the settings, with a manifest that says so. */
    private static Path withSettings(String rows, int count) throws IOException {
        byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
        return with(
                entries -> {
                    entries.put(SETTINGS, bytes);
                    entries.put(
                            Manifest.ENTRY,
                            manifest(
                                    entries,
                                    manifest ->
                                            manifest.path("tables")
                                                    .forEach(
                                                            table ->
                                                                    describe(
                                                                            (ObjectNode) table,
                                                                            bytes,
                                                                            count))));
                });
    }

    private static void describe(ObjectNode table, byte[] bytes, int count) {
        if (table.path("name").asText().equals("corral_setting")) {
            table.put("rows", count).put("bytes", bytes.length);
            table.put("sha256", HexFormat.of().formatHex(ArchiveWriter.sha256().digest(bytes)));
        }
    }

    private static void refused(Path file, String words) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining(words);
    }

    @Test
    void theGoodOneIsReadAndHasTextAsItWas() throws Exception {
        read(good);
        read(with(entries -> {}));
        try (Archive archive = Archive.open(good, database.schemaVersion())) {
            StringBuilder text = new StringBuilder();
            archive.each(
                    tables.stream()
                            .filter(t -> t.name().equals("corral_setting"))
                            .findFirst()
                            .orElseThrow(),
                    values -> text.append(Arrays.toString(values)));
            assertThat(text.toString()).contains(Contents.ODD).contains("null, 2]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "PK", "no zip at all", "<html>Not found</html>"})
    void refusesWhatIsNoZip(String text) throws IOException {
        refused(file(text.getBytes(StandardCharsets.UTF_8)), "not a whole zip file");
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        byte[] bytes = Files.readAllBytes(good);
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 60) {
            refused(file(Arrays.copyOf(bytes, length)), "not a whole zip file");
        }
        refused(file(Arrays.copyOf(bytes, bytes.length - 1)), "not a whole zip file");
    }

    @Test
    void refusesOrReadsUnchangedWhateverByteIsWrong() throws Exception {
        byte[] bytes = Files.readAllBytes(good);
        int refused = 0;
        for (int at = 0; at < bytes.length; at += 1 + bytes.length / 400) {
            byte[] changed = bytes.clone();
            changed[at] ^= 0x55;
            try {
                read(file(changed));
            } catch (BadArchive e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(200);
    }

    @Test
    void refusesOtherZips() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("word/document.xml"));
        }
        refused(file(bytes.toByteArray()), "has no manifest.json");
        refused(withManifest(m -> m.put("product", "Other")), "no backup of Corral");
        refused(with(e -> e.put(Manifest.ENTRY, "{".getBytes(StandardCharsets.UTF_8))), "damaged");
        refused(
                with(e -> e.put(Manifest.ENTRY, "{}".getBytes(StandardCharsets.UTF_8))),
                "no backup");
        refused(
                withManifest(m -> m.withArray("tables").addObject().put("name", "../x")),
                "damaged");
    }

    @Test
    void refusesANewerOne() throws IOException {
        refused(
                withManifest(m -> m.put("schema", database.schemaVersion() + 1)),
                "Deploy the newer Corral");
        refused(withManifest(m -> m.put("format", 2)), "Deploy the newer Corral");
    }

    @Test
    void refusesEntriesThatAreTooManyOrTooFew() throws IOException {
        refused(
                with(e -> e.put("../../evil.sh", new byte[1])),
                "something in it that no backup has");
        refused(with(e -> e.remove(SETTINGS)), "not in this file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[\"a\",null]",
                "[\"a\",null,1,2]",
                "[\"a\",null,\"1\"]",
                "[\"a\",null,1.5]",
                "[\"a\",null,99999999999999999999]",
                "[1,null,1]",
                "[\"a\",[null],1]",
                "[[[[[[[[1]]]]]]]]",
                "{\"a\":1}",
                "[\"a\",null,1",
                "7",
            })
    void refusesRowsOfAnotherShape(String row) throws IOException {
        assertThatThrownBy(() -> read(withSettings(row + "\n", 1))).isInstanceOf(BadArchive.class);
    }

    @Test
    void refusesRowsThatAreNotCountedOrNotThoseThatWereWritten() throws IOException {
        String row = "[\"a\",null,1]\n";
        assertThatThrownBy(() -> read(withSettings(row + row, 1))).hasMessageContaining("damaged");
        refused(with(e -> e.put(SETTINGS, row.getBytes(StandardCharsets.UTF_8))), "damaged");
    }

    @Test
    void refusesAZipBombBeforeItIsUnpacked() throws IOException {
        // A gigabyte of zeros in a megabyte, and a manifest that admits it.
        Path bomb = folder.resolve("bomb.zip");
        byte[] zeros = new byte[1 << 20];
        Path base = withManifest(m -> {});
        try (ZipFile from = new ZipFile(base.toFile());
                OutputStream out = Files.newOutputStream(bomb);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Enumeration<? extends ZipEntry> all = from.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                zip.putNextEntry(new ZipEntry(entry.getName()));
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                if (entry.getName().equals(SETTINGS)) {
                    for (int i = 0; i < 256; i++) {
                        zip.write(zeros);
                    }
                } else if (entry.getName().equals(Manifest.ENTRY)) {
                    zip.write(manifest(Map.of(Manifest.ENTRY, bytes), ArchiveTest::admit));
                } else {
                    zip.write(bytes);
                }
            }
        }
        refused(bomb, "far larger");
        // One that does not admit it is read no further than it says.
        assertThatThrownBy(() -> read(with(e -> e.put(SETTINGS, new byte[32 << 20]))))
                .isInstanceOf(BadArchive.class)
                .hasMessageContaining("damaged");
    }

    private static void admit(ObjectNode manifest) {
        manifest.path("tables")
                .forEach(
                        table -> {
                            if (table.path("name").asText().equals("corral_setting")) {
                                ((ObjectNode) table).put("bytes", 256L << 20);
                            }
                        });
    }

    @Test
    void rowsThatDoNotFitTogetherChangeNothing() throws Exception {
        Map<String, SortedSet<String>> before = Contents.of(database);
        Path twice = withSettings("[\"a\",null,1]\n[\"a\",null,2]\n", 2);
        keeping.restores().start(keeping.restores().stage(twice).id(), "admin", w -> w.run());
        Job job = keeping.jobs().await(Duration.ofSeconds(60)).orElseThrow();
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.failure()).contains("do not fit together");
        assertThat(Contents.of(database)).isEqualTo(before);
    }

    @Test
    void oneOfAnOlderVersionIsBroughtToThisOne() throws Exception {
        Path old = folder.resolve("old.zip");
        try (SideDatabase side = database.beside(folder.resolve("old"))) {
            side.migrate(2);
            Contents.key(side.connection(), "old", 7);
            List<Table> then = Schema.of(side.connection());
            assertThat(then).extracting(Table::name).doesNotContain("corral_policy");
            try (ArchiveWriter writer = new ArchiveWriter(Files.newOutputStream(old))) {
                List<Manifest.Content> contents = new java.util.ArrayList<>();
                for (Table table : then) {
                    contents.add(
                            writer.table(
                                    table, new DatabaseRows(side.connection()), Progress.NONE));
                }
                writer.manifest(
                        new Manifest(
                                1,
                                "Corral",
                                "0.0.1",
                                2,
                                java.time.Instant.now(),
                                "admin",
                                "Derby",
                                contents,
                                "",
                                List.of()));
            }
        }
        keeping.restores().start(keeping.restores().stage(old).id(), "admin", w -> w.run());
        Job job = keeping.jobs().await(Duration.ofSeconds(60)).orElseThrow();
        assertThat(job.state()).as(job.toString()).isEqualTo("done");
        assertThat(Contents.of(database).get("corral_api_key")).hasSize(7);
        assertThat(Contents.of(database).get("corral_policy")).isEmpty();
        keeping.restores().start(keeping.restores().stage(good).id(), "admin", w -> w.run());
        assertThat(keeping.jobs().await(Duration.ofSeconds(60)).orElseThrow().state())
                .isEqualTo("done");
    }
}
