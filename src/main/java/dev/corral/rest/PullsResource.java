package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.chats.Lists;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.models.PullView;
import dev.corral.models.Pulls;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/models}: where models are, and those on their way to the Ollama servers. */
@Path("v1/models")
@Produces(MediaType.APPLICATION_JSON)
public final class PullsResource {

    private final Pulls pulls;

    /** The resource. */
    public PullsResource(Pulls pulls) {
        this.pulls = pulls;
    }

    /**
     * What to fetch.
     *
     * @param backend the name of a backend, {@code all}, or {@code having} for those that have the
     *     model, or null for the first that answers
     */
    public record Wanted(@JsonProperty(required = true) String model, String backend) {}

    @GET
    @Path("places")
    @Allowed(Role.ADMIN)
    public Lists.Part<Pulls.Place> places() {
        return new Lists.Part<>(pulls.places(), null);
    }

    @GET
    @Path("pulls")
    @Allowed(Role.ADMIN)
    public Lists.Part<PullView> list() {
        return new Lists.Part<>(pulls.list(), null);
    }

    @POST
    @Path("pulls")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Response start(Wanted wanted, @Context HttpServletRequest clientRequest) {
        if (wanted == null || wanted.model() == null) {
            throw ApiProblem.of(400, "The body must be {\"model\":\"…\"} with a model's name.");
        }
        Caller caller = Caller.of(clientRequest).orElseThrow();
        try {
            return Response.accepted(
                            new Lists.Part<>(
                                    pulls.start(caller, wanted.model(), wanted.backend()), null))
                    .build();
        } catch (Pulls.Refused e) {
            throw ApiProblem.of(e.status(), e.said());
        }
    }

    @DELETE
    @Path("pulls/{id}")
    @Allowed(Role.ADMIN)
    public void remove(@PathParam("id") String id) {
        if (!pulls.remove(id)) {
            throw ApiProblem.of(
                    404, Sentence.of("pull.none", "There is no pull with this id any more."));
        }
    }
}
