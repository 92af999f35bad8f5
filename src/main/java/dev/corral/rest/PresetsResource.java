package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.Lists;
import dev.corral.chats.Presets;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/presets}: the caller's saved ways to ask. */
@Path("v1/presets")
@Produces(MediaType.APPLICATION_JSON)
public final class PresetsResource {

    private final Presets presets;

    /** The resource. */
    public PresetsResource(Presets presets) {
        this.presets = presets;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<Presets.Preset> list(@Context HttpServletRequest clientRequest) {
        return new Lists.Part<>(presets.list(ChatsResource.caller(clientRequest)), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response create(JsonNode wish, @Context HttpServletRequest clientRequest) {
        return ChatsResource.created(presets.create(ChatsResource.caller(clientRequest), wish));
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Presets.Preset change(
            @PathParam("id") String id,
            JsonNode change,
            @Context HttpServletRequest clientRequest) {
        return presets.change(ChatsResource.caller(clientRequest), id, change);
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        presets.delete(ChatsResource.caller(clientRequest), id);
    }
}
