package dev.corral.rest;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** {@code /api/v1/me}: who the caller is. */
@Path("v1/me")
@Produces(MediaType.APPLICATION_JSON)
public final class MeResource {

    private final Settings settings;
    private final BooleanSupplier demo;

    /**
     * The resource.
     *
     * @param demo whether the sample server stands in for an Ollama
     */
    public MeResource(Settings settings, BooleanSupplier demo) {
        this.settings = settings;
        this.demo = demo;
    }

    /**
     * The answer.
     *
     * @param retentionDays after how many days without use a chat is deleted, or null for never
     */
    public record Me(
            String name,
            List<String> roles,
            String via,
            boolean demo,
            String title,
            Long retentionDays) {}

    @GET
    @Allowed({})
    public Me me(@Context HttpServletRequest clientRequest) {
        Caller caller = Caller.of(clientRequest).orElseThrow();
        List<String> roles = caller.roles().stream().sorted().map(Role::id).toList();
        Duration retention = settings.get(Catalogue.CHATS_RETENTION);
        return new Me(
                caller.name(),
                roles,
                caller.via().id(),
                demo.getAsBoolean(),
                settings.get(Catalogue.UI_TITLE),
                retention.isZero() ? null : Long.valueOf(retention.toDays()));
    }
}
