package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.identity.ApiKey;
import dev.corral.identity.ApiKeys;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /api/v1/keys}: the caller's API keys; an administrator may list everybody's ({@code
 * ?all=true}) and revoke any.
 */
@Path("v1/keys")
@Produces(MediaType.APPLICATION_JSON)
public final class KeysResource {

    private static final int MAX_LIMIT = 1_000;

    private final ApiKeys keys;

    /** The resource. */
    public KeysResource(ApiKeys keys) {
        this.keys = keys;
    }

    /**
     * A key to be made.
     *
     * @param expiresAt null for as long as is allowed
     * @param scopes null for {@code ollama} only
     * @param inPath null for false
     */
    public record Wish(
            @JsonProperty(required = true) String name,
            Instant expiresAt,
            Set<String> scopes,
            Boolean inPath) {}

    /**
     * A key.
     *
     * @param secretEnd the last four characters of the secret
     * @param lastUsedAt null if it was never used; other nodes' uses may lag by a minute
     * @param endsAt {@code expiresAt}, or the earlier end by the longest lifetime that is set
     * @param state {@code ready}, {@code expired} or {@code login-needed} (by its owner)
     */
    public record Item(
            String id,
            String name,
            String owner,
            List<String> scopes,
            boolean inPath,
            Instant createdAt,
            Instant expiresAt,
            Instant lastUsedAt,
            String lastUsedFrom,
            String secretEnd,
            Instant endsAt,
            String state) {}

    /** A key with the secret that is shown this once. */
    public record Made(
            String id,
            String name,
            String secret,
            String owner,
            List<String> scopes,
            boolean inPath,
            Instant createdAt,
            Instant expiresAt) {}

    /**
     * What is set for all keys.
     *
     * @param maxLifetimeSeconds null for no limit
     * @param rolesValidSeconds how long after its owner's last login a key still works
     */
    public record Rules(
            boolean enabled,
            boolean inPathAllowed,
            Long maxLifetimeSeconds,
            long rolesValidSeconds) {}

    /**
     * A part of a list.
     *
     * @param next the cursor of the next part, or null at the end
     */
    public record Page(List<Item> items, String next, Rules rules) {}

    @GET
    @Allowed({Role.USER, Role.AUDITOR})
    public Page list(
            @QueryParam("all") @DefaultValue("false") boolean all,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") String cursor,
            @Context HttpServletRequest clientRequest) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiProblem.of(400, "limit is a number from 1 to " + MAX_LIMIT + ".");
        }
        List<ApiKey> found = possible(() -> keys.list(caller(clientRequest), all));
        int from = cursor == null ? 0 : after(found, cursor);
        int to = Math.min(found.size(), from + limit);
        String next = to < found.size() ? found.get(to - 1).id() : null;
        return new Page(found.subList(from, to).stream().map(this::item).toList(), next, rules());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed({Role.USER, Role.AUDITOR})
    public Response create(Wish wish, @Context HttpServletRequest clientRequest) {
        if (wish == null) {
            throw ApiProblem.of(400, "The body is missing: {\"name\":…}.");
        }
        ApiKeys.Wish wished =
                new ApiKeys.Wish(
                        wish.name(),
                        wish.expiresAt(),
                        wish.scopes(),
                        Boolean.TRUE.equals(wish.inPath()));
        ApiKeys.Made made = possible(() -> keys.create(caller(clientRequest), wished));
        Item item = item(made.key());
        return Response.status(Response.Status.CREATED)
                .entity(
                        new Made(
                                item.id(),
                                item.name(),
                                made.secret(),
                                item.owner(),
                                item.scopes(),
                                item.inPath(),
                                item.createdAt(),
                                item.expiresAt()))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Allowed({Role.USER, Role.AUDITOR})
    public void revoke(@PathParam("id") String id, @Context HttpServletRequest clientRequest) {
        if (!keys.revoke(caller(clientRequest), id)) {
            throw ApiProblem.of(
                    404,
                    Sentence.of("key.none", "There is no such key, or it was revoked already."));
        }
    }

    private static Caller caller(HttpServletRequest clientRequest) {
        return Caller.of(clientRequest).orElseThrow();
    }

    private static <T> T possible(Supplier<T> work) {
        try {
            return work.get();
        } catch (ApiKeys.NotPossible e) {
            throw ApiProblem.of(e.status(), e.said());
        }
    }

    private static int after(List<ApiKey> found, String cursor) {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).id().equals(cursor)) {
                return i + 1;
            }
        }
        throw ApiProblem.of(400, "The cursor is not known any more; begin again without it.");
    }

    private Rules rules() {
        ApiKeys.Rules rules = keys.rules();
        Duration longest = rules.maxLifetime();
        return new Rules(
                rules.enabled(),
                rules.inPath(),
                longest.isZero() ? null : longest.toSeconds(),
                rules.rolesValid().toSeconds());
    }

    private Item item(ApiKey key) {
        ApiKeys.Standing standing = keys.standing(key);
        return new Item(
                key.id(),
                key.name(),
                key.owner(),
                key.scopes().stream().sorted().toList(),
                key.inPath(),
                key.createdAt(),
                key.expiresAt(),
                standing.usedAt(),
                standing.usedFrom(),
                key.secretEnd(),
                standing.endsAt(),
                standing.state().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
