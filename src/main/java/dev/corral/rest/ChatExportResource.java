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

    private static final String UNFIT = "[\\s\\p{C}/\\\\:*?\"<>|.]+";
    private static final int LONGEST = 80;

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
            case "json" ->
                    ExportResource.file(
                            export.json(caller, id),
                            "application/json",
                            nameOf(caller, id) + ".json");
            case "md" ->
                    ExportResource.file(
                            export.markdown(caller, id),
                            "text/markdown;charset=UTF-8",
                            nameOf(caller, id) + ".md");
            default -> throw ApiProblem.of(400, "format is md or json.");
        };
    }

    /** The title as far as it can be the name of a file everywhere. */
    private String nameOf(Caller caller, String id) {
        String title = export.title(caller, id);
        String name = title == null ? "" : title.replaceAll(UNFIT, " ").strip();
        int length = Math.min(LONGEST, name.codePointCount(0, name.length()));
        String cut = name.substring(0, name.offsetByCodePoints(0, length)).strip();
        return cut.isEmpty() ? "chat" : cut;
    }
}
