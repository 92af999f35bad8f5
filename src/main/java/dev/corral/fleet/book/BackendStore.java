package dev.corral.fleet.book;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.settings.BaseUrl;
import dev.corral.store.Database;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was said of backends, in the database. Each method is one transaction; thread-safe. */
public final class BackendStore {

    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Database database;
    private final Clock clock;

    /** Backends in that database. */
    public BackendStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * What is kept.
     *
     * @param options null when it was taken back
     * @param locked the secrets as the vault made them, or null for none
     */
    record Kept(long version, Options options, String locked) {}

    /**
     * A change that was made.
     *
     * @param what in words, without secrets
     */
    public record Past(long version, Instant at, String by, String what) {}

    /** Everything that was ever said, by URL. */
    Map<String, Kept> load() {
        return database.inTransaction(
                manager -> {
                    Map<String, Kept> all = new TreeMap<>();
                    manager.createQuery("SELECT b FROM BackendRow b", BackendRow.class)
                            .getResultStream()
                            .forEach(row -> all.put(row.url(), kept(row)));
                    return all;
                });
    }

    private static Kept kept(BackendRow row) {
        return new Kept(
                row.version(),
                row.options() == null ? null : read(row.options(), Options.class),
                row.secrets());
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            // Without the cause, which may quote.
            throw new IllegalStateException("what is kept of a backend cannot be read");
        }
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a backend cannot be written");
        }
    }

    /**
     * Saves what is said from now on, and its history.
     *
     * @param kept its version is the one that the change was made from, 0 for none
     * @param what in words, without secrets
     * @throws BackendConflict when somebody else was faster
     */
    void save(BaseUrl url, Kept kept, String by, String what) {
        try {
            database.inTransaction(manager -> save(manager, url.toString(), kept, by, what));
        } catch (PersistenceException e) {
            // Two first changes at once: the key lets only one of them in.
            if (Database.isIntegrityViolation(e)) {
                throw new BackendConflict();
            }
            throw e;
        }
    }

    private Void save(EntityManager manager, String url, Kept kept, String by, String what) {
        String options = kept.options() == null ? null : write(kept.options());
        if (kept.version() == 0 && manager.find(BackendRow.class, url) == null) {
            manager.persist(new BackendRow(url, options, kept.locked()));
        } else if (update(manager, url, kept, options) == 0) {
            throw new BackendConflict();
        }
        manager.persist(
                new BackendChangeRow(url, kept.version() + 1, clock.instant(), by, what, options));
        return null;
    }

    private static int update(EntityManager manager, String url, Kept kept, String options) {
        return manager.createQuery(
                        "UPDATE BackendRow b SET b.options = :options, b.secrets = :secrets, b.version = :next"
                                + " WHERE b.url = :url AND b.version = :expected")
                .setParameter("options", options)
                .setParameter("secrets", kept.locked())
                .setParameter("next", kept.version() + 1)
                .setParameter("url", url)
                .setParameter("expected", kept.version())
                .executeUpdate();
    }

    /** The latest changes of a backend, newest first. */
    List<Past> history(BaseUrl url, int limit) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT c FROM BackendChangeRow c WHERE c.url = :url ORDER BY c.version DESC",
                                        BackendChangeRow.class)
                                .setParameter("url", url.toString())
                                .setMaxResults(limit)
                                .getResultStream()
                                .map(BackendChangeRow::past)
                                .toList());
    }
}
