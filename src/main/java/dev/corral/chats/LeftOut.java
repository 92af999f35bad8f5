package dev.corral.chats;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what an import does not take over, by kind. Thread-safe. */
public final class LeftOut {

    private final Map<String, Long> counts = new TreeMap<>();

    /** One kind. */
    public record Kind(String what, long count) {}

    synchronized void add(String what, long count) {
        if (count > 0) {
            counts.merge(what, count, Long::sum);
        }
    }

    synchronized List<Kind> list() {
        return counts.entrySet().stream().map(e -> new Kind(e.getKey(), e.getValue())).toList();
    }
}
