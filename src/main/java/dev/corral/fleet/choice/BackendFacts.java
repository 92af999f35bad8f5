package dev.corral.fleet.choice;

import java.util.Objects;
import java.util.Set;

/**
 * What an administrator says of a backend. Immutable.
 *
 * @param id what it stays the same by, whatever it is called
 * @param name by which all else names it; unique
 * @param weight its speed beside the others' as long as nothing was measured; above 0
 * @param slots requests that it runs at a time for each loaded model, or null: learnt
 * @param vram bytes of memory for models, or null: learnt
 * @param maxLoaded most models loaded at a time, or null: learnt
 * @param connections most requests there at a time, of whatever kind
 * @param draining whether it gets nothing new
 * @param tags what requests may ask for
 */
public record BackendFacts(
        String id,
        String name,
        double weight,
        Integer slots,
        Long vram,
        Integer maxLoaded,
        int connections,
        boolean draining,
        Set<String> tags) {

    public BackendFacts {
        Objects.requireNonNull(id);
        Objects.requireNonNull(name);
        tags = Set.copyOf(tags);
        if (!(weight > 0)
                || connections < 1
                || slots != null && slots < 1
                || vram != null && vram < 0
                || maxLoaded != null && maxLoaded < 1) {
            throw new IllegalArgumentException("facts of " + name);
        }
    }

    /** A backend of which nothing is said. */
    public static BackendFacts of(String name) {
        return new BackendFacts(
                name, name, 1, null, null, null, Integer.MAX_VALUE, false, Set.of());
    }
}
