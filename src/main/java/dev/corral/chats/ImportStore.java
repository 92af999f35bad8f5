package dev.corral.chats;

import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import java.util.Map;

/** Stores imported chats, each in one transaction. */
final class ImportStore {

    private final Database database;
    private final Shelf shelf;

    ImportStore(Database database, Shelf shelf) {
        this.database = database;
        this.shelf = shelf;
    }

    /**
     * Stores a chat with all that belongs to it.
     *
     * @param systems system prompts of folders that are made for it, by name
     */
    void add(Imported imported, Map<String, String> systems) {
        if (imported.folder != null) {
            imported.chat.folder = folder(imported, systems);
        }
        shelf.add(
                imported.chat,
                book -> {
                    imported.messages.forEach(book::add);
                    imported.images.forEach(book::add);
                });
    }

    private String folder(Imported imported, Map<String, String> systems) {
        String name = Text.line(imported.folder, Limits.NAME);
        return name == null
                ? null
                : database.inTransaction(
                        manager ->
                                folder(manager, imported.chat, name, systems.get(imported.folder)));
    }

    private static String folder(EntityManager manager, ChatRow chat, String name, String system) {
        FolderRow known =
                manager.createQuery(
                                "SELECT f FROM FolderRow f WHERE f.ownerId = :owner AND f.name = :name",
                                FolderRow.class)
                        .setParameter("owner", chat.ownerId)
                        .setParameter("name", name)
                        .getResultStream()
                        .findFirst()
                        .orElse(null);
        if (known != null) {
            return known.id;
        }
        FolderRow made = new FolderRow(Ids.next(), chat.ownerId, System.currentTimeMillis());
        made.name = name;
        made.system = system;
        manager.persist(made);
        return made.id;
    }
}
