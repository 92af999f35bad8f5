package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.Map;

/**
 * How much memory a backend has for models and how many it keeps, from what it throws out: together
 * with what pushed it out it was too much, or one too many. Guarded by the dispatcher's lock.
 */
final class MemoryLearnt {

    /** Models that Ollama keeps for each card unless it is told another number. */
    private static final int USUAL_MODELS = 3;

    private final Map<String, Long> sizes = new HashMap<>();
    private long held;
    private int heldModels;
    private long tooMuch = Long.MAX_VALUE;
    private int tooMany = Integer.MAX_VALUE;

    /** A model takes so many bytes there. */
    void size(String model, long bytes) {
        if (bytes > 0) {
            sizes.put(model, bytes);
        }
    }

    /** What a model takes; null if it was not seen there. */
    Long size(String model) {
        return sizes.get(model);
    }

    /** These were there at one time. */
    void held(long bytes, int models) {
        held = Math.max(held, bytes);
        heldModels = Math.max(heldModels, models);
        if (tooMuch <= held) {
            tooMuch = Long.MAX_VALUE;
        }
        if (tooMany <= heldModels) {
            tooMany = Integer.MAX_VALUE;
        }
    }

    /** These were not kept together. */
    void tooMuch(long bytes, int models) {
        boolean maybeMemory = bytes > held;
        boolean maybeNumber = models > heldModels;
        if (maybeNumber && (!maybeMemory || models > USUAL_MODELS)) {
            tooMany = Math.min(tooMany, models);
        } else if (maybeMemory) {
            tooMuch = Math.min(tooMuch, bytes);
        }
    }

    /** The memory, as far as is known; {@link Long#MAX_VALUE} if it is not. */
    long most() {
        return tooMuch == Long.MAX_VALUE ? Long.MAX_VALUE : tooMuch - 1;
    }

    /** So many models certainly find place if memory is left. */
    int surelyModels() {
        return Math.max(USUAL_MODELS, heldModels);
    }

    /** The most models; {@link Integer#MAX_VALUE} if that is not known. */
    int mostModels() {
        return tooMany == Integer.MAX_VALUE ? Integer.MAX_VALUE : tooMany - 1;
    }
}
