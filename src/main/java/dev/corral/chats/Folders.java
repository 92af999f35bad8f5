package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.util.List;

/** Folders, each with a system prompt for the chats in it. Thread-safe. */
public final class Folders {

    private final Database database;
    private final Clock clock;

    Folders(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * A folder.
     *
     * @param system null for none
     */
    public record Folder(String id, String name, String system, long version) {
        static Folder of(FolderRow row) {
            return new Folder(row.id, row.name, row.system, row.version);
        }
    }

    /** The caller's folders by name. */
    public List<Folder> list(Caller caller) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT f FROM FolderRow f WHERE f.ownerId = :owner ORDER BY f.name, f.id",
                                        FolderRow.class)
                                .setParameter("owner", Owner.of(caller))
                                .getResultStream()
                                .map(Folder::of)
                                .toList());
    }

    /** Makes one. */
    public Folder create(Caller caller, JsonNode body) {
        Fields fields = Fields.of(body, "name", "system");
        FolderRow row = new FolderRow(Ids.next(), Owner.of(caller), clock.millis());
        row.name = Limits.name(fields.text("name"), Sentence.of("thing.folder", "A folder"));
        row.system =
                Limits.text(
                        fields.text("system"),
                        Limits.SYSTEM,
                        Sentence.of("thing.system", "A system prompt"));
        if (list(caller).size() >= Limits.FOLDERS) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "folders.most",
                            "You have {n} folders; delete one first.",
                            "n",
                            Limits.FOLDERS));
        }
        database.inTransaction(
                manager -> {
                    manager.persist(row);
                    return null;
                });
        return Folder.of(row);
    }

    /** Changes one. */
    public Folder change(Caller caller, String id, JsonNode body) {
        Fields fields = Fields.of(body, "version", "name", "system");
        long version = fields.number("version");
        return database.inTransaction(
                manager -> {
                    FolderRow row =
                            own(
                                    caller,
                                    manager.find(
                                            FolderRow.class, id, LockModeType.PESSIMISTIC_WRITE));
                    if (row.version != version) {
                        throw new ChatProblem.Stale(Folder.of(row));
                    }
                    if (fields.has("name")) {
                        row.name =
                                Limits.name(
                                        fields.text("name"),
                                        Sentence.of("thing.folder", "A folder"));
                    }
                    if (fields.has("system")) {
                        row.system =
                                Limits.text(
                                        fields.text("system"),
                                        Limits.SYSTEM,
                                        Sentence.of("thing.system", "A system prompt"));
                    }
                    row.version++;
                    return Folder.of(row);
                });
    }

    /** Deletes one; its chats stay, without a folder. */
    public void delete(Caller caller, String id) {
        database.inTransaction(
                manager -> {
                    manager.remove(own(caller, manager.find(FolderRow.class, id)));
                    return manager.createQuery(
                                    "UPDATE ChatRow c SET c.folder = NULL WHERE c.folder = :id AND"
                                            + " c.ownerId = :owner")
                            .setParameter("id", id)
                            .setParameter("owner", Owner.of(caller))
                            .executeUpdate();
                });
    }

    /** Refuses a folder that the caller does not have; null is none. */
    String require(Caller caller, String id) {
        if (id != null) {
            database.inTransaction(manager -> find(caller, manager.find(FolderRow.class, id)));
        }
        return id;
    }

    private static FolderRow find(Caller caller, FolderRow row) {
        if (row == null || !row.ownerId.equals(Owner.of(caller))) {
            throw ChatProblem.bad(Sentence.of("folders.none", "There is no such folder."));
        }
        return row;
    }

    /** The system prompt of a chat's folder, or null. */
    String system(Caller caller, String id) {
        if (id == null) {
            return null;
        }
        return database.inTransaction(
                manager -> {
                    FolderRow row = manager.find(FolderRow.class, id);
                    boolean own = row != null && row.ownerId.equals(Owner.of(caller));
                    return own ? row.system : null;
                });
    }

    private static FolderRow own(Caller caller, FolderRow row) {
        return Owner.require(caller, row, row == null ? null : row.ownerId);
    }
}
