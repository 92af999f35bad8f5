package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.backup.Job;
import dev.corral.backup.Keeping;
import dev.corral.backup.Outage;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;

/** {@code /api/v1/restore}: looks at a backup, then puts it in the place of all data. */
@Path(RestoreResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public final class RestoreResource {

    static final String PATH = "v1/restore";

    private final Keeping keeping;
    private final Outage outage;

    /** The resource. */
    public RestoreResource(Keeping keeping, Outage outage) {
        this.keeping = keeping;
        this.outage = outage;
    }

    /**
     * What an administrator has to know and say.
     *
     * @param replaceEverything that all data of now is replaced
     * @param othersStopped that no other node is running, where there can be any
     */
    public record Decision(
            @JsonProperty(required = true) boolean replaceEverything, Boolean othersStopped) {}

    /** Takes a file in; nothing is restored yet. */
    @POST
    @Consumes({"application/zip", MediaType.APPLICATION_OCTET_STREAM})
    @Allowed(Role.ADMIN)
    public Response stage(InputStream body) throws IOException {
        return Response.status(201)
                .entity(DataResource.Waiting.of(keeping.restores().stage(body)))
                .build();
    }

    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Response start(
            @PathParam("id") String id,
            Decision decision,
            @Context HttpServletRequest clientRequest) {
        if (decision == null || !decision.replaceEverything()) {
            throw ApiProblem.of(
                    400,
                    "A restore replaces all data: send {\"replaceEverything\":true} if that is wanted.");
        }
        if (!keeping.isEmbedded() && !Boolean.TRUE.equals(decision.othersStopped())) {
            throw ApiProblem.of(
                    400,
                    "Other nodes would go on with the former data: stop them, then send \"othersStopped\":true as well.");
        }
        String by = Caller.of(clientRequest).orElseThrow().name();
        Job job = keeping.restores().start(id, by, outage);
        return Response.status(202).entity(job).build();
    }

    /** Forgets the file. */
    @DELETE
    @Path("{id}")
    @Allowed(Role.ADMIN)
    public void discard(@PathParam("id") String id) {
        if (!keeping.restores().discard(id)) {
            throw ApiProblem.of(
                    404, Sentence.of("archive.gone", "There is no such file any more."));
        }
    }
}
