package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import dev.corral.settings.Settings;
import dev.corral.settings.SettingsStore;
import dev.corral.settings.Value;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * {@code /api/v1/settings}: every setting with its source, and changes of those that are not fixed
 * from outside.
 */
@Path("v1/settings")
@Produces(MediaType.APPLICATION_JSON)
public final class SettingsResource {

    private static final int HISTORY = 100;

    private final Settings settings;

    /** The resource. */
    public SettingsResource(Settings settings) {
        this.settings = settings;
    }

    /** A list that is never long enough to be paged. */
    public record Items<T>(List<T> items) {}

    /**
     * A setting and its value; the texts of secrets are null.
     *
     * @param value the text in force
     * @param defaultValue what would be in force if it was set nowhere, for people
     * @param where the place that it comes from, in words
     * @param fixed whether it can only be changed there
     * @param change {@code live}, {@code restart} or {@code outside}
     * @param pending a saved text that will be in force after the next start, or null
     * @param version what a change has to name
     */
    public record Item(
            String key,
            String type,
            String expected,
            String value,
            @JsonProperty("default") String defaultValue,
            String source,
            String where,
            boolean fixed,
            String change,
            boolean secret,
            String pending,
            long version,
            String variable,
            String help,
            Said said) {}

    /**
     * What the page says in other languages.
     *
     * @param expected what a value looks like
     * @param where the place that the value comes from
     */
    public record Said(Sentence expected, Sentence where) {}

    /**
     * A change.
     *
     * @param value null to go back to the default
     * @param version the version that the change was made from
     */
    public record Change(
            @JsonProperty(required = true) String value,
            @JsonProperty(required = true) long version) {}

    /** A change that was made. */
    public record Past(long version, Instant at, String by, String before, String after) {}

    @GET
    @Allowed(Role.ADMIN)
    public Items<Item> list() {
        return new Items<>(settings.all().stream().map(SettingsResource::item).toList());
    }

    @GET
    @Path("{key}")
    @Allowed(Role.ADMIN)
    public Item get(@PathParam("key") String key) {
        return item(settings.value(find(key)));
    }

    @PUT
    @Path("{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Item change(
            @PathParam("key") String key,
            Change change,
            @Context HttpServletRequest clientRequest) {
        if (change == null) {
            throw ApiProblem.of(400, "The body is missing: {\"value\":…,\"version\":…}.");
        }
        String by = Caller.of(clientRequest).orElseThrow().name();
        return item(settings.save(find(key), change.value(), change.version(), by));
    }

    /** A text that was not saved yet. */
    public record Draft(@JsonProperty(required = true) String value) {}

    /**
     * What can be said of it.
     *
     * @param what null when it is fine
     * @param refused whether it could not be saved
     * @param suggestion what was probably meant, or null
     * @param said what is wrong, for other languages; null when it is fine
     */
    public record Verdict(String what, boolean refused, String suggestion, Sentence said) {}

    @POST
    @Path("{key}/check")
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Verdict check(@PathParam("key") String key, Draft draft) {
        Setting<?> setting = find(key);
        if (draft == null || draft.value() == null) {
            throw ApiProblem.of(400, "The body is missing: {\"value\":…}.");
        }
        return Settings.advice(setting, draft.value())
                .map(
                        one ->
                                new Verdict(
                                        one.what().text(),
                                        one.refused(),
                                        one.suggestion(),
                                        one.what()))
                .orElse(new Verdict(null, false, null, null));
    }

    @GET
    @Path("{key}/history")
    @Allowed(Role.ADMIN)
    public Items<Past> history(@PathParam("key") String key) {
        return new Items<>(
                settings.history(find(key), HISTORY).stream().map(SettingsResource::past).toList());
    }

    private static Setting<?> find(String key) {
        return Catalogue.find(key)
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        404,
                                        Sentence.of(
                                                "setting.none",
                                                "There is no setting of that name.")));
    }

    private static Past past(SettingsStore.Change change) {
        return new Past(
                change.version(), change.at(), change.by(), change.before(), change.after());
    }

    private static Item item(Value<?> value) {
        Setting<?> setting = value.setting();
        return new Item(
                setting.key(),
                setting.type().name(),
                setting.type().expected().text(),
                setting.secret() ? null : value.text(),
                setting.defaultShown(),
                value.kind().id(),
                value.where().text(),
                value.fixed(),
                setting.change().name().toLowerCase(Locale.ROOT),
                setting.secret(),
                setting.secret() ? null : value.pending(),
                value.version(),
                setting.variable(),
                setting.help(),
                new Said(setting.type().expected(), value.where()));
    }
}
