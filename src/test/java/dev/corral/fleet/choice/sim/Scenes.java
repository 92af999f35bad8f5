package dev.corral.fleet.choice.sim;

import java.util.List;
import java.util.function.BiFunction;

/**
 * The situations of the goals. Four servers with four slots for each model ({@code
 * OLLAMA_NUM_PARALLEL=4}) and Ollama's own limit of three models for one card.
 */
final class Scenes {

    private static final long MINUTE = 60 * Events.SECOND;
    private static final Run.Faults NO_FAULTS = (events, servers, length) -> {};
    private static final BiFunction<Integer, Integer, Boolean> EVERYWHERE = (s, m) -> true;

    private Scenes() {}

    private static List<Model> three() {
        return List.of(Model.of("m0", 9), Model.of("m1", 5), Model.of("m2", 14));
    }

    private static Run.Scene scene(
            String name,
            List<Model> models,
            Workload.Shape shape,
            long memory,
            BiFunction<Integer, Integer, Boolean> onDisk,
            Run.Faults faults) {
        return new Run.Scene(
                name, models, shape, 4, memory, 4, 3, onDisk, faults, 3 * MINUTE, 18 * MINUTE);
    }

    /**
     * Every model fits everywhere. When 5 requests a second are offered the oracle gets 4.2
     * answered: that is taken for the capacity, and 3 are 70 % of it.
     */
    static Run.Scene steady() {
        return scene(
                "steady",
                three(),
                new Workload.Shape(3.0, 0.9, 0, 60),
                48 * Model.GB,
                EVERYWHERE,
                NO_FAULTS);
    }

    /**
     * Ten models of 4 to 16 GB, 83 GB together: each server has memory for two or three of them,
     * all servers together for each once, if they are packed well.
     */
    static Run.Scene shortMemory() {
        double[] sizes = {8, 5, 12, 8, 5, 16, 4, 8, 12, 5};
        List<Model> models = new java.util.ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            // Names in an order that has nothing to do with how much they are wanted.
            models.add(Model.of("m" + (i * 7 + 3) % 10, sizes[i]));
        }
        return scene(
                "short memory",
                models,
                new Workload.Shape(1.0, 1.3, 0, 60),
                24 * Model.GB,
                EVERYWHERE,
                NO_FAULTS);
    }

    /** One caller always has fifty requests under way, the others a third of the load. */
    static Run.Scene flood() {
        return scene(
                "flood",
                three(),
                new Workload.Shape(1.2, 0.9, 50, 60),
                48 * Model.GB,
                EVERYWHERE,
                NO_FAULTS);
    }

    /** One server is killed and comes back, one hangs, one answers 500 for a while. */
    static Run.Scene faults() {
        return scene(
                "faults",
                three(),
                new Workload.Shape(2.0, 0.9, 0, 60),
                48 * Model.GB,
                EVERYWHERE,
                (events, servers, length) -> {
                    events.at(length / 18 * 5, () -> servers.get(0).die());
                    events.at(length / 18 * 6, () -> servers.get(0).comeBack());
                    events.at(length / 18 * 9, () -> servers.get(1).hang());
                    events.at(length / 18 * 10, () -> servers.get(1).wake());
                    events.at(length / 18 * 13, () -> servers.get(2).breakDown(true));
                    events.at(length / 18 * 14, () -> servers.get(2).breakDown(false));
                });
    }

    /** Eight models, each on the disks of two servers. */
    static Run.Scene spread() {
        double[] sizes = {9, 5, 14, 8, 5, 9, 12, 8};
        List<Model> models = new java.util.ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            models.add(Model.of("m" + (i * 5 + 2) % 8, sizes[i]));
        }
        return scene(
                "spread",
                models,
                new Workload.Shape(1.5, 0.9, 0, 60),
                48 * Model.GB,
                (server, model) -> model % 4 == server || (model + 1 + model / 4) % 4 == server,
                NO_FAULTS);
    }

    /** Fourteen models that are more than the memory of all servers together. */
    static Run.Scene farTooMany() {
        double[] sizes = {8, 5, 12, 8, 5, 16, 4, 8, 12, 5, 8, 14, 5, 9};
        List<Model> models = new java.util.ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            models.add(Model.of("m" + (i * 9 + 3) % 14, sizes[i]));
        }
        return scene(
                "far too many models",
                models,
                new Workload.Shape(0.6, 1.3, 0, 60),
                24 * Model.GB,
                EVERYWHERE,
                NO_FAULTS);
    }

    static List<Run.Scene> all() {
        return List.of(steady(), shortMemory(), farTooMany(), flood(), faults(), spread());
    }
}
