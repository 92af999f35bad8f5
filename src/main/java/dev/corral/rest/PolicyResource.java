package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.policy.InvalidPolicy;
import dev.corral.policy.Policy;
import dev.corral.policy.PolicyConflict;
import dev.corral.policy.PolicyFixed;
import dev.corral.policy.PolicyInForce;
import dev.corral.policy.Rulebook;
import dev.corral.policy.SavedPolicy;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** {@code /api/v1/policy}: the rules in force, their changes and their history. */
@Path("v1/policy")
@Produces(MediaType.APPLICATION_JSON)
public final class PolicyResource {

    private static final int MAX_LIMIT = 1_000;
    private static final int LONGEST_NOTE = 500;
    private static final Sentence NO_VERSION =
            Sentence.of("policy.no-version", "There is no such version of the policy.");

    private final ObjectMapper json = Json.mapper();
    private final Rulebook rules;

    /** The resource. */
    public PolicyResource(Rulebook rules) {
        this.rules = rules;
    }

    /**
     * The policy in force.
     *
     * @param rules the whole document, {@code {"version":1,"rules":[…]}}
     * @param text the same, laid out for people to edit
     * @param version what a change has to name
     * @param source {@code outside}, {@code database} or {@code shipped}
     * @param where the place in words
     * @param whereSaid the same, for other languages
     * @param fixed whether it can only be changed there
     * @param offline whether offline mode is on
     * @param savedAt null when it was never changed in the page, as are the two that follow
     * @param problem why the newest version cannot be read, so that everything is refused; else
     *     null
     */
    public record Answer(
            JsonNode rules,
            String text,
            long version,
            String source,
            String where,
            Sentence whereSaid,
            boolean fixed,
            boolean offline,
            Instant savedAt,
            String savedBy,
            String note,
            String problem) {}

    /**
     * A change.
     *
     * @param rules the whole document, as JSON or as a text that holds it; null for the policy that
     *     Corral comes with
     * @param version the version that the change was made from
     * @param note why, or null
     */
    public record Change(
            @JsonProperty(required = true) JsonNode rules,
            @JsonProperty(required = true) long version,
            String note) {}

    /**
     * An older version that is to be in force again.
     *
     * @param restore which; 0 for the policy that Corral comes with
     * @param version the version that is in force now
     * @param note why, or null
     */
    public record Restore(
            @JsonProperty(required = true) long restore,
            @JsonProperty(required = true) long version,
            String note) {}

    /** A version that was saved. */
    public record Past(long version, Instant at, String by, String note) {}

    /**
     * A part of the history, newest first.
     *
     * @param next the cursor of the next part, or null at the end
     */
    public record Page(List<Past> items, String next) {}

    /** A version that was saved, with its rules. */
    public record PastRules(
            long version, Instant at, String by, String note, JsonNode rules, String text) {}

    @GET
    @Allowed(Role.ADMIN)
    public Answer get() {
        return answer(rules.inForce());
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Answer change(Change change, @Context HttpServletRequest clientRequest) {
        if (change == null) {
            throw ApiProblem.of(400, "The body is missing: {\"rules\":…,\"version\":…}.");
        }
        String text = PolicyText.of(change.rules());
        return answer(
                saved(
                        () ->
                                rules.save(
                                        text,
                                        change.version(),
                                        by(clientRequest),
                                        note(change.note()))));
    }

    @GET
    @Path("export")
    @Allowed(Role.ADMIN)
    public Response export() {
        return Response.ok(rules.inForce().policy().toJson())
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"corral-policy.json\"")
                .build();
    }

    @GET
    @Path("history")
    @Allowed(Role.ADMIN)
    public Page history(
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("cursor") String cursor) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiProblem.of(400, "limit is a number from 1 to " + MAX_LIMIT + ".");
        }
        long before = cursor == null ? Long.MAX_VALUE : number(cursor);
        List<SavedPolicy> found = rules.history(before, limit);
        long last = found.isEmpty() ? 1 : found.get(found.size() - 1).version();
        return new Page(
                found.stream()
                        .map(one -> new Past(one.version(), one.at(), one.by(), one.note()))
                        .toList(),
                last > 1 ? Long.toString(last) : null);
    }

    private static long number(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw ApiProblem.of(400, "The cursor is not known; begin again without it.");
        }
    }

    @GET
    @Path("history/{version}")
    @Allowed(Role.ADMIN)
    public PastRules past(@PathParam("version") long version) {
        SavedPolicy one = rules.version(version).orElseThrow(() -> ApiProblem.of(404, NO_VERSION));
        String text = one.rules() == null ? Policy.shipped().toJson() : one.rules();
        return new PastRules(one.version(), one.at(), one.by(), one.note(), tree(text), text);
    }

    @POST
    @Path("restore")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Answer restore(Restore wish, @Context HttpServletRequest clientRequest) {
        if (wish == null) {
            throw ApiProblem.of(400, "The body is missing: {\"restore\":…,\"version\":…}.");
        }
        String note = note(wish.note());
        String why =
                !note.isEmpty()
                        ? note
                        : wish.restore() == 0
                                ? "Back to the policy that Corral comes with."
                                : "Back to version " + wish.restore() + ".";
        return answer(
                saved(
                        () ->
                                rules.restore(
                                                wish.restore(),
                                                wish.version(),
                                                by(clientRequest),
                                                why)
                                        .orElseThrow(() -> ApiProblem.of(404, NO_VERSION))));
    }

    private interface Saving {
        PolicyInForce save() throws InvalidPolicy;
    }

    private static PolicyInForce saved(Saving saving) {
        try {
            return saving.save();
        } catch (InvalidPolicy e) {
            throw PolicyText.problem(e);
        } catch (PolicyConflict e) {
            throw ApiProblem.of(409, e.said());
        } catch (PolicyFixed e) {
            throw ApiProblem.of(403, e.said());
        }
    }

    private static String by(HttpServletRequest clientRequest) {
        return Caller.of(clientRequest).orElseThrow().name();
    }

    private static String note(String wished) {
        String note = wished == null ? "" : wished.strip();
        if (note.length() > LONGEST_NOTE || note.chars().anyMatch(Character::isISOControl)) {
            throw ApiProblem.of(
                    400,
                    Sentence.of(
                            "policy.note",
                            "note is one line of at most {n} characters.",
                            "n",
                            LONGEST_NOTE));
        }
        return note;
    }

    private Answer answer(PolicyInForce now) {
        String text = now.policy().toJson();
        SavedPolicy saved = now.saved();
        return new Answer(
                tree(text),
                text,
                now.version(),
                now.source().name().toLowerCase(Locale.ROOT),
                now.where().text(),
                now.where(),
                now.fixed(),
                rules.current().isOffline(),
                saved == null ? null : saved.at(),
                saved == null ? null : saved.by(),
                saved == null ? null : saved.note(),
                now.problem());
    }

    private JsonNode tree(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a saved policy is no JSON", e);
        }
    }
}
