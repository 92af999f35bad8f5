package dev.corral.backup;

import dev.corral.store.Database;
import dev.corral.store.RestoreRule;
import dev.corral.store.SideDatabase;
import dev.corral.store.StartupProblem;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a backup in the place of all data, wholly or not at all: the file is tried to its last row
 * in an empty database before anything is touched, then replaces everything in one transaction.
 * Thread-safe.
 */
public final class Restores {

    private static final Logger LOG = LoggerFactory.getLogger(Restores.class);
    private static final long RESERVE_BYTES = 128L << 20;

    private final Database database;
    private final Backups backups;
    private final Work work;
    private final Jobs jobs;
    private final List<RestoreRule> rules;
    private Staged staged;

    /** Into that database, which {@code backups} backs up before. */
    public Restores(
            Database database, Backups backups, Work work, Jobs jobs, List<RestoreRule> rules) {
        this.database = database;
        this.backups = backups;
        this.work = work;
        this.jobs = jobs;
        this.rules = List.copyOf(rules);
    }

    /** A file that waits for a decision. */
    public record Staged(String id, long bytes, Manifest manifest, Path file, boolean uploaded) {}

    /**
     * Takes a file in and looks at it; a former one that waited is forgotten.
     *
     * @throws BadArchive when it cannot be restored here
     */
    public Staged stage(InputStream in) throws IOException {
        Path file = work.file(".zip");
        try {
            try (OutputStream out = Files.newOutputStream(file)) {
                copy(in, out, file);
            }
            return stage(file, true);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** The same for a backup that is kept here. */
    public Staged stage(Path kept) throws IOException {
        return stage(kept, false);
    }

    private Staged stage(Path file, boolean uploaded) throws IOException {
        Manifest manifest;
        try (Archive archive = Archive.open(file, database.schemaVersion())) {
            manifest = archive.manifest();
        }
        Staged next =
                new Staged(
                        UUID.randomUUID().toString(), Files.size(file), manifest, file, uploaded);
        synchronized (this) {
            forget();
            staged = next;
        }
        return next;
    }

    private static void copy(InputStream in, OutputStream out, Path file) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long sinceCheck = Long.MAX_VALUE / 2;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            sinceCheck += n;
            if (sinceCheck > RESERVE_BYTES / 4) {
                sinceCheck = 0;
                if (Keeping.freeBytes(file) < RESERVE_BYTES) {
                    throw new BadArchive(
                            Sentence.of(
                                    "archive.room",
                                    "There is not enough room for this file in the data folder."));
                }
            }
            out.write(buffer, 0, n);
        }
    }

    /** The file that waits, if one does. */
    public synchronized Optional<Staged> staged() {
        return Optional.ofNullable(staged);
    }

    /** Forgets the file that waits; false when it is not that one. */
    public synchronized boolean discard(String id) {
        if (staged == null || !staged.id().equals(id)) {
            return false;
        }
        forget();
        return true;
    }

