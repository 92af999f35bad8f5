package dev.corral.rest;

import dev.corral.identity.Role;
import dev.corral.status.About;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/about}: what runs here, and which Ollama behind it. */
@Path("v1/about")
@Produces(MediaType.APPLICATION_JSON)
public final class AboutResource {

    private final About about;

    /** The resource. */
    public AboutResource(About about) {
        this.about = about;
    }

    @GET
    @Allowed(Role.ADMIN)
    public About.Versions about() {
        return about.now();
    }
}
