package dev.corral.chats;

import dev.corral.identity.Caller;
import dev.corral.store.Database;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The chats of somebody, newest first, and what is told of them. Thread-safe. */
public final class Lists {

    private static final int AT_ONCE = 500;

    private final Database database;
    private final Channels channels;
    private final Running running;

    /** Tells whether an answer grows in a chat. */
    @FunctionalInterface
    interface Running {
        boolean isAnswering(String chat);
    }

    Lists(Database database, Channels channels, Running running) {
        this.database = database;
        this.channels = channels;
        this.running = running;
    }

    /**
     * A part of a list.
     *
     * @param next the cursor of the next part, or null at the end
     */
    public record Part<T>(List<T> items, String next) {}

    /**
     * Which chats are wanted.
     *
     * @param folder only of that folder; {@code none} for those without one; null for all
     * @param tag only with that tag, or null
     * @param title only with these letters in the title, or null
     */
    public record Filter(boolean archived, String folder, String tag, String title) {

        private boolean fits(ChatRow row) {
            return (tag == null || Tags.has(row.tags, tag))
                    && (title == null
                            || row.title != null
                                    && Grams.fold(row.title).contains(Grams.fold(title)));
        }
    }

    /** Where a part ended: the chat after which the next one begins. */
    private record Place(int pinned, long updatedAt, String id) {

        static final Place BEFORE_ALL = new Place(1, Long.MAX_VALUE, "");

        static Place of(ChatRow row) {
            return new Place(row.pinned, row.updatedAt, row.id);
        }

        static Place parse(String cursor) {
            try {
                String[] parts = cursor.split("_", 3);
                return new Place(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]);
            } catch (RuntimeException e) {
                throw ChatProblem.bad("The cursor is not known; begin again without it.");
            }
        }

        String cursor() {
            return pinned + "_" + updatedAt + "_" + id;
        }
    }

    /**
     * The caller's chats: those that are pinned, then the others, each newest first.
     *
     * @param limit 1 to 500
     * @param cursor of the part before, or null
     */
    public Part<ChatItem> list(Caller caller, Filter filter, int limit, String cursor) {
        int most = Limits.page(limit);
        Place place = cursor == null ? Place.BEFORE_ALL : Place.parse(cursor);
        List<ChatItem> items = new ArrayList<>();
        while (true) {
            List<ChatRow> rows = rows(Owner.of(caller), filter, place);
            for (ChatRow row : rows) {
                if (items.size() == most) {
                    return new Part<>(items, place.cursor());
                }
                place = Place.of(row);
                if (filter.fits(row)) {
                    items.add(ChatItem.of(row, running.isAnswering(row.id)));
                }
            }
            if (rows.size() < AT_ONCE) {
                return new Part<>(items, null);
            }
        }
    }

    private List<ChatRow> rows(String ownerId, Filter filter, Place after) {
        boolean inFolder = filter.folder != null && !filter.folder.equals("none");
        String folder =
                filter.folder == null
                        ? ""
                        : inFolder ? " AND c.folder = :folder" : " AND c.folder IS NULL";
        return database.inTransaction(
                manager -> {
                    TypedQuery<ChatRow> query =
                            manager.createQuery(
                                            "SELECT c FROM ChatRow c WHERE c.ownerId = :owner AND"
                                                    + " c.archived = :archived"
                                                    + folder
                                                    + " AND (c.pinned < :pinned OR c.pinned = :pinned AND"
                                                    + " (c.updatedAt < :at OR c.updatedAt = :at AND c.id < :id))"
                                                    + " ORDER BY c.pinned DESC, c.updatedAt DESC, c.id DESC",
                                            ChatRow.class)
                                    .setParameter("owner", ownerId)
                                    .setParameter("archived", filter.archived ? 1 : 0)
                                    .setParameter("pinned", after.pinned)
                                    .setParameter("at", after.updatedAt)
                                    .setParameter("id", after.id)
                                    .setMaxResults(AT_ONCE);
                    if (inFolder) {
                        query.setParameter("folder", filter.folder);
                    }
                    return query.getResultList();
                });
    }

    /** Tells the readers of somebody's list that a chat is new or changed. */
    void tell(String ownerId, ChatItem item) {
        channels.tellList(ownerId, "chat", item);
    }

    /** The same for a row. */
    void tellChanged(ChatRow row) {
        tell(row.ownerId, ChatItem.of(row, running.isAnswering(row.id)));
    }

    /** Tells them that a chat is gone. */
    void tellGone(String ownerId, String chat) {
        channels.tellList(ownerId, "gone", Map.of("id", chat));
    }
}
