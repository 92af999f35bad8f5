package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.LockModeType;
import java.util.List;

/** Saved ways to ask: a model, a system prompt, parameters. Thread-safe. */
public final class Presets {

    private final Database database;

    Presets(Database database) {
        this.database = database;
    }

    /** A preset; what it does not say is null. */
    public record Preset(
            String id,
            String name,
            String model,
            String system,
            JsonNode parameters,
            long version) {

        static Preset of(PresetRow row) {
            return new Preset(
                    row.id,
                    row.name,
                    row.model,
                    row.system,
                    Text.read(row.parameters),
                    row.version);
        }
    }

    /** The caller's presets by name. */
    public List<Preset> list(Caller caller) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT p FROM PresetRow p WHERE p.ownerId = :owner ORDER BY p.name, p.id",
                                        PresetRow.class)
                                .setParameter("owner", Owner.of(caller))
                                .getResultStream()
                                .map(Preset::of)
                                .toList());
    }

    /** Makes one. */
    public Preset create(Caller caller, JsonNode body) {
        Fields fields = Fields.of(body, "name", "model", "system", "parameters");
        PresetRow row = new PresetRow(Ids.next(), Owner.of(caller));
        row.name = Limits.name(fields.text("name"), Sentence.of("thing.preset", "A preset"));
        set(row, fields);
        if (list(caller).size() >= Limits.PRESETS) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "presets.most",
                            "You have {n} presets; delete one first.",
                            "n",
                            Limits.PRESETS));
        }
        return database.inTransaction(
                manager -> {
                    manager.persist(row);
                    return Preset.of(row);
                });
    }

    private static void set(PresetRow row, Fields fields) {
        if (fields.has("model")) {
            row.model = Limits.model(fields.text("model"));
        }
        if (fields.has("system")) {
            row.system =
                    Limits.text(
                            fields.text("system"),
                            Limits.SYSTEM,
                            Sentence.of("thing.system", "A system prompt"));
        }
        if (fields.has("parameters")) {
            row.parameters = Parameters.column(fields.value("parameters"));
        }
    }

    /** Changes one. */
    public Preset change(Caller caller, String id, JsonNode body) {
        Fields fields = Fields.of(body, "version", "name", "model", "system", "parameters");
        long version = fields.number("version");
        return database.inTransaction(
                manager -> {
                    PresetRow row =
                            own(
                                    caller,
                                    manager.find(
                                            PresetRow.class, id, LockModeType.PESSIMISTIC_WRITE));
                    if (row.version != version) {
                        throw new ChatProblem.Stale(Preset.of(row));
                    }
                    if (fields.has("name")) {
                        row.name =
                                Limits.name(
                                        fields.text("name"),
                                        Sentence.of("thing.preset", "A preset"));
                    }
                    set(row, fields);
                    row.version++;
                    return Preset.of(row);
                });
    }

    /** Deletes one. */
    public void delete(Caller caller, String id) {
        database.inTransaction(
                manager -> {
                    manager.remove(own(caller, manager.find(PresetRow.class, id)));
                    return null;
                });
    }

    private static PresetRow own(Caller caller, PresetRow row) {
        return Owner.require(caller, row, row == null ? null : row.ownerId);
    }
}
