package dev.corral.rest;

import dev.corral.identity.Role;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;

/**
 * {@code /api/v1/logins/checked}: the Basic credentials that the server's login found good a short
 * time ago.
 */
@Path("v1/logins")
public final class LoginsResource {

    private final Runnable forget;

    /**
     * The resource.
     *
     * @param forget makes the next request with each Basic credential ask the realm again
     */
    public LoginsResource(Runnable forget) {
        this.forget = forget;
    }

    @DELETE
    @Path("checked")
    @Allowed(Role.ADMIN)
    public void forget() {
        forget.run();
    }
}
