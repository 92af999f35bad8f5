package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.status.Drain;
import dev.corral.status.Snapshot;
import dev.corral.status.Status;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;

/**
 * {@code /api/v1/drain}: takes this server out of a load balancer, says how much still runs, and
 * takes it back in.
 */
@Path("v1/drain")
@Produces(MediaType.APPLICATION_JSON)
public final class DrainResource {

    private final Status status;

    /** The resource. */
    public DrainResource(Status status) {
        this.status = status;
    }

    /**
     * How it stands.
     *
     * @param draining whether {@code /health/ready} answers 503 with {@code draining}
     * @param since null when it is not, as is the next
     * @param running requests to models that run on this server
     * @param waiting requests that wait for a place here
     */
    public record Answer(boolean draining, Instant since, String by, int running, int waiting) {}

    /** A wish. */
    public record Wish(@JsonProperty(required = true) boolean draining) {}

    @GET
    @Allowed(Role.ADMIN)
    public Answer get() {
        Snapshot now = status.snapshot();
        Drain.Since since = now.draining();
        return new Answer(
                since != null,
                since == null ? null : since.at(),
                since == null ? null : since.by(),
                now.open(),
                now.queued());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Answer set(Wish wish, @Context HttpServletRequest clientRequest) {
        if (wish == null) {
            throw ApiProblem.of(400, "The body is missing: {\"draining\":true}.");
        }
        status.drain().set(wish.draining(), Caller.of(clientRequest).orElseThrow().name());
        return get();
    }
}
