package dev.corral.rest;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.status.SupportBundle;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/support-bundle}: one file for whoever is asked for help. */
@Path("v1/support-bundle")
public final class SupportBundleResource {

    private static final Logger LOG = LoggerFactory.getLogger(SupportBundleResource.class);

    private final SupportBundle bundle;
    private final Semaphore one = new Semaphore(1);

    /** The resource. */
    public SupportBundleResource(SupportBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * What is wished.
     *
     * @param names whether names of people stay in
     */
    public record Wish(boolean names) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Response make(Wish wish, @Context HttpServletRequest clientRequest) {
        if (!one.tryAcquire()) {
            throw ApiProblem.of(
                    429,
                    Sentence.of(
                            "support.busy",
                            "A support bundle is being made. Try again in a moment."));
        }
        try {
            String by = Caller.of(clientRequest).orElseThrow().name();
            byte[] zip = bundle.make(wish != null && wish.names(), by);
            LOG.info("{} made a support bundle", by);
            return Response.ok(zip, "application/zip")
                    .header("Content-Disposition", "attachment; filename=\"corral-support.zip\"")
                    .header("Cache-Control", "no-store")
                    .build();
        } finally {
            one.release();
        }
    }
}
