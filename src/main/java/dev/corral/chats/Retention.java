package dev.corral.chats;

import dev.corral.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes chats in which nothing happened for as long as the administrator lets them be kept. */
final class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final int AT_ONCE = 200;

    private final Database database;
    private final Supplier<Duration> kept;
    private final Clock clock;
    private final Predicate<String> answering;

    /**
     * @param kept how long chats are kept; zero for ever
     * @param answering tells whether an answer grows in a chat here
     */
    Retention(
            Database database, Supplier<Duration> kept, Clock clock, Predicate<String> answering) {
        this.database = database;
        this.kept = kept;
        this.clock = clock;
        this.answering = answering;
    }

    /** Deletes what is too old; each chat in a transaction of its own. */
    void sweep() {
        Duration longest = kept.get();
        if (longest.isZero()) {
            return;
        }
        long before = clock.millis() - longest.toMillis();
        DatabaseShelf shelf = new DatabaseShelf(database, Capacity.unlimited());
        int count = 0;
        List<String> old = old(before);
        while (!old.isEmpty()) {
            int deleted = 0;
            for (String chat : old) {
                deleted += shelf.change(chat, book -> delete(book, before)) ? 1 : 0;
            }
            count += deleted;
            old = deleted == 0 ? List.of() : old(before);
        }
        if (count > 0) {
            LOG.info("{} chats were deleted, as corral.chats.retention says", count);
        }
    }

    private boolean delete(Book book, long before) {
        boolean due =
                book != null && book.chat().updatedAt < before && !answering.test(book.chat().id);
        if (due) {
            book.removeChat();
        }
        return due;
    }

    private List<String> old(long before) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT c.id FROM ChatRow c WHERE c.updatedAt < :before",
                                        String.class)
                                .setParameter("before", before)
                                .setMaxResults(AT_ONCE)
                                .getResultList());
    }
}
