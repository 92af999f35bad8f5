package dev.corral.store;

import dev.corral.settings.Setting;
import dev.corral.settings.SettingConflict;
import dev.corral.settings.SettingsStore;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Settings saved in the database, with the history of their changes. */
public final class DatabaseSettings implements SettingsStore {

    private static final String MASK = "••••";

    private final Database database;
    private final Clock clock;

    /** Settings of that database. */
    public DatabaseSettings(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Map<String, Saved> load() {
        return database.inTransaction(
                manager ->
                        manager.createQuery("SELECT s FROM SettingRow s", SettingRow.class)
                                .getResultStream()
                                .collect(
                                        Collectors.toMap(
                                                SettingRow::key,
                                                row -> new Saved(row.text(), row.version()))));
    }

    @Override
    public Saved save(Setting<?> setting, String text, long expectedVersion, String by) {
        try {
            return database.inTransaction(
                    manager -> save(manager, setting, text, expectedVersion, by));
        } catch (PersistenceException e) {
            // Two first changes at once: both found no row, and the key lets only one of them in.
            if (expectedVersion == 0 && Database.isIntegrityViolation(e)) {
                throw new SettingConflict(setting.key());
            }
            throw e;
        }
    }

    private Saved save(
            EntityManager manager,
            Setting<?> setting,
            String text,
            long expectedVersion,
            String by) {
        SettingRow row = manager.find(SettingRow.class, setting.key());
        String before = row == null ? null : row.text();
        if (expectedVersion == 0 && row == null) {
            manager.persist(new SettingRow(setting.key(), text));
        } else if (update(manager, setting.key(), text, expectedVersion) == 0) {
            throw new SettingConflict(setting.key());
        }
        long version = expectedVersion + 1;
        manager.persist(
                new SettingChangeRow(
                        new Change(
                                setting.key(),
                                version,
                                clock.instant(),
                                by,
                                shown(setting, before),
                                shown(setting, text))));
        return new Saved(text, version);
    }

    private static int update(
            EntityManager manager, String key, String text, long expectedVersion) {
        return manager.createQuery(
                        "UPDATE SettingRow s SET s.text = :text, s.version = :next WHERE s.key = :key AND s.version = :expected")
                .setParameter("text", text)
                .setParameter("next", expectedVersion + 1)
                .setParameter("key", key)
                .setParameter("expected", expectedVersion)
                .executeUpdate();
    }

    private static String shown(Setting<?> setting, String text) {
        return text != null && setting.secret() ? MASK : text;
    }

    @Override
    public List<Change> history(Setting<?> setting, int limit) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT c FROM SettingChangeRow c WHERE c.key = :key ORDER BY c.version DESC",
                                        SettingChangeRow.class)
                                .setParameter("key", setting.key())
                                .setMaxResults(limit)
                                .getResultStream()
                                .map(SettingChangeRow::change)
                                .toList());
    }
}
