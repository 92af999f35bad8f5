package dev.corral.settings;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One or more settings that cannot be read. Its message may be shown to administrators: secrets are
 * left out of it.
 */
public final class InvalidSetting extends RuntimeException {

    /**
     * One of them.
     *
     * @param key the setting's key, or null when a whole file is meant
     * @param where the place that it was found in
     * @param message sentences that name place, value (unless secret), what is wrong and what is
     *     expected
     */
    public record Problem(String key, String where, String message) {}

    private final transient List<Problem> problems;

    InvalidSetting(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All that were found, at least one. */
    public List<Problem> problems() {
        return problems;
    }

    static InvalidSetting of(Problem problem) {
        return new InvalidSetting(List.of(problem));
    }

    static InvalidSetting unreadable(String file, String why) {
        return of(
                new Problem(
                        null, file, "The settings file " + file + " cannot be used: " + why + "."));
    }

    static Problem problem(Setting<?> setting, SettingSource.Found found, String why) {
        String value =
                setting.secret()
                        ? "its value (not shown, it is secret)"
                        : "\"" + shorten(found.text()) + "\"";
        return new Problem(
                setting.key(),
                found.where(),
                "The setting "
                        + setting.key()
                        + " ("
                        + found.where()
                        + ") cannot be used: "
                        + value
                        + " is not right: "
                        + why
                        + ". Expected: "
                        + setting.type().expected()
                        + ".");
    }

    private static String shorten(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }
}
