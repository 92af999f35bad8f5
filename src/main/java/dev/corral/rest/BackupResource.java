package dev.corral.rest;

import dev.corral.backup.Backups;
import dev.corral.backup.Job;
import dev.corral.backup.Keeping;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** {@code /api/v1/backup}: makes backups, and hands out those that are kept. */
@Path("v1/backup")
@Produces(MediaType.APPLICATION_JSON)
public final class BackupResource {

    private static final int LONGEST_WAIT_SECONDS = 3600;
    private static final Sentence NONE =
            Sentence.of("backup.none", "There is no backup of that name.");

    private final Keeping keeping;

    /** The resource. */
    public BackupResource(Keeping keeping) {
        this.keeping = keeping;
    }

    /** The job that runs or ran last, or null, and all backups that are kept, newest first. */
    public record Answer(Job job, List<Backups.Kept> items) {}

    @GET
    @Allowed(Role.ADMIN)
    public Answer list() {
        return new Answer(keeping.jobs().job().orElse(null), keeping.backups().list());
    }

    /**
     * Begins a backup.
     *
     * @param wait how many seconds to wait for its end; it goes on whoever waits
     */
    @POST
    @Allowed(Role.ADMIN)
    public Response start(
            @QueryParam("wait") @DefaultValue("0") int wait,
            @Context HttpServletRequest clientRequest)
            throws InterruptedException {
        if (wait < 0 || wait > LONGEST_WAIT_SECONDS) {
            throw ApiProblem.of(400, "wait is a number of seconds, at most 3600.");
        }
        Job job = keeping.backups().start(Caller.of(clientRequest).orElseThrow().name());
        if (wait > 0) {
            job = keeping.jobs().await(Duration.ofSeconds(wait)).orElse(job);
        }
        return Response.status(job.isRunning() ? 202 : 200).entity(job).build();
    }

    @GET
    @Path("{name}")
    @Produces({"application/zip", MediaType.APPLICATION_JSON})
    @Allowed(Role.ADMIN)
    public Response download(@PathParam("name") String name) throws IOException {
        java.nio.file.Path file =
                keeping.backups().find(name).orElseThrow(() -> ApiProblem.of(404, NONE));
        StreamingOutput body = out -> Files.copy(file, out);
        return Response.ok(body, "application/zip")
                .header(HttpHeaders.CONTENT_LENGTH, Files.size(file))
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @DELETE
    @Path("{name}")
    @Allowed(Role.ADMIN)
    public void delete(@PathParam("name") String name) {
        if (!keeping.backups().delete(name)) {
            throw ApiProblem.of(404, NONE);
        }
    }

    /** Takes a backup that is kept as the file to restore. */
    @POST
    @Path("{name}/restore")
    @Allowed(Role.ADMIN)
    public Response stage(@PathParam("name") String name) throws IOException {
        java.nio.file.Path file =
                keeping.backups().find(name).orElseThrow(() -> ApiProblem.of(404, NONE));
        return Response.status(201)
                .entity(DataResource.Waiting.of(keeping.restores().stage(file)))
                .build();
    }
}
