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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
        return file(
                export.all(ChatsResource.caller(clientRequest)), "application/json", "chats.json");
    }

    static Response file(Export.Written written, String type, String name) {
        StreamingOutput body = written::to;
        return Response.ok(body, type)
                .header("Content-Disposition", attachment(name))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** With the name as it is for browsers that take one beyond ASCII, as all of today do. */
    private static String attachment(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9 ._-]+", "_");
        String coded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        return "attachment; filename=\"%s\"; filename*=UTF-8''%s".formatted(plain, coded);
    }
}
