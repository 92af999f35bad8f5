package dev.corral.settings;

import dev.corral.words.Sentence;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Says what a key that no setting has was perhaps meant to be: a mistyped key that is overlooked
 * could leave a door open.
 */
final class Unknown {

    private Unknown() {}

    static InvalidSetting.Problem problem(String name, String where) {
        Sentence message =
                nearest(name)
                        .map(
                                near ->
                                        Sentence.of(
                                                "setting.unknown-near",
                                                "The key \"{key}\" in {where} is no setting of Corral; perhaps {near} was meant. Correct it or take the line out.",
                                                "key",
                                                name,
                                                "where",
                                                where,
                                                "near",
                                                near))
                        .orElseGet(
                                () ->
                                        Sentence.of(
                                                "setting.unknown",
                                                "The key \"{key}\" in {where} is no setting of Corral. Correct it or take the line out.",
                                                "key",
                                                name,
                                                "where",
                                                where));
        return new InvalidSetting.Problem(name, where, message);
    }

    static InvalidSetting.Problem misplaced(String name, String where) {
        Sentence message =
                Sentence.of(
                        "setting.misplaced",
                        "{key} cannot be set in {where}, because that file is looked for in the very folder. Set it by a system property, the"
                                + " environment variable {variable} or a JNDI entry.",
                        "key",
                        name,
                        "where",
                        where,
                        "variable",
                        Catalogue.HOME.variable());
        return new InvalidSetting.Problem(name, where, message);
    }

    private static Optional<String> nearest(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Catalogue.all().stream()
                .map(Setting::key)
                .min(Comparator.comparingInt(key -> distance(lower, key)))
                .filter(key -> distance(lower, key) <= 4);
    }

    /** The number of single-letter changes between two words. */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
