package dev.corral.settings;

import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values in force. Reading is a lookup in an immutable map and may be done from any thread,
 * also on a hot path. Changes are made one at a time; listeners run on the thread that made the
 * change, after the value is in force.
 */
public final class Settings {

    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
    private static final int MAX_SAVED_LENGTH = 4000;

    private final Map<String, Value<?>> outside;
    private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();
    private volatile Map<String, Value<?>> values;
    private SettingsStore store;

    private record Listener<T>(Setting<T> setting, Consumer<T> action) {}

    private Settings(Map<String, Value<?>> outside) {
        this.outside = outside;
        this.values = outside;
    }

    /**
     * Reads all settings of the catalogue.
     *
     * @param sources the places outside, strongest first
     * @param file the {@code corral.properties} of the data folder, which need not exist
     * @throws InvalidSetting naming every value that cannot be read, and every key of the file that
     *     no setting has
     */
    public static Settings read(List<SettingSource> sources, Path file) {
        return read(sources, PropertiesSource.read(file));
    }

    /**
     * Settings for a test: the keys of the map, defaults for the rest. Unknown keys and bad values
     * throw {@link InvalidSetting}.
     */
    public static Settings of(Map<String, String> values) {
        return read(List.of(), PropertiesSource.of(values, "the given map"));
    }

    /**
     * Reads a single setting before the data folder is known.
     *
     * @throws InvalidSetting when its text cannot be read
     */
    public static <T> Value<T> early(Setting<T> setting, List<SettingSource> sources) {
        List<InvalidSetting.Problem> problems = new ArrayList<>();
        Value<T> value = read(setting, sources, problems);
        throwIfAny(problems);
        return value;
    }

    private static Settings read(List<SettingSource> outside, PropertiesSource file) {
        List<InvalidSetting.Problem> problems = new ArrayList<>();
        for (String name : file.names()) {
            if (Catalogue.find(name).isEmpty()) {
                problems.add(Unknown.problem(name, file.where()));
            } else if (name.equals(Catalogue.HOME.key())) {
                problems.add(Unknown.misplaced(name, file.where()));
            }
        }
        List<SettingSource> sources = new ArrayList<>(outside);
        sources.add(file);
        Map<String, Value<?>> values = new LinkedHashMap<>();
        for (Setting<?> setting : Catalogue.all()) {
            values.put(setting.key(), read(setting, sources, problems));
        }
        throwIfAny(problems);
        return new Settings(values);
    }

    private static <T> Value<T> read(
            Setting<T> setting,
            List<SettingSource> sources,
            List<InvalidSetting.Problem> problems) {
        for (SettingSource source : sources) {
            Optional<SettingSource.Found> found = source.find(setting);
            if (found.isPresent()) {
                try {
                    return value(setting, found.get(), 0);
                } catch (IllegalArgumentException e) {
                    problems.add(InvalidSetting.problem(setting, found.get(), Unfit.why(e)));
                    break;
                }
            }
        }
        return byDefault(setting, 0);
    }

    private static void throwIfAny(List<InvalidSetting.Problem> problems) {
        if (!problems.isEmpty()) {
            throw new InvalidSetting(problems);
        }
    }

    private static <T> Value<T> value(Setting<T> setting, SettingSource.Found found, long version) {
        T parsed = setting.type().parse(found.text());
        return new Value<>(
                setting, parsed, found.text(), found.kind(), found.where(), version, null);
    }

    private static <T> Value<T> byDefault(Setting<T> setting, long version) {
        SettingSource.Kind kind = SettingSource.Kind.DEFAULT;
        return new Value<>(
                setting,
                setting.defaultValue(),
                setting.defaultText(),
                kind,
                kind.place(""),
                version,
                null);
    }

    /** The value in force; never null. */
    public <T> T get(Setting<T> setting) {
        return value(setting).value();
    }

    /** The value in force with its source. */
    public <T> Value<T> value(Setting<T> setting) {
        Value<?> value = values.get(setting.key());
        if (value == null || value.setting() != setting) {
            throw new IllegalArgumentException(setting + " is not in the catalogue");
        }
        @SuppressWarnings("unchecked") // The value of a setting was made from that setting.
        Value<T> typed = (Value<T>) value;
        return typed;
    }

    /** All values in the order of the catalogue. */
    public List<Value<?>> all() {
        return List.copyOf(values.values());
    }

