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

    /** How urgent a load is. */
    enum Need {
        /** Nobody waits for it. */
        AHEAD,
        /** A request waits for it. */
        REQUEST,
        /** A request waits and nothing is idle: what is in use may be waited for. */
        STUCK
    }

    private static final Room FREE = new Room(List.of(), 0, 0);

    private static final double SPARE = 1.1;

    /** Of so many runners all sets are looked at. */
    private static final int MOST = 6;

    /**
     * Room for a model.
     *
     * @param need how urgent it is
     * @return null if there is none
     */
    static Room at(World world, BackendState backend, String model, Need need, long now) {
        if (backend.isLoading() || backend.isKeptForOthers(model, now)) {
            return null;
        }
        double loss = 0;
        List<Runner> others = new ArrayList<>(backend.runners.values());
        Runner own = backend.runners.get(model);
        if (own != null) {
            if (own.running > 0 || own.state == Runner.State.UNLOADING) {
                return need == Need.STUCK ? otherOptions(world, backend, own, now) : null;
            }
            // Ollama reloads it by itself.
            others.remove(own);
            loss += world.loss(backend, own, now);
        }
        long bytes = bytes(backend, model);
        if (fits(backend, others, 0, bytes, need)) {
            return loss == 0 ? FREE : new Room(List.of(), loss, 0);
        }
        return cheapest(world, backend, others, bytes, need, now);
    }

    /**
     * Loaded, and never idle as long as more requests with its options come: those that want others
     * would wait for ever.
     */
    private static Room otherOptions(World world, BackendState backend, Runner own, long now) {
        if (own.state != Runner.State.LOADED || own.drains) {
            return null;
        }
        double loss = world.loss(backend, own, now) + world.learnt.hold(own.model);
        return new Room(List.of(own), loss, 1);
    }

    /** Of all sets whose going makes room the one that is wanted least. */
    private static Room cheapest(
            World world,
            BackendState backend,
            List<Runner> others,
            long bytes,
            Need need,
            long now) {
        int count = Math.min(others.size(), MOST);
        double[] losses = new double[count];
        int fixed = 0;
        for (int i = 0; i < count; i++) {
            Runner runner = others.get(i);
            if (runner.state != Runner.State.LOADED || need != Need.STUCK && runner.running > 0) {
                fixed |= 1 << i;
            } else {
                losses[i] =
                        world.loss(backend, runner, now)
                                + (runner.running > 0 ? world.learnt.hold(runner.model) : 0);
            }
        }
        int best = 0;
        double lowest = Double.MAX_VALUE;
        for (int set = 1; set < 1 << count; set++) {
            if ((set & fixed) == 0) {
                double loss = sum(losses, set);
                if (loss < lowest && fits(backend, others, set, bytes, need)) {
                    best = set;
                    lowest = loss;
                }
            }
        }
        return best == 0 ? null : of(others, best, lowest);
    }

    private static double sum(double[] losses, int set) {
        double sum = 0;
        for (int i = 0; i < losses.length; i++) {
            sum += (set & 1 << i) == 0 ? 0 : losses[i];
        }
        return sum;
    }

    private static Room of(List<Runner> others, int set, double loss) {
        List<Runner> victims = new ArrayList<>(2);
        int busy = 0;
        for (int i = 0; i < others.size(); i++) {
            if ((set & 1 << i) != 0) {
                victims.add(others.get(i));
                busy += others.get(i).running > 0 ? 1 : 0;
            }
        }
        return new Room(victims, loss, busy);
    }

    private static long bytes(BackendState backend, String model) {
        long size = backend.size(model);
        return backend.memoryLearnt.size(model) == null ? (long) (size * SPARE) : size;
    }

    private static boolean fits(
            BackendState backend, List<Runner> others, int without, long bytes, Need need) {
        int left = 0;
        long used = 0;
        boolean anyIdle = false;
        for (int i = 0; i < others.size(); i++) {
            if (i >= MOST || (without & 1 << i) == 0) {
                left++;
                used += backend.size(others.get(i).model);
                anyIdle |= others.get(i).isIdle();
            }
        }
        if (left == 0) {
            return true;
        }
        if (left >= backend.mostLoaded()) {
            return false;
        }
        if (backend.memory() != Long.MAX_VALUE) {
            return used + bytes <= backend.memory();
        }
        // Not known. For a request it is tried, and seen what Ollama throws out.
        return left < backend.memoryLearnt.surelyModels() || need == Need.REQUEST && anyIdle;
    }
}