    private void forget() {
        if (staged != null && staged.uploaded()) {
            try {
                Files.deleteIfExists(staged.file());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        staged = null;
    }

    /**
     * Begins the restore of the file that waits.
     *
     * @throws BadArchive when it is not that one
     * @throws Busy when a backup or a restore is running
     */
    public synchronized Job start(String id, String by, Outage outage) {
        Staged chosen = staged;
        if (chosen == null || !chosen.id().equals(id)) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.gone", "There is no such file any more. Choose it again."));
        }
        Job job = jobs.start("restore", by, reporter -> run(chosen, by, outage, reporter));
        staged = null;
        return job;
    }

    private String run(Staged chosen, String by, Outage outage, Jobs.Reporter reporter)
            throws IOException, SQLException {
        LOG.warn("The backup of {} is being restored", chosen.manifest().createdAt());
        try (Work.Place place = work.place();
                SideDatabase tried = tried(chosen.file(), place, reporter)) {
            reporter.begin(Job.Step.SAFETY, 0);
            String safety = backups.write("before-restore", by, reporter, Job.Step.SAFETY);
            try {
                outage.during(() -> replace(tried.connection(), rules, reporter));
            } catch (StartupProblem e) {
                takeBack(safety, outage, reporter);
                throw e;
            }
            return safety;
        } finally {
            if (chosen.uploaded()) {
                Files.deleteIfExists(chosen.file());
            }
        }
    }

    /** Does not start with the restored data, so the former data is put back. */
    private void takeBack(String safety, Outage outage, Jobs.Reporter reporter)
            throws IOException, SQLException {
        LOG.error("Corral does not start with the restored data; the former data is put back");
        try (Work.Place place = work.place();
                SideDatabase former = tried(backups.find(safety).orElseThrow(), place, reporter)) {
            outage.during(() -> replace(former.connection(), List.of(), reporter));
        }
    }

    /** Whether the database holds nothing but what every new one holds. */
    boolean isEmpty() throws IOException, SQLException {
        try (Work.Place place = work.place();
                SideDatabase fresh = database.beside(place.path().resolve("fresh"));
                Connection here = database.dataSource().getConnection()) {
            fresh.migrate(database.schemaVersion());
            for (Table table : Schema.of(here)) {
                if (Schema.rows(here, table) != Schema.rows(fresh.connection(), table)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Restores a file before anything is started. */
    void intoEmpty(Path file) throws IOException, SQLException {
        Jobs.Reporter reporter = jobs.new Reporter();
        try (Work.Place place = work.place();
                SideDatabase tried = tried(file, place, reporter)) {
            replace(tried.connection(), List.of(), reporter);
        }
    }

    /** A database beside with all of the file in it, brought to the version of today. */
    private SideDatabase tried(Path file, Work.Place place, Jobs.Reporter reporter)
            throws IOException, SQLException {
        SideDatabase side = database.beside(place.path().resolve("tried"));
        try (Archive archive = Archive.open(file, database.schemaVersion())) {
            side.migrate(archive.manifest().schema());
            reporter.begin(Job.Step.CHECK, archive.manifest().rows());
            Connection connection = side.connection();
            connection.setAutoCommit(false);
            Loader loader = new Loader(connection);
            refuseOtherTables(archive.manifest(), loader.tables());
            loader.replace(archive::each, reporter);
            connection.commit();
            side.migrate(database.schemaVersion());
            return side;
        } catch (IOException | SQLException | RuntimeException e) {
            side.close();
            if (Database.isIntegrityViolation(e)) {
                throw new BadArchive(
                        Sentence.of(
                                "archive.rows", "This backup has rows that do not fit together."),
                        e);
            }
            throw e;
        }
    }

    private static void refuseOtherTables(Manifest manifest, List<Table> tables) {
        List<String> known = tables.stream().map(Table::name).sorted().toList();
        List<String> there =
                manifest.tables().stream().map(Manifest.Content::name).sorted().toList();
        if (!known.equals(there)) {
            throw new BadArchive(
                    Sentence.of(
                            "archive.tables",
                            "The tables of this backup are not those of the version that it says it has."));
        }
    }

    private void replace(Connection from, List<RestoreRule> keeping, Jobs.Reporter reporter)
            throws IOException, SQLException {
        try (Connection to = database.dataSource().getConnection()) {
            to.setAutoCommit(false);
            try {
                List<RestoreRule.Repair> repairs = new ArrayList<>();
                for (RestoreRule rule : keeping) {
                    repairs.add(rule.read(to));
                }
                Loader loader = new Loader(to);
                reporter.begin(Job.Step.REPLACE, Schema.rows(from, loader.tables()));
                loader.replace(new DatabaseRows(from), reporter);
                for (RestoreRule.Repair repair : repairs) {
                    repair.apply(to);
                }
                to.commit();
                reporter.begin(Job.Step.START, 0);
            } catch (IOException | SQLException | RuntimeException e) {
                to.rollback();
                throw e;
            } finally {
                to.setAutoCommit(true);
            }
        }
    }
}
