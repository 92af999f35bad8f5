package dev.corral.rest;

import dev.corral.chats.Export;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/chats/{id}/export}: the caller's chat as a file. */
@Path("v1/chats/{id}/export")
@Produces(MediaType.WILDCARD)
public final class ChatExportResource {

    private final Export export;

    /** The resource. */
    public ChatExportResource(Export export) {
        this.export = export;
    }

    @GET
    @Allowed(Role.USER)
    public Response one(
            @PathParam("id") String id,
            @QueryParam("format") @DefaultValue("json") String format,
            @Context HttpServletRequest clientRequest) {
        Caller caller = ChatsResource.caller(clientRequest);
        return switch (format) {
            case "json" -> ExportResource.json(export.json(caller, id), "chat");
            case "md" ->
                    ExportResource.file(
                            export.markdown(caller, id), "text/markdown;charset=UTF-8", "chat.md");
            default -> throw ApiProblem.of(400, "format is md or json.");
        };
    }
}
