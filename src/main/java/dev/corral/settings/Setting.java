package dev.corral.settings;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What is known about a setting. Immutable; made by {@link #of} and the methods that return a
 * changed copy.
 *
 * @param <T> the type of its value; never null
 */
public final class Setting<T> {

    /** When a saved change takes effect, and whether it can be saved at all. */
    public enum Change {
        /** Saved in the page, in force at once; running exchanges keep what they began with. */
        LIVE,
        /** Saved in the page, in force after the next start. */
        RESTART,
        /** Needed before there is a database: only from outside. */
        OUTSIDE
    }

    private final String key;
    private final ValueType<T> type;
    private final String help;
    private final String defaultText;
    private final String defaultMeaning;
    private final List<EnvAlias> aliases;
    private final Change change;
    private final boolean secret;

    private Setting(
            String key,
            ValueType<T> type,
            String help,
            String defaultText,
            String defaultMeaning,
            List<EnvAlias> aliases,
            Change change,
            boolean secret) {
        this.key = Objects.requireNonNull(key);
        this.type = Objects.requireNonNull(type);
        this.help = Objects.requireNonNull(help);
        this.defaultText = Objects.requireNonNull(defaultText);
        this.defaultMeaning = defaultMeaning;
        this.aliases = List.copyOf(aliases);
        this.change = change;
        this.secret = secret;
        type.parse(defaultText);
    }

    /**
     * A setting that can be changed live.
     *
     * @param key {@code corral.area.name}
     * @param defaultText the text of the default, which the type must be able to read
     * @param help one sentence
     */
    public static <T> Setting<T> of(
            String key, ValueType<T> type, String defaultText, String help) {
        return new Setting<>(key, type, help, defaultText, null, List.of(), Change.LIVE, false);
    }

    Setting<T> alias(EnvAlias... names) {
        return new Setting<>(
                key, type, help, defaultText, defaultMeaning, List.of(names), change, secret);
    }

    Setting<T> change(Change when) {
        return new Setting<>(key, type, help, defaultText, defaultMeaning, aliases, when, secret);
    }

    /** Says in words what the default is when its text does not tell. */
    Setting<T> defaultMeans(String words) {
        return new Setting<>(key, type, help, defaultText, words, aliases, change, secret);
    }

    /** A copy whose value is never shown. */
    public Setting<T> asSecret() {
        return new Setting<>(key, type, help, defaultText, defaultMeaning, aliases, change, true);
    }

    /** The dotted key. */
    public String key() {
        return key;
    }

    /** How its text is read. */
    public ValueType<T> type() {
        return type;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** The text of the default. */
    public String defaultText() {
        return defaultText;
    }

    /** The default as people should read it. */
    public String defaultShown() {
        return defaultMeaning == null ? defaultText : defaultMeaning;
    }

    /** The default's value. */
    public T defaultValue() {
        return type.parse(defaultText);
    }

    /** Our own environment variable. */
    public String variable() {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Variables with other names that are taken too, the first wins. */
    public List<EnvAlias> aliases() {
        return aliases;
    }

    /** When a saved change takes effect. */
    public Change change() {
        return change;
    }

    /** Whether its value must never be shown, logged or written into a history. */
    public boolean secret() {
        return secret;
    }

    @Override
    public String toString() {
        return key;
    }
}
