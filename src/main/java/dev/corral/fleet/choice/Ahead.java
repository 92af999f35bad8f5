package dev.corral.fleet.choice;

/**
 * What is loaded before anybody has to wait for it: further copies of models that are wanted, where
 * memory is free, or where what has to go is wanted clearly less. Changes nothing.
 *
 * @param backend where
 * @param model what
 * @param room what has to go
 */
record Ahead(BackendState backend, String model, Room room) {

    /** Seconds of waiting that a load must save to be begun. */
    private static final double WORTH = 0.5;

    /** How much more than what goes, so that nothing goes back and forth. */
    private static final double CLEARLY = 2;

    /** What loading costs those who use the backend, for each second that it takes. */
    private static final double LOADING = 0.05;

    private static final double REPLACING = 0.5;

    /** The best that can be done, or null. */
    static Ahead plan(World world, long now) {
        Ahead best = null;
        double most = WORTH;
        for (BackendState backend : world.all()) {
            if (!isIdleEnough(backend, now)) {
                continue;
            }
            for (String model : world.demands().keySet()) {
                Runner there = backend.runners.get(model);
                if (there != null || !backend.holds(model) || isPaused(backend, model, now)) {
                    continue;
                }
                Room room = Room.at(world, backend, model, false, now);
                if (room == null) {
                    continue;
                }
                double worth = worth(world, backend, model, room, now);
                if (worth > most) {
                    most = worth;
                    best = new Ahead(backend, model, room);
                }
            }
        }
        return best;
    }

    private static boolean isIdleEnough(BackendState backend, long now) {
        return !backend.facts.draining()
                && backend.isTrusted(now)
                && !backend.isBeingTried(now)
                && !backend.isLoading();
    }

    private static boolean isPaused(BackendState backend, String model, long now) {
        Long until = backend.notAhead.get(model);
        return until != null && now - until < 0;
    }

    private static double worth(
            World world, BackendState backend, String model, Room room, long now) {
        double gain = world.gain(backend, model, world.copies(model, now), now);
        double load = world.learnt.load(backend, model);
        boolean replaces = !room.victims().isEmpty();
        return gain - CLEARLY * room.loss() - load * (replaces ? REPLACING : LOADING);
    }
}
