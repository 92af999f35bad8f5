package dev.corral.settings;

import dev.corral.words.Sentence;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A place outside the database that values come from. Read at start only. */
public interface SettingSource {

    /** What kinds of places there are, strongest first. */
    enum Kind {
        JNDI("JNDI environment entry"),
        CONTEXT_PARAMETER("servlet context parameter"),
        SYSTEM_PROPERTY("system property"),
        ENVIRONMENT("environment variable"),
        FILE("corral.properties"),
        DATABASE("saved in the page"),
        DEFAULT("default");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** The name in JSON: {@code context-parameter}. */
        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }

        /** The name for people. */
        public String words() {
            return words;
        }

        /** The place of a name of this kind. */
        Sentence place(String name) {
            return switch (this) {
                case JNDI ->
                        Sentence.of("where.jndi", "JNDI environment entry {name}", "name", name);
                case CONTEXT_PARAMETER ->
                        Sentence.of(
                                "where.context", "servlet context parameter {name}", "name", name);
                case SYSTEM_PROPERTY ->
                        Sentence.of("where.system", "system property {name}", "name", name);
                case ENVIRONMENT ->
                        Sentence.of(
                                "where.environment", "environment variable {name}", "name", name);
                case FILE -> Sentence.plain(name);
                case DATABASE -> Sentence.of("where.page", "saved in the page");
                case DEFAULT -> Sentence.of("where.default", "default");
            };
        }

        /** Whether a value from here cannot be changed in the page. */
        public boolean fixed() {
            return ordinal() < DATABASE.ordinal();
        }
    }

    /**
     * A text that was found.
     *
     * @param text as it stands there, trimmed, not empty
     * @param where the place in words that help to find it, such as {@code environment variable
     *     OLLAMA_BASE_URL}
     */
    record Found(String text, Kind kind, Sentence where) {}

    /** Finds the text of a setting; empty or blank texts count as absent. */
    Optional<Found> find(Setting<?> setting);

    /** A place that is asked by a name made from the key; it answers null for what it has not. */
    static SettingSource named(Kind kind, String prefix, UnaryOperator<String> lookup) {
        return setting -> {
            String name = prefix + setting.key();
            return text(lookup.apply(name)).map(text -> new Found(text, kind, kind.place(name)));
        };
    }

    /** The environment: our own variable, else those that users of other front ends know. */
    static SettingSource environment(UnaryOperator<String> lookup) {
        return new EnvironmentSource(lookup);
    }

    static Optional<String> text(String raw) {
        return raw == null || raw.isBlank() ? Optional.empty() : Optional.of(raw.strip());
    }
}
