package dev.corral.chats;

import dev.corral.words.Sentence;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what an import does not take over, by kind. Thread-safe. */
public final class LeftOut {

    private final Map<String, Kind> kinds = new TreeMap<>();

    /** One kind. */
    public record Kind(String what, long count, Sentence said) {}

    synchronized void add(Sentence what, long count) {
        if (count > 0) {
            kinds.merge(
                    what.text(),
                    new Kind(what.text(), count, what),
                    (one, more) -> new Kind(one.what(), one.count() + more.count(), what));
        }
    }

    synchronized List<Kind> list() {
        return List.copyOf(kinds.values());
    }
}
