package dev.corral.settings;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Saved settings that are gone with the test. */
public final class MemorySettingsStore implements SettingsStore {

    private final Map<String, Saved> saved = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();

    @Override
    public synchronized Map<String, Saved> load() {
        return Map.copyOf(saved);
    }

    @Override
    public synchronized Saved save(
            Setting<?> setting, String text, long expectedVersion, String by) {
        Saved before = saved.getOrDefault(setting.key(), new Saved(null, 0));
        if (before.version() != expectedVersion) {
            throw new SettingConflict(setting.key());
        }
        Saved after = new Saved(text, expectedVersion + 1);
        saved.put(setting.key(), after);
        changes.add(
                0,
                new Change(setting.key(), after.version(), Instant.now(), by, before.text(), text));
        return after;
    }

    @Override
    public synchronized List<Change> history(Setting<?> setting, int limit) {
        return changes.stream().filter(c -> c.key().equals(setting.key())).limit(limit).toList();
    }
}
