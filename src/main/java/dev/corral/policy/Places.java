package dev.corral.policy;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * On which backends a request may run, by their tags. Immutable.
 *
 * @param conditions all of them have to be met; none means everywhere
 */
public record Places(List<Condition> conditions) {

    /** Everywhere. */
    public static final Places ANYWHERE = new Places(List.of());

    /**
     * A backend meets it that has one of the tags.
     *
     * @param rules the ids of the rules that it comes from
     */
    public record Condition(Set<String> tags, List<String> rules) {
        public Condition {
            tags = Set.copyOf(tags);
            rules = List.copyOf(rules);
        }

        private boolean isMetBy(Set<String> tagsOfBackend) {
            for (String tag : tags) {
                if (tagsOfBackend.contains(tag)) {
                    return true;
                }
            }
            return false;
        }
    }

    public Places {
        conditions = List.copyOf(conditions);
    }

    /** Whether there is no condition. */
    public boolean isAnywhere() {
        return conditions.isEmpty();
    }

    /** Whether a backend with these tags meets all conditions. */
    public boolean include(Set<String> tagsOfBackend) {
        for (Condition condition : conditions) {
            if (!condition.isMetBy(tagsOfBackend)) {
                return false;
            }
        }
        return true;
    }

    /** The conditions of both. */
    Places and(Places other) {
        if (isAnywhere() || equals(other)) {
            return other;
        }
        if (other.isAnywhere()) {
            return this;
        }
        List<Condition> both = new ArrayList<>(conditions);
        other.conditions.stream().filter(one -> !both.contains(one)).forEach(both::add);
        return new Places(both);
    }

    /** A sentence for people; empty for everywhere. */
    public Sentence sentence() {
        if (isAnywhere()) {
            return Sentence.plain("");
        }
        List<Sentence> parts = new ArrayList<>();
        for (Condition condition : conditions) {
            parts.add(
                    Sentence.of(
                            "places.tag",
                            "with the tag {tags} (rule {rules})",
                            "tags",
                            String.join(" / ", new TreeSet<>(condition.tags())),
                            "rules",
                            "\"" + String.join("\", \"", condition.rules()) + "\""));
        }
        return Sentence.of("places.only", "Only on backends {which}.", "which", parts);
    }

    /** What a client is told when no backend meets the conditions. */
    public Sentence refusal() {
        return Sentence.of(
                "places.none",
                "You may use this only on some of the Ollama servers, and none of those is there. {where}",
                "where",
                sentence());
    }
}
