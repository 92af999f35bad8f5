package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.Lists;
import dev.corral.chats.Prompts;
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

/** {@code /api/v1/prompts}: the library of prompts. */
@Path("v1/prompts")
@Produces(MediaType.APPLICATION_JSON)
public final class PromptsResource {

    private final Prompts prompts;

    /** The resource. */
    public PromptsResource(Prompts prompts) {
        this.prompts = prompts;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<Prompts.Prompt> list(@Context HttpServletRequest clientRequest) {
        return new Lists.Part<>(prompts.list(ChatsResource.caller(clientRequest)), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response create(JsonNode wish, @Context HttpServletRequest clientRequest) {
        return ChatsResource.created(prompts.create(ChatsResource.caller(clientRequest), wish));
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Prompts.Prompt change(
            @PathParam("id") String id,
            JsonNode change,
            @Context HttpServletRequest clientRequest) {
        return prompts.change(ChatsResource.caller(clientRequest), id, change);
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        prompts.delete(ChatsResource.caller(clientRequest), id);
    }
}
