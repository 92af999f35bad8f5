package dev.corral.policy;

import dev.corral.store.Database;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The versions of the policy in the database. Each method is one transaction. */
public final class PolicyStore {

    private final Database database;
    private final Clock clock;

    /** Versions in that database. */
    public PolicyStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The newest version, 0 when none was ever saved. */
    long newest() {
        Long newest =
                database.inTransaction(
                        manager ->
                                manager.createQuery(
                                                "SELECT MAX(p.version) FROM PolicyRow p",
                                                Long.class)
                                        .getSingleResult());
        return newest == null ? 0 : newest;
    }

    Optional<SavedPolicy> find(long version) {
        return database.inTransaction(
                manager ->
                        Optional.ofNullable(manager.find(PolicyRow.class, version))
                                .map(row -> saved(row)));
    }

    private static SavedPolicy saved(PolicyRow row) {
        return new SavedPolicy(
                row.version(), Instant.ofEpochMilli(row.at()), row.by(), row.note(), row.rules());
    }

    /**
     * Saves the version that follows the newest.
     *
     * @param expected the newest version that is known to who saves
     * @throws PolicyConflict when there is a newer one
     */
    SavedPolicy add(long expected, String rules, String by, String note) {
        SavedPolicy next = new SavedPolicy(expected + 1, now(), by, note, rules);
        if (newest() != expected) {
            throw new PolicyConflict();
        }
        try {
            return database.inTransaction(
                    manager -> {
                        manager.persist(new PolicyRow(next));
                        return next;
                    });
        } catch (PersistenceException e) {
            // Two at once: the key let only one of them in.
            if (Database.isIntegrityViolation(e)) {
                throw new PolicyConflict();
            }
            throw e;
        }
    }

    /** As precise as it is stored. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }

    /**
     * Versions before a version, newest first, without their rules.
     *
     * @param before {@link Long#MAX_VALUE} for the newest
     */
    List<SavedPolicy> history(long before, int limit) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT p.version, p.at, p.by, p.note FROM PolicyRow p"
                                                + " WHERE p.version < :before ORDER BY p.version DESC",
                                        Object[].class)
                                .setParameter("before", before)
                                .setMaxResults(limit)
                                .getResultStream()
                                .map(PolicyStore::line)
                                .toList());
    }

    private static SavedPolicy line(Object[] columns) {
        return new SavedPolicy(
                (Long) columns[0],
                Instant.ofEpochMilli((Long) columns[1]),
                (String) columns[2],
                (String) columns[3],
                null);
    }
}
