package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.Map;

/**
 * How much memory a backend has for models, from what it throws out: together with what pushed it
 * out it was too much. Guarded by the dispatcher's lock.
 */
final class MemoryLearnt {

    private final Map<String, Long> sizes = new HashMap<>();
    private long held;
    private long tooMuch = Long.MAX_VALUE;

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

    /** All these bytes were there at one time. */
    void held(long bytes) {
        held = Math.max(held, bytes);
        if (tooMuch <= held) {
            tooMuch = Long.MAX_VALUE;
        }
    }

    /** So many bytes did not fit. */
    void tooMuch(long bytes) {
        if (bytes > held) {
            tooMuch = Math.min(tooMuch, bytes);
        }
    }

    /** The memory, as far as is known; {@link Long#MAX_VALUE} as long as nothing was thrown out. */
    long most() {
        return tooMuch == Long.MAX_VALUE ? Long.MAX_VALUE : tooMuch - 1;
    }

    void forget() {
        held = 0;
        tooMuch = Long.MAX_VALUE;
    }
}
