package dev.corral.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a change of a policy changes, in words for a log. */
final class Difference {

    private Difference() {}

    /** {@code added a, b; changed c; removed d}. */
    static String of(Policy before, Policy after) {
        Map<String, String> old = texts(before);
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        texts(after)
                .forEach(
                        (id, text) -> {
                            String former = old.remove(id);
                            if (former == null) {
                                added.add(id);
                            } else if (!former.equals(text)) {
                                changed.add(id);
                            }
                        });
        List<String> parts = new ArrayList<>();
        put(parts, "added ", added);
        put(parts, "changed ", changed);
        put(parts, "removed ", List.copyOf(old.keySet()));
        return parts.isEmpty() ? "no other rules" : String.join("; ", parts);
    }

    private static Map<String, String> texts(Policy policy) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Rule rule : policy.rules()) {
            texts.put(rule.id(), PolicyWriter.write(List.of(rule)));
        }
        return texts;
    }

    private static void put(List<String> parts, String word, List<String> ids) {
        if (!ids.isEmpty()) {
            parts.add(word + String.join(", ", ids));
        }
    }
}
