package dev.corral.rest;

import dev.corral.chats.Chats;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/events}: what is new in the caller's list of chats. */
@Path("v1/events")
public final class EventsResource {

    private final Chats chats;
    private final EventStreams streams;

    /** The resource. */
    public EventsResource(Chats chats, EventStreams streams) {
        this.chats = chats;
        this.streams = streams;
    }

    @GET
    @Produces(MediaType.WILDCARD)
    @Allowed(Role.USER)
    public void events(
            @HeaderParam("Last-Event-ID") String last,
            @QueryParam("after") String after,
            @Suspended AsyncResponse response,
            @Context HttpServletRequest clientRequest) {
        Caller caller = ChatsResource.caller(clientRequest);
        streams.open(
                clientRequest, caller.name(), chats.events(caller), last == null ? after : last);
    }
}
