package dev.corral.backup;

import dev.corral.store.Database;
import dev.corral.store.Home;
import dev.corral.store.RestoreRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * All about the keeping of data: where it is, its backups, its restores. Lives as long as the
 * application, also while a restore has everything else stopped.
 */
public final class Keeping implements AutoCloseable {

    private final Database database;
    private final Home home;
    private final Jobs jobs;
    private final Backups backups;
    private final Restores restores;

    /**
     * For that database and that data folder.
     *
     * @param version of this Corral
     * @param rules what a restore must not take back
     */
    public Keeping(Database database, Home home, String version, List<RestoreRule> rules) {
        this.database = database;
        this.home = home;
        Work work = new Work(home);
        this.jobs = new Jobs(Clock.systemUTC());
        this.backups = new Backups(database, home, work, version, jobs, Clock.systemUTC());
        this.restores = new Restores(database, backups, work, jobs, rules);
    }

    /** The backup or restore that runs or ran last. */
    public Jobs jobs() {
        return jobs;
    }

    /** Backups. */
    public Backups backups() {
        return backups;
    }

    /** Restores. */
    public Restores restores() {
        return restores;
    }

    /** The data folder. */
    public Path folder() {
        return home.path();
    }

    /** Name and version of the database. */
    public String database() {
        return database.description();
    }

    /** Whether the database is inside of the data folder, and no other node can use it. */
    public boolean isEmbedded() {
        return database.isEmbedded();
    }

    /** The version of the tables. */
    public int schemaVersion() {
        return database.schemaVersion();
    }

    /** How many bytes the embedded database takes; empty for a database server. */
    public OptionalLong bytes() {
        return database.isEmbedded() ? OptionalLong.of(bytes(home.derby())) : OptionalLong.empty();
    }

    /** How much room there is where the data folder is. */
    public long freeBytes() {
        return freeBytes(home.path());
    }

    /** The same for any file; unlike its file store it needs no table of mounts. */
    static long freeBytes(Path there) {
        return there.toFile().getUsableSpace();
    }

    private static long bytes(Path tree) {
        try (Stream<Path> paths = Files.walk(tree)) {
            return paths.mapToLong(path -> path.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a running job. */
    @Override
    public void close() {
        jobs.close();
    }
}
