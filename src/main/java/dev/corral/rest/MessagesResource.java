package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.corral.chats.Conversation;
import dev.corral.chats.Lists;
import dev.corral.chats.MessageView;
import dev.corral.door.RequestId;
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
import java.util.ArrayList;
import java.util.List;

/** {@code /api/v1/chats/{id}/messages}: questions and answers of the caller's chat. */
@Path("v1/chats/{id}/messages")
@Produces(MediaType.APPLICATION_JSON)
public final class MessagesResource {

    private final Conversation conversation;

    /** The resource. */
    public MessagesResource(Conversation conversation) {
        this.conversation = conversation;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response ask(
            @PathParam("id") String id,
            JsonNode question,
            @Context HttpServletRequest clientRequest) {
        return accepted(
                conversation.ask(
                        ChatsResource.caller(clientRequest),
                        id,
                        question,
                        RequestId.of(clientRequest)));
    }

    @POST
    @Path("{message}/again")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public Response again(
            @PathParam("id") String id,
            @PathParam("message") String message,
            JsonNode wish,
            @Context HttpServletRequest clientRequest) {
        return accepted(
                conversation.again(
                        ChatsResource.caller(clientRequest),
                        id,
                        message,
                        wish == null ? JsonNodeFactory.instance.objectNode() : wish,
                        RequestId.of(clientRequest)));
    }

    @POST
    @Path("{message}/continue")
    @Allowed(Role.USER)
    public Response goOn(
            @PathParam("id") String id,
            @PathParam("message") String message,
            @Context HttpServletRequest clientRequest) {
        return accepted(
                conversation.goOn(
                        ChatsResource.caller(clientRequest),
                        id,
                        message,
                        RequestId.of(clientRequest)));
    }

    @POST
    @Path("{message}/stop")
    @Allowed(Role.USER)
    public void stop(
            @PathParam("id") String id,
            @PathParam("message") String message,
            @Context HttpServletRequest clientRequest) {
        conversation.stop(ChatsResource.caller(clientRequest), id, message);
    }

    @GET
    @Path("{message}/logprobs")
    @Allowed(Role.USER)
    public Lists.Part<JsonNode> logprobs(
            @PathParam("id") String id,
            @PathParam("message") String message,
            @Context HttpServletRequest clientRequest) {
        JsonNode all = conversation.logprobs(ChatsResource.caller(clientRequest), id, message);
        List<JsonNode> items = new ArrayList<>();
        all.forEach(items::add);
        return new Lists.Part<>(items, null);
    }

    @PATCH
    @Path("{message}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.USER)
    public MessageView edit(
            @PathParam("id") String id,
            @PathParam("message") String message,
            JsonNode change,
            @Context HttpServletRequest clientRequest) {
        return conversation.edit(ChatsResource.caller(clientRequest), id, message, change);
    }

    @DELETE
    @Path("{message}")
    @Allowed(Role.USER)
    public void delete(
            @PathParam("id") String id,
            @PathParam("message") String message,
            @Context HttpServletRequest clientRequest) {
        conversation.delete(ChatsResource.caller(clientRequest), id, message);
    }

    private static Response accepted(Conversation.Asked asked) {
        return Response.accepted(asked).build();
    }
}
