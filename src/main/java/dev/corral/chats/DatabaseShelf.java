package dev.corral.chats;

import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Chats in the database; each piece of work is one transaction that holds the chat's row. */
final class DatabaseShelf implements Shelf {

    /** So many bytes more of what is said about a chat, such as its title, are always possible. */
    private static final long UNCOUNTED = 500;

    private final Database database;
    private final Capacity capacity;

    DatabaseShelf(Database database, Capacity capacity) {
        this.database = database;
        this.capacity = capacity;
    }

    @Override
    public <T> T read(String chat, Function<Book, T> work) {
        return database.inTransaction(
                manager -> work.apply(book(manager, manager.find(ChatRow.class, chat))));
    }

    @Override
    public <T> T change(String chat, Function<Book, T> work) {
        return database.inTransaction(
                manager -> {
                    Stored book =
                            book(
                                    manager,
                                    manager.find(
                                            ChatRow.class, chat, LockModeType.PESSIMISTIC_WRITE));
                    T result = work.apply(book);
                    if (book != null) {
                        book.count(capacity);
                    }
                    return result;
                });
    }

    @Override
    public void add(ChatRow chat, Consumer<Book> fill) {
        database.inTransaction(
                manager -> {
                    manager.persist(chat);
                    Stored book = new Stored(manager, chat, 0);
                    fill.accept(book);
                    book.count(capacity);
                    return null;
                });
    }

    /** The book of a chat that is only read; null for none. */
    static Book open(EntityManager manager, ChatRow chat) {
        return book(manager, chat);
    }

    private static Stored book(EntityManager manager, ChatRow chat) {
        return chat == null ? null : new Stored(manager, chat, Sizes.of(chat));
    }

    private static final class Stored implements Book {

        private final EntityManager manager;
        private final ChatRow chat;
        private final long before;
        private long more;
        private boolean gone;

        /**
         * @param before what the chat alone took, in bytes
         */
        Stored(EntityManager manager, ChatRow chat, long before) {
            this.manager = manager;
            this.chat = chat;
            this.before = before;
        }

        /** Keeps the size of the chat; what has grown must have room. */
        void count(Capacity capacity) {
            long grown = gone ? 0 : more + Sizes.of(chat) - before;
            if (more > 0 || grown > UNCOUNTED) {
                capacity.require(manager, chat.ownerId, grown);
            }
            if (grown != 0) {
                chat.size = Math.max(0, chat.size + grown);
            }
        }

        @Override
        public ChatRow chat() {
            return chat;
        }

        @Override
        public List<MessageRow> messages() {
            return manager.createQuery(
                            "SELECT m FROM MessageRow m WHERE m.chat = :chat ORDER BY m.ordinal, m.id",
                            MessageRow.class)
                    .setParameter("chat", chat.id)
                    .getResultList();
        }

        @Override
        public MessageRow message(String id) {
            MessageRow row = id == null ? null : manager.find(MessageRow.class, id);
            return row != null && row.chat.equals(chat.id) ? row : null;
        }

        @Override
        public MessageRow sentAs(String clientId) {
            return manager.createQuery(
                            "SELECT m FROM MessageRow m WHERE m.chat = :chat AND m.clientId = :id",
                            MessageRow.class)
                    .setParameter("chat", chat.id)
                    .setParameter("id", clientId)
                    .getResultStream()
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public List<ImageInfo> images() {
            return manager.createQuery(
                            "SELECT i.id, i.message, i.type, i.size, i.width, i.height FROM ImageRow i"
                                    + " WHERE i.chat = :chat ORDER BY i.ordinal",
                            Object[].class)
                    .setParameter("chat", chat.id)
                    .getResultStream()
                    .map(
                            row ->
                                    new ImageInfo(
                                            (String) row[0],
                                            (String) row[1],
                                            (String) row[2],
                                            (Long) row[3],
                                            (Integer) row[4],
                                            (Integer) row[5]))
                    .toList();
        }

        @Override
        public ImageRow image(String id) {
            ImageRow row = manager.find(ImageRow.class, id);
            return row != null && row.chat.equals(chat.id) ? row : null;
        }

        @Override
        public void add(MessageRow message) {
            manager.persist(message);
            measure(message);
            changed(message);
        }

        @Override
        public void add(ImageRow image) {
            manager.persist(image);
            more += image.size;
        }

        private void measure(MessageRow message) {
            long now = Sizes.of(message);
            more += now - message.size;
            message.size = now;
        }

        @Override
        public void changed(MessageRow message) {
            measure(message);
            if (!message.isUnderWay()) {
                Traces.put(manager, chat.ownerId, message);
            }
        }

        @Override
        public void remove(Collection<MessageRow> messages) {
            for (MessageRow message : messages) {
                Traces.remove(manager, message.id);
                more -= message.size + imagesOf(message);
                manager.createQuery("DELETE FROM ImageRow i WHERE i.message = :id")
                        .setParameter("id", message.id)
                        .executeUpdate();
                manager.remove(message);
            }
        }

        private long imagesOf(MessageRow message) {
            Long sum =
                    manager.createQuery(
                                    "SELECT SUM(i.size) FROM ImageRow i WHERE i.message = :id",
                                    Long.class)
                            .setParameter("id", message.id)
                            .getSingleResult();
            return sum == null ? 0 : sum;
        }

        @Override
        public void removeChat() {
            gone = true;
            for (String table : List.of("MessageRow x", "ImageRow x", "TraceRow x")) {
                manager.createQuery("DELETE FROM " + table + " WHERE x.chat = :chat")
                        .setParameter("chat", chat.id)
                        .executeUpdate();
            }
            Shares.remove(manager, chat.id);
            manager.remove(chat);
        }
    }
}
