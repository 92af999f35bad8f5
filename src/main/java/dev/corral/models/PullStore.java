package dev.corral.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pulls of all nodes as each told them last, so that they are known on the others and after the
 * end of the process. Each method is one transaction; thread-safe.
 */
public final class PullStore {

    /** A pull of another node that was not told for so long does not run any more. */
    static final Duration SILENT = Duration.ofSeconds(20);

    private static final Duration STALE_KEPT = Duration.ofDays(7);
    private static final int ENDED_KEPT = 100;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Database database;
    private final Clock clock;
    private final String node;
    private final boolean alone;

    /** What is kept as JSON. */
    private record Progress(
            String step,
            List<PullView.Layer> layers,
            String error,
            String code,
            Map<String, Object> values) {}

    /**
     * @param node stands for this start of the process
     * @param alone whether no other node can run: then whatever is another's is of the past
     */
    public PullStore(Database database, Clock clock, String node, boolean alone) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.alone = alone;
    }

    boolean isAlone() {
        return alone;
    }

    /** Puts new ones of this node in. */
    void add(Collection<PullView> pulls) {
        database.inTransaction(
                manager -> {
                    forgetOld(manager);
                    for (PullView pull : pulls) {
                        PullRow row = new PullRow(pull.id(), node);
                        fill(row, pull);
                        manager.persist(row);
                    }
                    return null;
                });
    }

    private void forgetOld(EntityManager manager) {
        manager.createQuery(
                        "SELECT p FROM PullRow p WHERE p.endedAt IS NOT NULL ORDER BY p.endedAt DESC",
                        PullRow.class)
                .setFirstResult(ENDED_KEPT)
                .setMaxResults(ENDED_KEPT)
                .getResultList()
                .forEach(manager::remove);
        manager.createQuery("DELETE FROM PullRow p WHERE p.seenAt < :old")
                .setParameter("old", clock.millis() - STALE_KEPT.toMillis())
                .executeUpdate();
    }

    /** Tells how some of this node stand now; one that was taken away stays away. */
    void tell(Collection<PullView> pulls) {
        database.inTransaction(
                manager -> {
                    for (PullView pull : pulls) {
                        PullRow row = manager.find(PullRow.class, pull.id());
                        if (row != null) {
                            fill(row, pull);
                        }
                    }
                    return null;
                });
    }

    private void fill(PullRow row, PullView pull) {
        row.model = pull.model();
        row.backend = pull.backend();
        row.by = pull.by();
        row.state = pull.state();
        row.createdAt = pull.createdAt().toEpochMilli();
        row.endedAt = pull.endedAt() == null ? null : pull.endedAt().toEpochMilli();
        row.seenAt = clock.millis();
        row.progress =
                write(
                        new Progress(
                                pull.step(),
                                pull.layers(),
                                pull.error(),
                                pull.code(),
                                pull.values()));
    }

    /** All but those ids, the newest last. */
    List<PullView> list(Set<String> but) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT p FROM PullRow p ORDER BY p.createdAt, p.id",
                                        PullRow.class)
                                .getResultStream()
                                .filter(row -> !but.contains(row.id))
                                .map(this::view)
                                .toList());
    }

    /** How one stands, or null. */
    PullView find(String id) {
        return database.inTransaction(
                manager -> {
                    PullRow row = manager.find(PullRow.class, id);
                    return row == null ? null : view(row);
                });
    }

    /** Forgets some. */
    void remove(Collection<String> ids) {
        database.inTransaction(
                manager -> {
                    for (String id : ids) {
                        manager.createQuery("DELETE FROM PullRow p WHERE p.id = :id")
                                .setParameter("id", id)
                                .executeUpdate();
                    }
                    return null;
                });
    }

    private PullView view(PullRow row) {
        Progress progress = read(row.progress);
        boolean dead = row.isOpen() && isDead(row);
        Instant ended = row.endedAt == null ? null : Instant.ofEpochMilli(row.endedAt);
        return new PullView(
                row.id,
                row.model,
                row.backend,
                row.by,
                dead ? PullView.INTERRUPTED : row.state,
                progress.step,
                progress.layers == null ? List.of() : progress.layers,
                Instant.ofEpochMilli(row.createdAt),
                dead ? Instant.ofEpochMilli(row.seenAt) : ended,
                dead ? Pull.INTERRUPTED.text() : progress.error,
                dead ? Pull.INTERRUPTED.code() : progress.code,
                dead ? Pull.INTERRUPTED.values() : progress.values);
    }

    private boolean isDead(PullRow row) {
        boolean silent = row.seenAt < clock.millis() - SILENT.toMillis();
        return !row.node.equals(node) && (alone || silent);
    }

    private static Progress read(String json) {
        try {
            return JSON.readValue(json, Progress.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the progress of a pull cannot be read", e);
        }
    }

    private static String write(Progress progress) {
        try {
            return JSON.writeValueAsString(progress);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the progress of a pull cannot be written", e);
        }
    }
}
