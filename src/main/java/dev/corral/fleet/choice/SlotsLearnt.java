package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests a backend runs at a time for each model, from what Ollama says of each: the
 * part of its total duration that went neither into loading nor reading nor writing was spent
 * waiting for a slot. Without such a wait no limit is assumed. Guarded by the dispatcher's lock.
 */
final class SlotsLearnt {

    /** A wait that cannot be anything else. */
    private static final long SURE = 400_000_000L;

    private static final long RETRY = 600_000_000_000L;

    private static final class Bounds {
        private int enough = 1;
        private int most = Integer.MAX_VALUE;
        private long since;
    }

    private final Map<String, Bounds> models = new HashMap<>();

    /**
     * A request ended.
     *
     * @param others how many others were at the runner when it was sent there
     * @param waited nanoseconds that it waited there for a slot
     */
    void saw(String model, int others, long waited, long now) {
        Bounds bounds = models.computeIfAbsent(model, k -> new Bounds());
        if (waited > SURE && others > 0) {
            if (others < bounds.most) {
                bounds.most = others;
                bounds.since = now;
                bounds.enough = Math.min(bounds.enough, others);
            }
        } else if (waited < SURE / 4) {
            bounds.enough = Math.max(bounds.enough, Math.min(others + 1, bounds.most));
            // It may have been given more slots meanwhile: one more is tried.
            if (bounds.most != Integer.MAX_VALUE
                    && others + 1 >= bounds.most
                    && now - bounds.since > RETRY) {
                bounds.most++;
                bounds.since = now;
            }
        }
    }

    /** How many it takes; {@link Integer#MAX_VALUE} as long as nothing waited. */
    int most(String model) {
        Bounds bounds = models.get(model);
        return bounds == null ? Integer.MAX_VALUE : bounds.most;
    }
}
