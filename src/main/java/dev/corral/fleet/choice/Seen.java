package dev.corral.fleet.choice;

import java.util.List;
import java.util.Map;

/** What a backend said of itself when it was watched. Immutable. */
public sealed interface Seen {

    /**
     * The models on its disk.
     *
     * @param sizes bytes by canonical name; 0 where not known
     */
    record Disk(Map<String, Long> sizes) implements Seen {
        public Disk {
            sizes = Map.copyOf(sizes);
        }
    }

    /**
     * The models in its memory; those that are loading stand there like those that are loaded.
     *
     * @param models all of them
     * @param asked when the question was sent: what began later is not refuted by this answer
     */
    record Memory(List<Resident> models, long asked) implements Seen {
        public Memory {
            models = List.copyOf(models);
        }
    }

    /**
     * One model in memory.
     *
     * @param model canonical name
     * @param bytes the memory that it takes
     */
    record Resident(String model, long bytes) {}
}
