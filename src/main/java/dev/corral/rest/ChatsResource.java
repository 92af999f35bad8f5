package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.ChatItem;
import dev.corral.chats.ChatRoom;
import dev.corral.chats.ChatView;
import dev.corral.chats.Chats;
import dev.corral.chats.Lists;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code /api/v1/chats}: the caller's chats. Whose a chat is, the room itself looks at. */
@Path("v1/chats")
@Produces(MediaType.APPLICATION_JSON)
public final class ChatsResource {

    private final ChatRoom room;
    private final EventStreams streams;

    /** The resource. */
    public ChatsResource(ChatRoom room, EventStreams streams) {
        this.room = room;
        this.streams = streams;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<ChatItem> list(
            @QueryParam("archived") @DefaultValue("false") boolean archived,
            @QueryParam("folder") String folder,
            @QueryParam("tag") String tag,
            @QueryParam("q") String title,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServletRequest clientRequest) {
        return room.lists()
                .list(
                        caller(clientRequest),
                        new Lists.Filter(archived, folder, tag, title),
                        limit,
                        cursor);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response create(JsonNode wish, @Context HttpServletRequest clientRequest) {
        return created(room.chats().create(caller(clientRequest), wish));
    }

    @GET
    @Path("{id}")
    @Allowed(Role.USER)
    public ChatView get(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        return room.chats().get(caller(clientRequest), id);
    }

    @PATCH
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public ChatView change(
            @PathParam("id") String id,
            JsonNode change,
            @Context HttpServletRequest clientRequest) {
        return room.chats().change(caller(clientRequest), id, change);
    }

    @DELETE
    @Path("{id}")
    @Allowed(Role.USER)
    public void delete(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        room.chats().delete(caller(clientRequest), id);
    }

    @POST
    @Path("{id}/fork")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response fork(
            @PathParam("id") String id, JsonNode wish, @Context HttpServletRequest clientRequest) {
        return created(room.chats().fork(caller(clientRequest), id, wish));
    }

    @GET
    @Path("{id}/images/{image}")
    @Produces(MediaType.WILDCARD)
    @Allowed(Role.USER)
    public Response image(
            @PathParam("id") String id,
            @PathParam("image") String image,
            @Context HttpServletRequest clientRequest) {
        return image(
                room.chats().image(caller(clientRequest), id, image),
                "private, max-age=86400, immutable");
    }

    @GET
    @Path("{id}/events")
    @Produces(MediaType.WILDCARD)
    @Allowed(Role.USER)
    public void events(
            @PathParam("id") String id,
            @HeaderParam("Last-Event-ID") String last,
            @QueryParam("after") String after,
            @Suspended AsyncResponse response,
            @Context HttpServletRequest clientRequest) {
        Caller caller = caller(clientRequest);
        streams.open(
                clientRequest,
                caller.name(),
                room.chats().events(caller, id),
                last == null ? after : last);
    }

    static Response image(Chats.Bytes image, String caching) {
        return Response.ok(image.bytes(), image.type())
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header("Cache-Control", caching)
                .build();
    }

    static Response created(Object entity) {
        return Response.status(Response.Status.CREATED).entity(entity).build();
    }

    static Caller caller(HttpServletRequest clientRequest) {
        return Caller.of(clientRequest).orElseThrow();
    }
}
