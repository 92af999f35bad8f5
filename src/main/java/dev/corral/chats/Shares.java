package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Links by which others read a chat: chosen people, or everybody who may use Corral. A link shows
 * one branch up to the message where it ended when the link was made or renewed: what is written
 * later is not shown, what is changed or deleted is so for readers, too. Thread-safe.
 */
public final class Shares {

    private static final int LISTED = 500;

    private final Database database;
    private final Library library;
    private final Lists lists;
    private final Clock clock;

    Shares(Database database, Library library, Lists lists, Clock clock) {
        this.database = database;
        this.library = library;
        this.lists = lists;
        this.clock = clock;
    }

    /**
     * A link, as its owner sees it.
     *
     * @param with names of who may read; empty when everybody may
     */
    public record Share(
            String id, String chat, boolean everyone, List<String> with, Instant createdAt) {
        static Share of(ShareRow row) {
            return new Share(
                    row.id,
                    row.chat,
                    row.everyone != 0,
                    Text.readList(row.readers, String.class),
                    Instant.ofEpochMilli(row.createdAt));
        }
    }

    /** A chat that somebody shares, as it stands in a list. */
    public record Shared(
            String id, String title, String owner, boolean everyone, Instant createdAt) {}

    /** A shared chat as its readers see it: one branch, no system prompt, no parameters. */
    public record SharedChat(
            String id,
            String title,
            String owner,
            String model,
            Instant createdAt,
            List<MessageView> messages) {}

    /** The link to the caller's chat. */
    public Share get(Caller caller, String chat) {
        library.read(caller, chat, Book::chat);
        return database.inTransaction(
                manager -> {
                    ShareRow row = find(manager, chat);
                    return Share.of(Owner.require(caller, row, row == null ? null : row.ownerId));
                });
    }

    /** Makes or renews the link to the caller's chat: the same address, other readers. */
    public Share put(Caller caller, String chat, JsonNode body) {
        Fields fields = Fields.of(body, "everyone", "with");
        boolean everyone = fields.bool("everyone", false);
        Set<String> names = new LinkedHashSet<>();
        fields.texts("with")
                .forEach(
                        name ->
                                names.add(
                                        Limits.name(
                                                name, Sentence.of("thing.reader", "A reader"))));
        if (names.size() > Limits.READERS || everyone == !names.isEmpty()) {
            throw ChatProblem.bad(
                    "Say either {\"everyone\":true} or {\"with\":[…]} with 1 to "
                            + Limits.READERS
                            + " names.");
        }
        if (Library.isTemporary(chat)) {
            library.read(caller, chat, Book::chat);
            throw new ChatProblem(
                    409, Sentence.of("share.temporary", "A temporary chat cannot be shared."));
        }
        ChatRow shared = mark(caller, chat, 1);
        Share share =
                database.inTransaction(
                        manager -> {
                            ShareRow row = find(manager, chat);
                            if (row == null) {
                                row =
                                        new ShareRow(
                                                Ids.next(),
                                                chat,
                                                Owner.of(caller),
                                                caller.name(),
                                                clock.millis());
                                manager.persist(row);
                            }
                            row.everyone = everyone ? 1 : 0;
                            row.leaf = shared.leaf;
                            row.readers = Text.json(names);
                            readers(manager, row.id, names);
                            return Share.of(row);
                        });
        return share;
    }

    private ChatRow mark(Caller caller, String chat, int shared) {
        ChatRow row =
                library.change(
                        caller,
                        chat,
                        book -> {
                            book.chat().shared = shared;
                            return book.chat();
                        });
        lists.tellChanged(row);
        return row;
    }

    private static void readers(EntityManager manager, String share, Set<String> names) {
        manager.createQuery("DELETE FROM ReaderRow r WHERE r.share = :share")
                .setParameter("share", share)
                .executeUpdate();
        for (String name : names) {
            manager.persist(new ReaderRow(Ids.next(), share, Owner.of(name)));
        }
    }

    /** Takes the link to the caller's chat back: its readers see nothing from now on. */
    public void delete(Caller caller, String chat) {
        mark(caller, chat, 0);
        database.inTransaction(
                manager -> {
                    remove(manager, chat);
                    return null;
                });
    }

