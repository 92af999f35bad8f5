package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.List;

/**
 * What has to go from a backend's memory before a model can be loaded there. Ollama would choose by
 * name, and would wait for a runner in use with everything behind it; so only what is idle goes,
 * the least wanted first, and it is unloaded before the load is begun.
 *
 * @param victims what has to go; empty if there is room
 * @param loss seconds of waiting that costs others
 * @param busy how many of the victims are in use, so that they have to be waited for
 */
record Room(List<Runner> victims, double loss, int busy) {

    private static final Room FREE = new Room(List.of(), 0, 0);

    /** Models that Ollama keeps at a time where nothing is set, for each card. */
    private static final int USUAL_MODELS = 3;

    private static final double SPARE = 1.1;

    /**
     * Room for a model.
     *
     * @param alsoBusy whether what is in use may be waited for
     * @return null if there is none
     */
    static Room at(World world, BackendState backend, String model, boolean alsoBusy, long now) {
        if (backend.isLoading() || backend.isKeptForOthers(model, now)) {
            return null;
        }
        long need = need(backend, model);
        List<Runner> left = new ArrayList<>(backend.runners.values());
        Runner own = backend.runners.get(model);
        List<Runner> victims = new ArrayList<>(2);
        double loss = 0;
        int busy = 0;
        if (own != null) {
            if (own.running > 0 || own.state == Runner.State.UNLOADING) {
                return null;
            }
            // Ollama reloads it by itself.
            left.remove(own);
            loss += world.loss(backend, own, now);
        }
        while (!fits(backend, left, need)) {
            Runner victim = leastWanted(world, backend, left, alsoBusy, now);
            if (victim == null) {
                return null;
            }
            left.remove(victim);
            victims.add(victim);
            busy += victim.running > 0 ? 1 : 0;
            loss += world.loss(backend, victim, now);
        }
        return victims.isEmpty() && loss == 0 ? FREE : new Room(victims, loss, busy);
    }

    private static long need(BackendState backend, String model) {
        long size = backend.size(model);
        return backend.memoryLearnt.size(model) == null ? (long) (size * SPARE) : size;
    }

    private static boolean fits(BackendState backend, List<Runner> left, long need) {
        if (left.isEmpty()) {
            return true;
        }
        if (left.size() >= backend.mostLoaded()) {
            return false;
        }
        long memory = backend.memory();
        if (memory == Long.MAX_VALUE) {
            // Not known: tried as long as there is something that can go if it does not fit.
            return left.size() < USUAL_MODELS || left.stream().anyMatch(Runner::isIdle);
        }
        long used = 0;
        for (Runner runner : left) {
            used += backend.size(runner.model);
        }
        return used + need <= memory;
    }

    private static Runner leastWanted(
            World world, BackendState backend, List<Runner> from, boolean alsoBusy, long now) {
        Runner least = null;
        double lowest = 0;
        for (Runner runner : from) {
            if (runner.state != Runner.State.LOADED || !alsoBusy && runner.running > 0) {
                continue;
            }
            double loss = world.loss(backend, runner, now);
            if (runner.running > 0) {
                loss += world.learnt.hold(runner.model);
            }
            if (least == null || loss < lowest) {
                least = runner;
                lowest = loss;
            }
        }
        return least;
    }
}
