package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.Folders;
import dev.corral.chats.Lists;
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

/** {@code /api/v1/folders}: the caller's folders of chats. */
@Path("v1/folders")
@Produces(MediaType.APPLICATION_JSON)
public final class FoldersResource {

    private final Folders folders;

    /** The resource. */
    public FoldersResource(Folders folders) {
        this.folders = folders;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<Folders.Folder> list(@Context HttpServletRequest clientRequest) {
        return new Lists.Part<>(folders.list(ChatsResource.caller(clientRequest)), null);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response create(JsonNode wish, @Context HttpServletRequest clientRequest) {
        return ChatsResource.created(folders.create(ChatsResource.caller(clientRequest), wish));
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Folders.Folder change(
            @PathParam("id") String id,
            JsonNode change,
            @Context HttpServletRequest clientRequest) {
        return folders.change(ChatsResource.caller(clientRequest), id, change);
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        folders.delete(ChatsResource.caller(clientRequest), id);
    }
}
