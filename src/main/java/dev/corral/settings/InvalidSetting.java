package dev.corral.settings;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more settings that cannot be read. Its message may be shown to administrators: secrets are
 * left out of it.
 */
public final class InvalidSetting extends Refused {

    /**
     * One of them.
     *
     * @param key the setting's key, or null when a whole file is meant
     * @param where the place that it was found in
     * @param said sentences that name place, value (unless secret), what is wrong and what is
     *     expected
     */
    public record Problem(String key, String where, Sentence said) {

        /** The English text. */
        public String message() {
            return said.text();
        }
    }

    private final transient List<Problem> problems;

    InvalidSetting(List<Problem> problems) {
        super(said(problems));
        this.problems = List.copyOf(problems);
    }

    private static Sentence said(List<Problem> problems) {
        if (problems.size() == 1) {
            return problems.get(0).said();
        }
        return new Sentence(
                "setting.several",
                problems.stream().map(Problem::message).collect(Collectors.joining("\n")),
                Sentence.values("all", problems.stream().map(Problem::said).toList()));
    }

    /** All that were found, at least one. */
    public List<Problem> problems() {
        return problems;
    }

    static InvalidSetting of(Problem problem) {
        return new InvalidSetting(List.of(problem));
    }

    static InvalidSetting unreadable(String file, Sentence why) {
        return of(
                new Problem(
                        null,
                        file,
                        Sentence.of(
                                "setting.file",
                                "The settings file {file} cannot be used: {why}.",
                                "file",
                                file,
                                "why",
                                why)));
    }

    static Problem problem(Setting<?> setting, SettingSource.Found found, Sentence why) {
        Sentence value =
                setting.secret()
                        ? Sentence.of("value.secret", "its value (not shown, it is secret)")
                        : Sentence.of(
                                "value.quoted", "\"{value}\"", "value", shorten(found.text()));
        return new Problem(
                setting.key(),
                found.where().text(),
                Sentence.of(
                        "setting.invalid",
                        "The setting {key} ({where}) cannot be used: {value} is not right: {why}. Expected: {expected}.",
                        "key",
                        setting.key(),
                        "where",
                        found.where(),
                        "value",
                        value,
                        "why",
                        why,
                        "expected",
                        setting.type().expected()));
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
