package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;

/**
 * The library of prompts: everybody's own, and those that others share. Texts may hold {@code
 * {{field}}} and {@code {{field:default}}}, which the page fills in. Thread-safe.
 */
public final class Prompts {

    private static final int MOST_SHARED = 1_000;

    private final Database database;
    private final Clock clock;

    Prompts(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A prompt.
     *
     * @param shared whether everybody sees it
     * @param mine whether the caller may change it
     */
    public record Prompt(
            String id,
            String name,
            String text,
            boolean shared,
            boolean mine,
            String owner,
            long version) {

        static Prompt of(PromptRow row, Caller caller) {
            return new Prompt(
                    row.id,
                    row.name,
                    row.text,
                    row.shared != 0,
                    row.ownerId.equals(Owner.of(caller)),
                    row.ownerName,
                    row.version);
        }
    }

    /** The caller's prompts and those that others share, by name. */
    public List<Prompt> list(Caller caller) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT p FROM PromptRow p WHERE p.ownerId = :owner OR p.shared = 1"
                                                + " ORDER BY p.name, p.id",
                                        PromptRow.class)
                                .setParameter("owner", Owner.of(caller))
                                .setMaxResults(Limits.PROMPTS + MOST_SHARED)
                                .getResultStream()
                                .map(row -> Prompt.of(row, caller))
                                .toList());
    }

    /** Makes one. */
    public Prompt create(Caller caller, JsonNode body) {
        Fields fields = Fields.of(body, "name", "text", "shared");
        PromptRow row = new PromptRow(Ids.next(), Owner.of(caller), caller.name());
        row.name = Limits.name(fields.text("name"), "A prompt");
        row.text = text(fields);
        row.shared = fields.bool("shared", false) ? 1 : 0;
        row.changedAt = clock.millis();
        return database.inTransaction(
                manager -> {
                    long mine =
                            manager.createQuery(
                                            "SELECT COUNT(p) FROM PromptRow p WHERE p.ownerId = :owner",
                                            Long.class)
                                    .setParameter("owner", row.ownerId)
                                    .getSingleResult();
                    if (mine >= Limits.PROMPTS) {
                        throw new ChatProblem(
                                409, "You have " + Limits.PROMPTS + " prompts; delete one first.");
                    }
                    manager.persist(row);
                    return Prompt.of(row, caller);
                });
    }

    private static String text(Fields fields) {
        String text = Limits.text(fields.text("text"), Limits.PROMPT, "A prompt");
        if (text == null) {
            throw ChatProblem.bad("A prompt needs a text.");
        }
        return text;
    }

    /** Changes one of the caller's. */
    public Prompt change(Caller caller, String id, JsonNode body) {
        Fields fields = Fields.of(body, "version", "name", "text", "shared");
        long version = fields.number("version");
        return database.inTransaction(
                manager -> {
                    PromptRow row =
                            own(
                                    caller,
                                    manager.find(
                                            PromptRow.class, id, LockModeType.PESSIMISTIC_WRITE));
                    if (row.version != version) {
                        throw new ChatProblem.Stale(Prompt.of(row, caller));
                    }
                    if (fields.has("name")) {
                        row.name = Limits.name(fields.text("name"), "A prompt");
                    }
                    if (fields.has("text")) {
                        row.text = text(fields);
                    }
                    if (fields.has("shared")) {
                        row.shared = fields.bool("shared", false) ? 1 : 0;
                    }
                    row.changedAt = clock.millis();
                    row.version++;
                    return Prompt.of(row, caller);
                });
    }

    /** Deletes one of the caller's. */
    public void delete(Caller caller, String id) {
        database.inTransaction(
                manager -> {
                    manager.remove(own(caller, manager.find(PromptRow.class, id)));
                    return null;
                });
    }

    private static PromptRow own(Caller caller, PromptRow row) {
        return Owner.require(caller, row, row == null ? null : row.ownerId);
    }
}
