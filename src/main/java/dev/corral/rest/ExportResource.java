package dev.corral.rest;

import dev.corral.chats.Export;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/** {@code /api/v1/export}: all chats of the caller as a file. */
@Path("v1/export")
@Produces(MediaType.WILDCARD)
public final class ExportResource {

    private final Export export;

    /** The resource. */
    public ExportResource(Export export) {
        this.export = export;
    }

    @GET
    @Allowed(Role.USER)
    public Response all(@Context HttpServletRequest clientRequest) {
        return json(export.all(ChatsResource.caller(clientRequest)), "chats");
    }

    static Response json(Export.Written written, String name) {
        return file(written, "application/json", name + ".json");
    }

    static Response file(Export.Written written, String type, String name) {
        StreamingOutput body = written::to;
        return Response.ok(body, type)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .header("Cache-Control", "no-store")
                .build();
    }
}