    /** Calls the action with each new value of a setting until the result is closed. */
    public <T> Subscription onChange(Setting<T> setting, Consumer<T> action) {
        Listener<T> listener = new Listener<>(setting, action);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends a listener. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Lays the saved values over the defaults, at start, before anything reads settings that can be
     * saved.
     *
     * @throws InvalidSetting when a saved value cannot be read
     */
    public synchronized void attach(SettingsStore newStore) {
        this.store = Objects.requireNonNull(newStore);
        values = overlay(newStore.load(), true);
    }

    /**
     * Reads the saved values again, for changes that another node made; live ones are in force and
     * told to listeners afterwards.
     */
    public synchronized void refresh() {
        install(overlay(store.load(), false));
    }

    /**
     * Saves a change.
     *
     * @param text null to go back to the default
     * @param expectedVersion the {@link Value#version} that the change was made from
     * @param by the caller's name, for the history
     * @return the value afterwards; for a setting that needs a restart the old one with {@link
     *     Value#pending}
     * @throws InvalidSetting when the text cannot be read
     * @throws SettingFixed when the setting cannot be changed in the page
     * @throws SettingConflict when somebody else was faster
     */
    public synchronized <T> Value<T> save(
            Setting<T> setting, String text, long expectedVersion, String by) {
        if (store == null) {
            throw new IllegalStateException("there is no store of settings");
        }
        if (value(setting).fixed()) {
            throw new SettingFixed(value(setting));
        }
        String trimmed = SettingSource.text(text).orElse(null);
        if (trimmed != null) {
            check(setting, trimmed);
        }
        store.save(setting, trimmed, expectedVersion, by);
        LOG.info("{} changed the setting {}", by, setting.key());
        install(overlay(store.load(), false));
        return value(setting);
    }

    /**
     * What can be said of a text that somebody would save; empty when it is fine. Asks nobody and
     * changes nothing.
     */
    public static Optional<Advice> advice(Setting<?> setting, String text) {
        String trimmed = SettingSource.text(text).orElse(null);
        if (trimmed == null) {
            return Optional.empty();
        }
        if (setting == Catalogue.OLLAMA_BASE_URLS && trimmed.length() <= MAX_SAVED_LENGTH) {
            return BaseUrlsAdvice.of(trimmed);
        }
        try {
            parse(setting, trimmed);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Advice(Unfit.why(e), true, null));
        }
    }

    /** The latest changes of a setting, newest first. */
    public List<SettingsStore.Change> history(Setting<?> setting, int limit) {
        SettingsStore current;
        synchronized (this) {
            current = store;
        }
        return current == null ? List.of() : current.history(setting, limit);
    }

    private static void check(Setting<?> setting, String text) {
        try {
            parse(setting, text);
        } catch (IllegalArgumentException e) {
            SettingSource.Kind kind = SettingSource.Kind.DATABASE;
            throw InvalidSetting.of(
                    InvalidSetting.problem(
                            setting,
                            new SettingSource.Found(
                                    text, kind, Sentence.of("where.to-be-saved", "to be saved")),
                            Unfit.why(e)));
        }
    }

    private static void parse(Setting<?> setting, String text) {
        if (text.length() > MAX_SAVED_LENGTH) {
            throw Unfit.of(
                    "value.longer", "it is longer than {n} characters", "n", MAX_SAVED_LENGTH);
        }
        setting.type().parse(text);
    }

    private Map<String, Value<?>> overlay(
            Map<String, SettingsStore.Saved> saved, boolean starting) {
        List<InvalidSetting.Problem> problems = new ArrayList<>();
        Map<String, Value<?>> result = new LinkedHashMap<>();
        for (Value<?> base : outside.values()) {
            SettingsStore.Saved mine = saved.get(base.setting().key());
            result.put(
                    base.setting().key(),
                    mine == null ? base : overlay(base, mine, starting, problems));
        }
        throwIfAny(problems);
        return result;
    }

    private <T> Value<T> overlay(
            Value<T> base,
            SettingsStore.Saved saved,
            boolean starting,
            List<InvalidSetting.Problem> problems) {
        Setting<T> setting = base.setting();
        if (base.fixed()) {
            return base;
        }
        Value<T> stored = base;
        SettingSource.Kind kind = SettingSource.Kind.DATABASE;
        if (saved.text() == null) {
            stored = byDefault(setting, saved.version());
        } else {
            SettingSource.Found found = new SettingSource.Found(saved.text(), kind, kind.place(""));
            try {
                stored = value(setting, found, saved.version());
            } catch (IllegalArgumentException e) {
                problems.add(InvalidSetting.problem(setting, found, Unfit.why(e)));
            }
        }
        return starting || setting.change() == Setting.Change.LIVE
                ? stored
                : pending(value(setting), stored);
    }

    private static <T> Value<T> pending(Value<T> running, Value<T> stored) {
        String text = running.value().equals(stored.value()) ? null : stored.text();
        return new Value<>(
                running.setting(),
                running.value(),
                running.text(),
                running.kind(),
                running.where(),
                stored.version(),
                text);
    }

    private void install(Map<String, Value<?>> next) {
        Map<String, Value<?>> before = values;
        values = next;
        for (Listener<?> listener : listeners) {
            tell(listener, before);
        }
    }

    private <T> void tell(Listener<T> listener, Map<String, Value<?>> before) {
        T now = get(listener.setting());
        if (before.get(listener.setting().key()).value().equals(now)) {
            return;
        }
        try {
            listener.action().accept(now);
        } catch (RuntimeException e) {
            LOG.error("A change of {} could not be taken up", listener.setting(), e);
        }
    }
}
