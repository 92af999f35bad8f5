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

    private final Database database;

    DatabaseShelf(Database database) {
        this.database = database;
    }

    @Override
    public <T> T read(String chat, Function<Book, T> work) {
        return database.inTransaction(
                manager -> work.apply(book(manager, manager.find(ChatRow.class, chat))));
    }

    @Override
    public <T> T change(String chat, Function<Book, T> work) {
        return database.inTransaction(
                manager ->
                        work.apply(
                                book(
                                        manager,
                                        manager.find(
                                                ChatRow.class,
                                                chat,
                                                LockModeType.PESSIMISTIC_WRITE))));
    }

    @Override
    public void add(ChatRow chat, Consumer<Book> fill) {
        database.inTransaction(
                manager -> {
                    manager.persist(chat);
                    fill.accept(book(manager, chat));
                    return null;
                });
    }

    static Book book(EntityManager manager, ChatRow chat) {
        return chat == null ? null : new Stored(manager, chat);
    }

    private record Stored(EntityManager manager, ChatRow chat) implements Book {

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
            changed(message);
        }

        @Override
        public void add(ImageRow image) {
            manager.persist(image);
        }

        @Override
        public void changed(MessageRow message) {
            if (!message.isUnderWay()) {
                Traces.put(manager, chat.ownerId, message);
            }
        }

        @Override
        public void remove(Collection<MessageRow> messages) {
            for (MessageRow message : messages) {
                Traces.remove(manager, message.id);
                manager.createQuery("DELETE FROM ImageRow i WHERE i.message = :id")
                        .setParameter("id", message.id)
                        .executeUpdate();
                manager.remove(message);
            }
        }

        @Override
        public void removeChat() {
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
