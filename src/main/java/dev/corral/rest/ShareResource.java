package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.Shares;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/chats/{id}/share}: the link by which others read the caller's chat. */
@Path("v1/chats/{id}/share")
@Produces(MediaType.APPLICATION_JSON)
public final class ShareResource {

    private final Shares shares;

    /** The resource. */
    public ShareResource(Shares shares) {
        this.shares = shares;
    }

    @GET
    @Allowed(Role.USER)
    public Shares.Share get(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        return shares.get(ChatsResource.caller(clientRequest), id);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Shares.Share put(
            @PathParam("id") String id, JsonNode wish, @Context HttpServletRequest clientRequest) {
        return shares.put(ChatsResource.caller(clientRequest), id, wish);
    }

    @DELETE
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        shares.delete(ChatsResource.caller(clientRequest), id);
    }
}
