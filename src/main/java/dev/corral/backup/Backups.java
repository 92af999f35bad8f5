package dev.corral.backup;

import dev.corral.store.Database;
import dev.corral.store.Home;
import dev.corral.store.Snapshot;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes backups while everybody works on, and keeps them in the data folder. Thread-safe. */
public final class Backups {

    private static final String NAMES = "[a-z-]{1,40}-[0-9]{8}T[0-9]{9}Z\\.zip";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);
    private static final String SECRETS =
            "API keys only as hashes, from which no key can be made; settings and backends as they are stored."
                    + " Key files of the data folder are not included: see leftOut.";

    private final Database database;
    private final Work work;
    private final Path folder;
    private final Path home;
    private final String version;
    private final Jobs jobs;
    private final Clock clock;

    /** Of that database, to the folder {@code backups} of that data folder. */
    public Backups(
            Database database, Home home, Work work, String version, Jobs jobs, Clock clock) {
        this.database = database;
        this.work = work;
        this.home = home.path();
        this.folder = home.path().resolve("backups");
        this.version = version;
        this.jobs = jobs;
        this.clock = clock;
    }

    /** A backup that is kept. */
    public record Kept(String name, long bytes, Instant madeAt) {}

    /**
     * Begins a backup.
     *
     * @param by who wants it
     * @throws Busy when a backup or a restore is running
     */
    public Job start(String by) {
        return jobs.start("backup", by, reporter -> write("corral", by, reporter, Job.Step.WRITE));
    }

    /** Where they are kept. */
    public Path folder() {
        return folder;
    }

    /** Those that are kept, newest first. */
    public List<Kept> list() {
        List<Kept> kept = new ArrayList<>();
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (name.matches(NAMES)) {
                    kept.add(
                            new Kept(
                                    name,
                                    Files.size(file),
                                    Files.getLastModifiedTime(file).toInstant()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kept.sort(Comparator.comparing(Kept::madeAt).reversed());
        return kept;
    }

    /** The file of a backup that is kept. */
    public Optional<Path> find(String name) {
        return name.matches(NAMES)
                ? Optional.of(folder.resolve(name)).filter(Files::isRegularFile)
                : Optional.empty();
    }

    /** Deletes a backup; false when there is none of that name. */
    public boolean delete(String name) {
        Optional<Path> file = find(name);
        try {
            return file.isPresent() && Files.deleteIfExists(file.get());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a backup on this thread and returns its name. */
    String write(String prefix, String by, Jobs.Reporter reporter, Job.Step step)
            throws IOException, SQLException {
        Work.restricted(folder);
        String name = prefix + "-" + STAMP.format(clock.instant()) + ".zip";
        Path part = Files.createTempFile(folder, name, ".part");
        try (Work.Place place = work.place()) {
            try (Snapshot snapshot = database.snapshot(place.path());
                    FileChannel file = FileChannel.open(part, StandardOpenOption.WRITE)) {
                OutputStream out =
                        new BufferedOutputStream(Channels.newOutputStream(file), 1 << 16);
                try (ArchiveWriter archive = new ArchiveWriter(out)) {
                    write(archive, snapshot.connection(), by, reporter, step);
                    out.flush();
                    file.force(true);
                }
            }
            Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            return name;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void write(
            ArchiveWriter archive,
            Connection connection,
            String by,
            Jobs.Reporter reporter,
            Job.Step step)
            throws IOException, SQLException {
        List<Table> tables = Schema.of(connection);
        reporter.begin(step, Schema.rows(connection, tables));
        Rows rows = new DatabaseRows(connection);
        List<Manifest.Content> contents = new ArrayList<>();
        for (Table table : tables) {
            contents.add(archive.table(table, rows, reporter));
        }
        archive.manifest(
                new Manifest(
                        Manifest.FORMAT,
                        Manifest.PRODUCT,
                        version,
                        database.schemaVersion(),
                        clock.instant(),
                        by,
                        database.product(),
                        contents,
                        SECRETS,
                        leftOut()));
    }

    /** Files of the data folder that belong to its data and are in no backup. */
    public List<String> leftOut() throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".key") || name.equals("corral.properties"))
                    .sorted()
                    .toList();
        }
    }
}
