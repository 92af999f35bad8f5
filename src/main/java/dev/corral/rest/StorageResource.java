package dev.corral.rest;

import dev.corral.chats.Storage;
import dev.corral.identity.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /api/v1/storage}: how much the caller's chats take; for administrators, all people's. */
@Path("v1/storage")
@Produces(MediaType.APPLICATION_JSON)
public final class StorageResource {

    private final Storage storage;
    private final Supplier<Set<String>> names;

    /**
     * The resource.
     *
     * @param names of people whose login is remembered
     */
    public StorageResource(Storage storage, Supplier<Set<String>> names) {
        this.storage = storage;
        this.names = names;
    }

    @GET
    @Allowed(Role.USER)
    public Storage.Own own(@Context HttpServletRequest clientRequest) {
        return storage.own(ChatsResource.caller(clientRequest));
    }

    @GET
    @Path("all")
    @Allowed(Role.ADMIN)
    public Storage.All all() {
        return storage.all(names);
    }
}
