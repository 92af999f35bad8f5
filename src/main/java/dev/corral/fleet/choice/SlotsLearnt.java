package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.Map;

/**
 * How many requests a backend runs at a time for each model, from what is seen of them. Ollama's
 * own number is one unless somebody set another, so that it begins with one; and a few more than
 * have been seen at work together are always tried, until one of those had to wait. So whoever asks
 * for fifty at once fills no queue of Ollama's, in which nobody could overtake. Guarded by the
 * dispatcher's lock.
 */
final class SlotsLearnt {

    /** A wait that cannot be anything else. */
    private static final long SURE = 400_000_000L;

    private static final long RETRY = 600_000_000_000L;

    /** So many waits in a row refute what was seen before. */
    private static final int REFUTED = 3;

    private static final class Bounds {
        private int together = 1;
        private int most = Integer.MAX_VALUE;
        private long since;
        private int refuting;
    }

    private final Map<String, Bounds> models = new HashMap<>();

    private Bounds bounds(String model) {
        return models.computeIfAbsent(model, k -> new Bounds());
    }

    /** So many requests were seen at work at one time. */
    void together(String model, int requests) {
        Bounds bounds = bounds(model);
        bounds.together = Math.max(bounds.together, requests);
        if (requests == bounds.together) {
            bounds.refuting = 0;
        }
    }

    /**
     * A request ended.
     *
     * @param others how many others were at the runner when it was sent there
     * @param waited nanoseconds that it waited there for a slot
     */
    void saw(String model, int others, long waited, long now) {
        Bounds bounds = bounds(model);
        if (waited > SURE && others > 0) {
            hadToWait(bounds, others, now);
        } else if (waited < SURE / 4) {
            together(model, others + 1);
            // It may have been given more slots meanwhile.
            if (bounds.most != Integer.MAX_VALUE
                    && others + 1 >= bounds.most
                    && now - bounds.since > RETRY) {
                bounds.most = Integer.MAX_VALUE;
            }
        }
    }

    private static void hadToWait(Bounds bounds, int others, long now) {
        if (others < bounds.together && ++bounds.refuting < REFUTED) {
            return;
        }
        bounds.refuting = 0;
        bounds.together = Math.min(bounds.together, others);
        if (others < bounds.most) {
            bounds.most = others;
            bounds.since = now;
        }
    }

    /** How many may be sent there at a time. */
    int most(String model) {
        Bounds bounds = models.get(model);
        if (bounds == null) {
            return more(1);
        }
        return isKnown(bounds) ? bounds.most : more(bounds.together);
    }

    /** One more where there are few, so that nobody waits behind many; but thousands come soon. */
    private static int more(int together) {
        return together + Math.max(1, together / 4);
    }

    /** How many it takes; {@link Integer#MAX_VALUE} as long as that is not known. */
    int known(String model) {
        Bounds bounds = models.get(model);
        return bounds == null ? Integer.MAX_VALUE : bounds.most;
    }

    private static boolean isKnown(Bounds bounds) {
        return bounds.most != Integer.MAX_VALUE;
    }
}
