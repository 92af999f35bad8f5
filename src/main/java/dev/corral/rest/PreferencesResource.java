package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.chats.Preferences;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/preferences}: one document of the caller. */
@Path("v1/preferences")
@Produces(MediaType.APPLICATION_JSON)
public final class PreferencesResource {

    private final Preferences preferences;

    /** The resource. */
    public PreferencesResource(Preferences preferences) {
        this.preferences = preferences;
    }

    @GET
    @Allowed({Role.USER, Role.AUDITOR})
    public JsonNode get(@Context HttpServletRequest clientRequest) {
        return preferences.get(ChatsResource.caller(clientRequest));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed({Role.USER, Role.AUDITOR})
    public JsonNode put(JsonNode document, @Context HttpServletRequest clientRequest) {
        return preferences.put(ChatsResource.caller(clientRequest), document);
    }
}
