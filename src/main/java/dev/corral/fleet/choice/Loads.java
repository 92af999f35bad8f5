package dev.corral.fleet.choice;

/** Lets {@link Hands} load and unload, and keeps the books of it. Guarded by the lock. */
final class Loads {

    /** For how long memory is kept for the model that it was freed for. */
    private static final long KEPT = 30_000_000_000L;

    /** For how long a load ahead that failed is not tried again. */
    private static final long NOT_AHEAD = 60_000_000_000L;

    private final Hands hands;
    private final World world;
    private final Dispatcher dispatcher;

    /** Tells the dispatcher at once what the hands refuse to do. */
    Loads(Hands hands, World world, Dispatcher dispatcher) {
        this.hands = hands;
        this.world = world;
        this.dispatcher = dispatcher;
    }

    /** Makes room for a request that waits. */
    void makeRoom(BackendState backend, String model, Room room, Calls calls, long now) {
        makeRoom(backend, model, room, true, calls, now);
    }

    /** Makes room in a backend's memory: what is idle goes, what is in use gets nothing more. */
    private void makeRoom(
            BackendState backend,
            String model,
            Room room,
            boolean forWaiting,
            Calls calls,
            long now) {
        if (backend.keptFor != null) {
            return;
        }
        backend.keptFor = model;
        backend.keptForWaiting = forWaiting;
        backend.keptUntil = now + KEPT;
        for (Runner victim : room.victims()) {
            if (victim.running > 0) {
                victim.drains = true;
            } else {
                unload(backend, victim, calls, now);
            }
        }
    }

    /** The last request left a runner: if others wait for its memory, it goes. */
    void unloadDrained(BackendState backend, Runner runner, Calls calls, long now) {
        if (runner.drains && runner.isIdle()) {
            unload(backend, runner, calls, now);
        }
    }

    private void unload(BackendState backend, Runner runner, Calls calls, long now) {
        runner.become(Runner.State.UNLOADING, now);
        calls.add(
                () -> {
                    if (!hands.unload(backend.name(), runner.model)) {
                        // Ollama will throw out something itself.
                        dispatcher.unloaded(backend.name(), runner.model, true, now);
                    }
                });
    }

    /** Begins what was planned. */
    void begin(Ahead ahead, Calls calls, long now) {
        BackendState backend = ahead.backend();
        if (!ahead.room().victims().isEmpty()) {
            makeRoom(backend, ahead.model(), ahead.room(), false, calls, now);
            return;
        }
        Runner runner = new Runner(ahead.model(), "", Runner.State.LOADING, now);
        runner.byHand = true;
        backend.runners.put(ahead.model(), runner);
        backend.keptFor = null;
        calls.add(
                () -> {
                    if (!hands.load(backend.name(), ahead.model(), "")) {
                        dispatcher.loaded(backend.name(), ahead.model(), false, now);
                    }
                });
    }

    /** A load is over. */
    void loaded(BackendState backend, String model, boolean success, long now) {
        if (success) {
            backend.breaker.succeeded();
        } else {
            backend.notAhead.put(model, now + NOT_AHEAD);
        }
        Runner runner = backend.runners.get(model);
        if (runner == null || !runner.byHand) {
            return;
        }
        runner.byHand = false;
        if (success && runner.state == Runner.State.LOADING) {
            world.learnt.loaded(backend, model, Learnt.seconds(now - runner.since));
            runner.become(Runner.State.LOADED, now);
        } else if (!success && runner.running == 0) {
            backend.runners.remove(model);
        }
    }

    /** An unload is over. */
    static void unloaded(BackendState backend, String model, boolean success, long now) {
        Runner runner = backend.runners.get(model);
        if (runner == null || runner.state != Runner.State.UNLOADING) {
            return;
        }
        if (success) {
            backend.runners.remove(model);
            backend.unloaded.put(model, now);
        } else {
            runner.drains = false;
            runner.become(Runner.State.LOADED, now);
        }
    }
}
