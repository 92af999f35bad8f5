package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.exchange.ModelLoads;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.book.BackendBook;
import dev.corral.fleet.book.Entry;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.policy.ModelName;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/backends/{id}/load} and {@code unload}: models in and out of memory. */
@Path("v1/backends")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class LoadsResource {

    private static final Logger LOG = LoggerFactory.getLogger(LoadsResource.class);

    /** What fails, fails soon; what takes longer is seen in the status. */
    private static final int WAIT_SECONDS = 2;

    private final BackendBook book;
    private final Fleet fleet;
    private final ModelLoads loads;

    /** The resource. */
    public LoadsResource(BackendBook book, Fleet fleet, ModelLoads loads) {
        this.book = book;
        this.fleet = fleet;
        this.loads = loads;
    }

    /** Which model. */
    public record Wanted(@JsonProperty(required = true) String model) {}

    @POST
    @Path("{id}/load")
    @Allowed(Role.ADMIN)
    public Response load(
            @PathParam("id") String id, Wanted wanted, @Context HttpServletRequest clientRequest) {
        return run("loads", id, wanted, clientRequest, loads::load);
    }

    @POST
    @Path("{id}/unload")
    @Allowed(Role.ADMIN)
    public Response unload(
            @PathParam("id") String id, Wanted wanted, @Context HttpServletRequest clientRequest) {
        return run("unloads", id, wanted, clientRequest, loads::unload);
    }

    private Response run(
            String verb,
            String id,
            Wanted wanted,
            HttpServletRequest clientRequest,
            BiFunction<Backend, String, CompletableFuture<Integer>> what) {
        ModelName model = wanted == null ? null : ModelName.parse(wanted.model());
        if (model == null) {
            throw ApiProblem.of(400, "The body must be {\"model\":\"…\"} with a model's name.");
        }
        Backend backend = backend(id);
        LOG.info(
                "{} {} {} at {}",
                Caller.of(clientRequest).orElseThrow().name(),
                verb,
                model.canonical(),
                backend.name());
        return answer(what.apply(backend, wanted.model()));
    }

    private Backend backend(String id) {
        Entry entry = BackendsResource.find(book, id);
        return fleet.backends().stream()
                .filter(one -> one.spec().url().equals(entry.url()))
                .findFirst()
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        409,
                                        Sentence.of(
                                                "backend.unused", "This backend is not in use.")));
    }

    private static Response answer(CompletableFuture<Integer> begun) {
        try {
            int status = begun.get(WAIT_SECONDS, TimeUnit.SECONDS);
            if (status == 404) {
                throw ApiProblem.of(
                        404,
                        Sentence.of("backend.no-model", "This backend does not have the model."));
            }
            if (status != 200) {
                throw ApiProblem.of(
                        409,
                        Sentence.of(
                                "backend.refused",
                                "The backend refused (status {status}). Look at its log.",
                                "status",
                                status));
            }
            return Response.noContent().build();
        } catch (TimeoutException underWay) {
            return Response.accepted().build();
        } catch (ExecutionException e) {
            throw ApiProblem.of(
                    503,
                    Sentence.of(
                            "backend.silent",
                            "The backend did not answer. Look at its state, then try again."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Response.accepted().build();
        }
    }
}
