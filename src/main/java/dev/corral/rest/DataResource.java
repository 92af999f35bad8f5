package dev.corral.rest;

import dev.corral.backup.Backups;
import dev.corral.backup.Job;
import dev.corral.backup.Keeping;
import dev.corral.backup.Manifest;
import dev.corral.backup.Restores;
import dev.corral.identity.Role;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.List;

/** {@code /api/v1/data}: where data is kept, its backups, and what is going on with it. */
@Path("v1/data")
@Produces(MediaType.APPLICATION_JSON)
public final class DataResource {

    private final Keeping keeping;

    /** The resource. */
    public DataResource(Keeping keeping) {
        this.keeping = keeping;
    }

    /**
     * The answer.
     *
     * @param bytes of the embedded database; null for a database server
     * @param leftOut files of the data folder that no backup has
     * @param staged a file that waits for the decision to restore it, or null
     * @param job the backup or restore that runs or ran last, or null
     */
    public record Answer(
            String folder,
            String database,
            boolean embedded,
            int schema,
            Long bytes,
            long freeBytes,
            String backupFolder,
            List<String> leftOut,
            List<Backups.Kept> backups,
            Waiting staged,
            Job job) {}

    /** A file that waits. */
    public record Waiting(String id, long bytes, long rows, Manifest manifest) {

        static Waiting of(Restores.Staged staged) {
            return new Waiting(
                    staged.id(), staged.bytes(), staged.manifest().rows(), staged.manifest());
        }
    }

    @GET
    @Allowed(Role.ADMIN)
    public Answer data() throws IOException {
        return new Answer(
                keeping.folder().toString(),
                keeping.database(),
                keeping.isEmbedded(),
                keeping.schemaVersion(),
                keeping.bytes().isPresent() ? keeping.bytes().getAsLong() : null,
                keeping.freeBytes(),
                keeping.backups().folder().toString(),
                keeping.backups().leftOut(),
                keeping.backups().list(),
                keeping.restores().staged().map(Waiting::of).orElse(null),
                keeping.jobs().job().orElse(null));
    }
}
