package dev.corral.backup;

import dev.corral.store.Home;
import dev.corral.store.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the file {@code restore.zip} that somebody laid into the data folder, into a database
 * that has nothing in it yet: after a loss, on a new machine, or to change to another database.
 */
public final class RestoreAtStart {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreAtStart.class);
    private static final String NAME = "restore.zip";
    private final Keeping keeping;
    private final Path file;

    /** For a start that has come to an open database. */
    public RestoreAtStart(Keeping keeping, Home home) {
        this.keeping = keeping;
        this.file = home.path().resolve(NAME);
    }

    /**
     * Restores the file if there is one, and renames it then.
     *
     * @throws StartupProblem when it cannot be restored; nothing has changed then
     */
    public void run() {
        if (Files.notExists(file)) {
            return;
        }
        try {
            if (!keeping.restores().isEmpty()) {
                throw StartupProblem.of(
                        "start.restore-full",
                        "The backup cannot be restored",
                        "The file {file} asks for a restore, but the database has data already.",
                        "Move the file away to start with the data that is there; the page can restore the file then. To restore it now, stop the"
                                + " server, give Corral an empty database (for the embedded one: move the folder derby beside it away), and start again.",
                        null,
                        "file",
                        file);
            }
            LOG.warn("{} is being restored into the empty database", file);
            keeping.restores().intoEmpty(file);
            Path done =
                    file.resolveSibling(
                            "restored-" + Instant.now().toString().replace(":", "") + ".zip");
            Files.move(file, done);
            LOG.warn("The restore is complete; the file is {} now", done);
        } catch (BadArchive e) {
            throw StartupProblem.of(
                    "start.restore-bad",
                    "The backup cannot be restored",
                    "The file {file} asks for a restore. {why}",
                    "Put another backup in its place, or move the file away to start without a restore.",
                    e,
                    "file",
                    file,
                    "why",
                    e.said());
        } catch (IOException | SQLException e) {
            throw StartupProblem.of(
                    "start.restore-stopped",
                    "The backup cannot be restored",
                    "The restore of {file} stopped with an error, and nothing was changed.",
                    "The server's log has the reason. See that the disk is not full, then start again.",
                    e,
                    "file",
                    file);
        }
    }
}
