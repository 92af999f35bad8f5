package dev.corral.settings;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Where changes made in the page are kept. Implementations are safe for use by many threads. */
public interface SettingsStore {

    /**
     * What is kept for a setting.
     *
     * @param text null when the saved value was taken back, so that the default is in force
     * @param version 1 for the first change
     */
    record Saved(String text, long version) {}

    /**
     * A change that was made.
     *
     * @param before null for the default; masked for secrets
     * @param after null for the default; masked for secrets
     */
    record Change(String key, long version, Instant at, String by, String before, String after) {}

    /** Everything that was ever saved, by key. */
    Map<String, Saved> load();

    /**
     * Saves a change and its history in one transaction.
     *
     * @param text null to go back to the default
     * @param expectedVersion the version that the change was made from
     * @param by the caller's name
     * @throws SettingConflict when somebody else was faster
     */
    Saved save(Setting<?> setting, String text, long expectedVersion, String by);

    /** The latest changes of a setting, newest first. */
    List<Change> history(Setting<?> setting, int limit);
}
