package dev.corral.chats;

import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells which starts of Corral are alive, and marks answers of those that are not as interrupted:
 * nobody writes them any more. Where the database is not shared there is only this one.
 */
final class Nodes {

    /** After so long without a sign of life a node counts as dead. */
    static final Duration DEAD_AFTER = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final Database database;
    private final Clock clock;
    private final String node;
    private final boolean shared;

    /**
     * @param node stands for this start
     * @param shared whether other nodes can have the database
     */
    Nodes(Database database, Clock clock, String node, boolean shared) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.shared = shared;
    }

    /** This one is alive; and what dead ones left is marked. */
    void beat() {
        int marked =
                database.inTransaction(
                        manager -> {
                            sign(manager);
                            return mark(manager);
                        });
        if (marked > 0) {
            LOG.info("{} answers that a former run left unfinished are marked so", marked);
        }
    }

    private void sign(EntityManager manager) {
        long now = clock.millis();
        NodeRow own = manager.find(NodeRow.class, node);
        if (own == null) {
            manager.persist(new NodeRow(node, now));
        } else {
            own.seenAt = now;
        }
        manager.flush();
        manager.createQuery("DELETE FROM NodeRow n WHERE n.id <> :own AND n.seenAt < :dead")
                .setParameter("own", node)
                .setParameter("dead", dead(now))
                .executeUpdate();
    }

    private long dead(long now) {
        return shared ? now - DEAD_AFTER.toMillis() : Long.MAX_VALUE;
    }

    private int mark(EntityManager manager) {
        List<MessageRow> left =
                manager.createQuery(
                                "SELECT m FROM MessageRow m WHERE m.node IS NOT NULL AND m.node NOT IN"
                                        + " (SELECT n.id FROM NodeRow n)",
                                MessageRow.class)
                        .getResultList();
        for (MessageRow row : left) {
            row.state = "interrupted";
            row.node = null;
            row.error =
                    Text.json(
                            MessageView.Trouble.of(
                                    503,
                                    Sentence.of(
                                            "answer.restarted",
                                            "Corral was restarted while this was written. Continue, or ask again."),
                                    null));
            long now = Sizes.of(row);
            manager.createQuery("UPDATE ChatRow c SET c.size = c.size + :more WHERE c.id = :id")
                    .setParameter("more", now - row.size)
                    .setParameter("id", row.chat)
                    .executeUpdate();
            row.size = now;
            String owner =
                    manager.createQuery(
                                    "SELECT c.ownerId FROM ChatRow c WHERE c.id = :id",
                                    String.class)
                            .setParameter("id", row.chat)
                            .getResultStream()
                            .findFirst()
                            .orElse(null);
            if (owner != null) {
                Traces.put(manager, owner, row);
            }
        }
        return left.size();
    }

    /** This one ends. */
    void leave() {
        database.inTransaction(
                manager ->
                        manager.createQuery("DELETE FROM NodeRow n WHERE n.id = :own")
                                .setParameter("own", node)
                                .executeUpdate());
    }
}
