package dev.corral.fleet.choice;

import java.util.List;
import java.util.Map;

/**
 * The whole picture at one moment. Immutable.
 *
 * @param backends each backend
 * @param waiting how many requests wait
 * @param callers who waits and runs, by name
 */
public record Snapshot(List<OneBackend> backends, int waiting, Map<String, OneCaller> callers) {

    /**
     * One backend.
     *
     * @param name its name
     * @param health as it was told
     * @param draining whether it gets nothing new
     * @param running requests of ours that are there
     * @param runners the models in its memory
     */
    public record OneBackend(
            String name, Health health, boolean draining, int running, List<OneRunner> runners) {}

    /**
     * One model in a backend's memory.
     *
     * @param model canonical name
     * @param loading whether it is still being loaded
     * @param running requests of ours that use it
     * @param slots how many may at a time; {@link Integer#MAX_VALUE} as long as that is not known
     * @param bytes memory that it takes; 0 if not known
     */
    public record OneRunner(String model, boolean loading, int running, int slots, long bytes) {}

    /**
     * One caller.
     *
     * @param waiting requests that wait
     * @param running requests that run
     */
    public record OneCaller(int waiting, int running) {}
}
