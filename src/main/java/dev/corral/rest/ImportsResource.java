package dev.corral.rest;

import dev.corral.chats.Imports;
import dev.corral.identity.Role;
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
import java.io.IOException;
import java.io.InputStream;

/** {@code /api/v1/imports}: files of chats that the caller brings. */
@Path("v1/imports")
@Produces(MediaType.APPLICATION_JSON)
public final class ImportsResource {

    static final String PATH = "v1/imports";

    private final Imports imports;

    /** The resource. */
    public ImportsResource(Imports imports) {
        this.imports = imports;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response take(InputStream file, @Context HttpServletRequest clientRequest)
            throws IOException {
        return Response.accepted(imports.take(ChatsResource.caller(clientRequest), file)).build();
    }

    @GET
    @Path("{id}")
    @Allowed(Role.USER)
    public Imports.Job get(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        return imports.get(ChatsResource.caller(clientRequest), id);
    }

    @POST
    @Path("{id}/start")
    @Allowed(Role.USER)
    public Response start(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        return Response.accepted(imports.start(ChatsResource.caller(clientRequest), id)).build();
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        imports.delete(ChatsResource.caller(clientRequest), id);
    }
}
