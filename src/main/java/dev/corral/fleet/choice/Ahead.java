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
        for (String model : world.demands().keySet()) {
            int copies = world.copies(model, now);
            for (BackendState backend : world.all()) {
                if (!canTake(backend, model, now)) {
                    continue;
                }
                double gain = world.gain(backend, model, copies, now);
                double load = world.learnt.load(backend, model);
                if (gain - load * LOADING <= most) {
                    continue;
                }
                Room room = Room.at(world, backend, model, Room.Need.AHEAD, now);
                if (room == null) {
                    continue;
                }
                boolean replaces = !room.victims().isEmpty();
                double worth =
                        gain - CLEARLY * room.loss() - load * (replaces ? REPLACING : LOADING);
                if (worth > most) {
                    most = worth;
                    best = new Ahead(backend, model, room);
                }
            }
        }
        return best;
    }

    private static boolean canTake(BackendState backend, String model, long now) {
        return isIdleEnough(backend, now)
                && !backend.runners.containsKey(model)
                && backend.holds(model)
                && !isPaused(backend, model, now);
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
}
