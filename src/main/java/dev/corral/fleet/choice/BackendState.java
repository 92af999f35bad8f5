package dev.corral.fleet.choice;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is known of one backend. Guarded by the dispatcher's lock. */
final class BackendState {

    private final String name;
    BackendFacts facts;
    Health health = Health.HEALTHY;

    /** The models on its disk with their sizes; null as long as it was not asked. */
    Map<String, Long> disk;

    /** By model: Ollama runs one runner for each. */
    final Map<String, Runner> runners = new LinkedHashMap<>();

    /** Requests of ours that are there, also those without a model. */
    int running;

    BackendState(BackendFacts facts) {
        this.name = facts.name();
        this.facts = facts;
    }

    String name() {
        return name;
    }

    /** Whether a request with these conditions may use it at all. */
    boolean isAllowed(Ask ask) {
        if (ask.only() != null && !ask.only().equals(name)) {
            return false;
        }
        return ask.tags().isEmpty() || intersects(ask.tags(), facts.tags());
    }

    private static boolean intersects(Set<String> a, Set<String> b) {
        for (String one : a) {
            if (b.contains(one)) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        return running >= facts.connections();
    }

    boolean holds(String model) {
        return disk == null || disk.containsKey(model);
    }

    /** Requests that a runner of this model takes at a time. */
    int slots(Ask ask) {
        if (ask.oneSlot()) {
            return 1;
        }
        return facts.slots() == null ? Integer.MAX_VALUE : facts.slots();
    }

    Runner runner(Ask ask) {
        return runners.get(ask.model());
    }
}