    static void remove(EntityManager manager, String chat) {
        manager.createQuery(
                        "DELETE FROM ReaderRow r WHERE r.share IN"
                                + " (SELECT s.id FROM ShareRow s WHERE s.chat = :chat)")
                .setParameter("chat", chat)
                .executeUpdate();
        manager.createQuery("DELETE FROM ShareRow s WHERE s.chat = :chat")
                .setParameter("chat", chat)
                .executeUpdate();
    }

    private static ShareRow find(EntityManager manager, String chat) {
        return manager.createQuery("SELECT s FROM ShareRow s WHERE s.chat = :chat", ShareRow.class)
                .setParameter("chat", chat)
                .getResultStream()
                .findFirst()
                .orElse(null);
    }

    /** What others share with the caller, newest first; at most 500. */
    public List<Shared> withMe(Caller caller) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT s.id, c.title, s.ownerName, s.everyone, s.createdAt"
                                                + " FROM ShareRow s, ChatRow c WHERE c.id = s.chat"
                                                + " AND s.ownerId <> :me AND (s.everyone = 1 OR s.id IN"
                                                + " (SELECT r.share FROM ReaderRow r WHERE r.readerId = :me))"
                                                + " ORDER BY s.createdAt DESC",
                                        Object[].class)
                                .setParameter("me", Owner.of(caller))
                                .setMaxResults(LISTED)
                                .getResultStream()
                                .map(
                                        row ->
                                                new Shared(
                                                        (String) row[0],
                                                        (String) row[1],
                                                        (String) row[2],
                                                        ((Number) row[3]).intValue() != 0,
                                                        Instant.ofEpochMilli((Long) row[4])))
                                .toList());
    }

    /** A shared chat. */
    public SharedChat open(Caller caller, String id) {
        return readable(caller, id, Shares::shown);
    }

    static SharedChat shown(ShareRow share, Book book) {
        Map<String, List<ImageInfo>> images = Chats.byMessage(book.images());
        return new SharedChat(
                share.id,
                book.chat().title,
                share.ownerName,
                book.chat().model,
                Instant.ofEpochMilli(share.createdAt),
                branch(share, book).stream()
                        .map(row -> shown(row, images.getOrDefault(row.id, List.of())))
                        .toList());
    }

    private static List<MessageRow> branch(ShareRow share, Book book) {
        return Request.branch(book.messages(), share.leaf);
    }

    private static MessageView shown(MessageRow row, List<ImageInfo> images) {
        MessageRow copy = Rows.copy(row);
        copy.error = null;
        copy.state = row.isUnderWay() ? "interrupted" : row.state;
        return MessageView.of(copy, images);
    }

    /** An image of a shared chat, if it belongs to the branch that is shown. */
    public Chats.Bytes image(Caller caller, String id, String image) {
        return readable(
                caller,
                id,
                (share, book) -> {
                    Set<String> shown = new HashSet<>();
                    branch(share, book).forEach(row -> shown.add(row.id));
                    ImageRow row = book.image(image);
                    if (row == null || !shown.contains(row.message)) {
                        throw ChatProblem.notFound();
                    }
                    return new Chats.Bytes(row.type, row.content);
                });
    }

    private <T> T readable(Caller caller, String id, BiFunction<ShareRow, Book, T> work) {
        return database.inTransaction(
                manager -> {
                    ShareRow share = manager.find(ShareRow.class, id);
                    if (share == null || !mayRead(manager, caller, share)) {
                        throw ChatProblem.notFound();
                    }
                    ChatRow chat = manager.find(ChatRow.class, share.chat);
                    if (chat == null) {
                        throw ChatProblem.notFound();
                    }
                    return work.apply(share, DatabaseShelf.open(manager, chat));
                });
    }

    private static boolean mayRead(EntityManager manager, Caller caller, ShareRow share) {
        String me = Owner.of(caller);
        return share.everyone != 0
                || share.ownerId.equals(me)
                || manager.createQuery(
                                        "SELECT COUNT(r) FROM ReaderRow r WHERE r.share = :share AND r.readerId = :me",
                                        Long.class)
                                .setParameter("share", share.id)
                                .setParameter("me", me)
                                .getSingleResult()
                        > 0;
    }
}
