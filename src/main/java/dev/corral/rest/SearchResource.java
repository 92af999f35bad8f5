package dev.corral.rest;

import dev.corral.chats.Lists;
import dev.corral.chats.Search;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/search}: in the caller's chats. */
@Path("v1/search")
@Produces(MediaType.APPLICATION_JSON)
public final class SearchResource {

    private final Search search;

    /** The resource. */
    public SearchResource(Search search) {
        this.search = search;
    }

    @GET
    @Allowed(Role.USER)
    public Lists.Part<Search.Hit> find(
            @QueryParam("q") String query,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServletRequest clientRequest) {
        return search.find(ChatsResource.caller(clientRequest), query, limit, cursor);
    }
}
