package dev.corral.chats;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tags in one column, each between line ends, so that one can be looked for. Pure. */
final class Tags {

    private Tags() {}

    static List<String> list(String column) {
        return column.isEmpty() ? List.of() : List.of(column.strip().split("\n"));
    }

    /**
     * @throws ChatProblem 400 when there are too many, or one is not fit
     */
    static String column(List<String> tags) {
        Set<String> clean = new LinkedHashSet<>();
        for (String tag : tags) {
            String line = Text.line(tag, Limits.TAG);
            if (line == null || tag.length() > 4 * Limits.TAG) {
                throw ChatProblem.bad("A tag has 1 to " + Limits.TAG + " characters.");
            }
            clean.add(line);
        }
        if (clean.size() > Limits.TAGS) {
            throw ChatProblem.bad("A chat has at most " + Limits.TAGS + " tags.");
        }
        return clean.isEmpty() ? "" : "\n" + String.join("\n", clean) + "\n";
    }

    static boolean has(String column, String tag) {
        return column.contains("\n" + tag + "\n");
    }
}
