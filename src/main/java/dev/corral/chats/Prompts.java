package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The library of prompts: everybody's own, and those that others share. Texts may hold {@code
 * {{field}}} and {@code {{field:default}}}, which the page fills in. Thread-safe.
 */
public final class Prompts {

    private static final int MOST_SHARED = 1_000;
    private static final int AT_ONCE = 25;

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

    /**
     * The caller's prompts and those that others share, by name. Of what others share there is no
     * more than everybody's page can take.
     */
    public List<Prompt> list(Caller caller) {
        return database.inTransaction(
                manager -> {
                    List<PromptRow> rows = new ArrayList<>(own(manager, Owner.of(caller)));
                    addShared(manager, Owner.of(caller), rows);
                    return rows.stream()
                            .sorted(Comparator.comparing((PromptRow row) -> row.name))
                            .map(row -> Prompt.of(row, caller))
                            .toList();
                });
    }

    private static List<PromptRow> own(EntityManager manager, String ownerId) {
        return manager.createQuery(
                        "SELECT p FROM PromptRow p WHERE p.ownerId = :owner ORDER BY p.name, p.id",
                        PromptRow.class)
                .setParameter("owner", ownerId)
                .getResultList();
    }

    private static void addShared(EntityManager manager, String ownerId, List<PromptRow> rows) {
        long size = 0;
        for (int at = 0; at < MOST_SHARED; at += AT_ONCE) {
            List<PromptRow> some =
                    manager.createQuery(
                                    "SELECT p FROM PromptRow p WHERE p.ownerId <> :owner AND p.shared = 1"
                                            + " ORDER BY p.name, p.id",
                                    PromptRow.class)
                            .setParameter("owner", ownerId)
                            .setFirstResult(at)
                            .setMaxResults(AT_ONCE)
                            .getResultList();
            for (PromptRow row : some) {
                size += row.text.length();
                if (size > Limits.PROMPTS_LISTED_TEXT) {
                    return;
                }
                rows.add(row);
            }
            if (some.size() < AT_ONCE) {
                return;
            }
        }
    }

    /** Makes one. */
    public Prompt create(Caller caller, JsonNode body) {
        Fields fields = Fields.of(body, "name", "text", "shared");
        PromptRow row = new PromptRow(Ids.next(), Owner.of(caller), caller.name());
        row.name = Limits.name(fields.text("name"), Sentence.of("thing.prompt", "A prompt"));
        row.text = text(fields);
        row.shared = fields.bool("shared", false) ? 1 : 0;
        row.changedAt = clock.millis();
        return database.inTransaction(
                manager -> {
                    refuseTooMuch(own(manager, row.ownerId), row);
                    manager.persist(row);
                    return Prompt.of(row, caller);
                });
    }

    /** Everybody reads what is shared: nobody may fill the pages of all others. */
    private static void refuseTooMuch(List<PromptRow> own, PromptRow changed) {
        List<PromptRow> all = new ArrayList<>(own);
        all.removeIf(row -> row.id.equals(changed.id));
        if (all.size() >= Limits.PROMPTS) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "prompts.most",
                            "You have {n} prompts; delete one first.",
                            "n",
                            Limits.PROMPTS));
        }
        all.add(changed);
        if (all.stream().mapToLong(row -> row.text.length()).sum() > Limits.PROMPTS_TEXT) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "prompts.large",
                            "Your prompts may have at most {n} characters together; delete one first.",
                            "n",
                            Limits.PROMPTS_TEXT));
        }
        long shared =
                all.stream()
                        .filter(row -> row.shared != 0)
                        .mapToLong(row -> row.text.length())
                        .sum();
        if (changed.shared != 0 && shared > Limits.PROMPTS_SHARED_TEXT) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "prompts.shared-large",
                            "The prompts that you share may have at most {n} characters together; share fewer.",
                            "n",
                            Limits.PROMPTS_SHARED_TEXT));
        }
    }

    private static String text(Fields fields) {
        String text =
                Limits.text(
                        fields.text("text"),
                        Limits.PROMPT,
                        Sentence.of("thing.prompt", "A prompt"));
        if (text == null) {
            throw ChatProblem.bad(Sentence.of("prompts.text", "A prompt needs a text."));
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
                        row.name =
                                Limits.name(
                                        fields.text("name"),
                                        Sentence.of("thing.prompt", "A prompt"));
                    }
                    if (fields.has("text")) {
                        row.text = text(fields);
                    }
                    if (fields.has("shared")) {
                        row.shared = fields.bool("shared", false) ? 1 : 0;
                    }
                    if (fields.has("text") || fields.has("shared")) {
                        refuseTooMuch(own(manager, row.ownerId), row);
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
