package dev.corral.rest;

import dev.corral.chats.Lists;
import dev.corral.chats.Shares;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/shared}: what others share with the caller. */
@Path("v1/shared")
@Produces(MediaType.APPLICATION_JSON)
public final class SharedResource {

    private final Shares shares;

    /** The resource. */
    public SharedResource(Shares shares) {
        this.shares = shares;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<Shares.Shared> list(@Context HttpServletRequest clientRequest) {
        return new Lists.Part<>(shares.withMe(ChatsResource.caller(clientRequest)), null);
    }

    @GET
    @Path("{id}")
    @Allowed(Role.USER)
    public Shares.SharedChat get(
            @PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        return shares.open(ChatsResource.caller(clientRequest), id);
    }

    @GET
    @Path("{id}/images/{image}")
    @Produces(MediaType.WILDCARD)
    @Allowed(Role.USER)
    public Response image(
            @PathParam("id") String id,
            @PathParam("image") String image,
            @Context HttpServletRequest clientRequest) {
        // Not kept: a link that was taken back shows nothing any more.
        return ChatsResource.image(
                shares.image(ChatsResource.caller(clientRequest), id, image), "no-store");
    }
}
