package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
     * @param failing what it failed with until now, if its answers cannot be relied on; else null
     * @param failingNanos for how long they cannot
     * @param leftAloneNanos for how long more it is left alone after failures; 0 if it is not
     * @param runners the models in its memory
     */
    public record OneBackend(
            String name,
            Health health,
            boolean draining,
            int running,
            Result.Kind failing,
            long failingNanos,
            long leftAloneNanos,
            List<OneRunner> runners) {}

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

    /** The backend of that name, or null. */
    public OneBackend of(String name) {
        for (OneBackend one : backends) {
            if (one.name().equals(name)) {
                return one;
            }
        }
        return null;
    }

    static Snapshot of(Collection<BackendState> fleet, FairQueue<Place> queue, long now) {
        List<OneBackend> backends = new ArrayList<>();
        for (BackendState state : fleet) {
            Breaker breaker = state.breaker;
            boolean alone = breaker.state(now) == Breaker.State.OPEN;
            backends.add(
                    new OneBackend(
                            state.name(),
                            state.health,
                            state.facts.draining(),
                            state.running,
                            breaker.why(),
                            breaker.why() == null ? 0 : now - breaker.since(),
                            alone ? breaker.until() - now : 0,
                            runners(state)));
        }
        Map<String, OneCaller> callers = new HashMap<>();
        queue.callers().forEach((name, n) -> callers.put(name, new OneCaller(n[0], n[1])));
        return new Snapshot(List.copyOf(backends), queue.size(), Map.copyOf(callers));
    }

    private static List<OneRunner> runners(BackendState state) {
        List<OneRunner> runners = new ArrayList<>(state.runners.size());
        for (Runner runner : state.runners.values()) {
            runners.add(
                    new OneRunner(
                            runner.model,
                            runner.state == Runner.State.LOADING,
                            runner.running,
                            state.knownSlots(runner.model),
                            runner.bytes));
        }
        return List.copyOf(runners);
    }
}
