package dev.corral.identity;

import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keys and last logins in the database. Each method is one transaction. */
final class IdentityStore {

    private final Database database;

    IdentityStore(Database database) {
        this.database = database;
    }

    /** What changed after a change number, and the number to ask with next time. */
    record Changes(long number, List<ApiKeyRow> keys, List<PrincipalRow> principals) {}

    /** One use of a key. */
    record Use(String keyId, long at, String from) {}

    /**
     * Reads what is new.
     *
     * @param number as of the last call, or -1 for everything
     */
    Changes changesSince(long number) {
        return database.inTransaction(
                manager -> {
                    long now = count(manager);
                    if (now == number) {
                        return new Changes(now, List.of(), List.of());
                    }
                    return new Changes(
                            now,
                            manager.createQuery(
                                            "SELECT k FROM ApiKeyRow k WHERE k.changeNumber > :number",
                                            ApiKeyRow.class)
                                    .setParameter("number", number)
                                    .getResultList(),
                            manager.createQuery(
                                            "SELECT p FROM PrincipalRow p WHERE p.changeNumber > :number",
                                            PrincipalRow.class)
                                    .setParameter("number", number)
                                    .getResultList());
                });
    }

    /** Stores a new key. */
    ApiKeyRow add(ApiKey key, byte[] hash) {
        return database.inTransaction(
                manager -> {
                    ApiKeyRow row = new ApiKeyRow(key, hash, next(manager));
                    manager.persist(row);
                    return row;
                });
    }

    /** The key with that id, unless it is revoked. */
    Optional<ApiKey> find(String id) {
        return database.inTransaction(
                manager ->
                        Optional.ofNullable(manager.find(ApiKeyRow.class, id))
                                .filter(row -> !row.isRevoked())
                                .map(ApiKeyRow::key));
    }

    /** All keys that are not revoked, or those of one owner, newest first. */
    List<ApiKey> list(String owner) {
        String where = owner == null ? "" : " AND k.owner = :owner";
        return database.inTransaction(
                manager -> {
                    var query =
                            manager.createQuery(
                                    "SELECT k FROM ApiKeyRow k WHERE k.revokedAt IS NULL"
                                            + where
                                            + " ORDER BY k.createdAt DESC, k.id",
                                    ApiKeyRow.class);
                    if (owner != null) {
                        query.setParameter("owner", owner);
                    }
                    // A database may compare names without case; we do not.
                    return query.getResultStream()
                            .filter(row -> owner == null || owner.equals(row.owner()))
                            .map(ApiKeyRow::key)
                            .toList();
                });
    }

    /** Revokes a key; does nothing if it is revoked already. */
    void revoke(String id, Instant when, String by) {
        database.inTransaction(
                manager -> {
                    long number = next(manager);
                    ApiKeyRow row = manager.find(ApiKeyRow.class, id);
                    if (row != null && !row.isRevoked()) {
                        row.revoke(when, by, number);
                    }
                    return null;
                });
    }

    /** Notes last uses; an older one than the stored one changes nothing. */
    void used(Collection<Use> uses) {
        database.inTransaction(
                manager -> {
                    for (Use use : uses) {
                        manager.createQuery(
                                        "UPDATE ApiKeyRow k SET k.usedAt = :at, k.usedFrom = :from"
                                                + " WHERE k.id = :id AND (k.usedAt IS NULL OR k.usedAt < :at)")
                                .setParameter("at", use.at())
                                .setParameter("from", use.from())
                                .setParameter("id", use.keyId())
                                .executeUpdate();
                    }
                    return null;
                });
    }

    /** Notes the roles of a person at a login. */
    void saw(String name, Set<String> held, Instant when) {
        database.inTransaction(
                manager -> {
                    long number = next(manager);
                    PrincipalRow row = manager.find(PrincipalRow.class, PrincipalRow.idOf(name));
                    if (row == null) {
                        row = new PrincipalRow(name);
                        row.saw(held, when, number);
                        manager.persist(row);
                    } else {
                        row.saw(held, when, number);
                    }
                    return null;
                });
    }

    private static long next(EntityManager manager) {
        manager.createQuery(
                        "UPDATE ChangeCountRow c SET c.changes = c.changes + 1 WHERE c.area = :area")
                .setParameter("area", ChangeCountRow.IDENTITY)
                .executeUpdate();
        return count(manager);
    }

    private static long count(EntityManager manager) {
        return manager.createQuery(
                        "SELECT c.changes FROM ChangeCountRow c WHERE c.area = :area", Long.class)
                .setParameter("area", ChangeCountRow.IDENTITY)
                .getSingleResult();
    }
}
