package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps the world true to what is done and seen. Guarded by the dispatcher's lock. */
final class Books {

    /** An idle model that was thrown out sooner than this was thrown out for another. */
    private static final long SOON = 240_000_000_000L;

    /** For so long Ollama may show a model that it unloads. */
    private static final long GOING = 2_000_000_000L;

    /** Below these, a measurement says more about the network than about the backend. */
    private static final long ENOUGH_BYTES = 2_000;

    private static final long ENOUGH_NANOS = 10_000_000L;
    private static final long STREAMED = 300_000_000L;

    private final World world;

    Books(World world) {
        this.world = world;
    }

    /** A request goes to a backend. */
    void put(Place place, Verdict verdict, long now) {
        Ask ask = place.ask();
        BackendState backend = verdict.backend();
        place.at(backend);
        place.placedAt = now;
        place.state = Place.State.PLACED;
        backend.running++;
        if (ask.model() == null) {
            return;
        }
        Runner runner = backend.runner(ask);
        if (runner == null || !runner.fits(ask.loadOptions())) {
            runner = new Runner(ask.model(), ask.loadOptions(), Runner.State.LOADING, now);
            backend.runners.put(ask.model(), runner);
            place.cold = true;
            if (ask.model().equals(backend.keptFor)) {
                backend.keptFor = null;
            }
        }
        place.runner = runner;
        runner.places.add(place);
        place.others = runner.running;
        place.readers = backend.reading;
        place.toRead = ask.prompt().size() - runner.cache.cached(ask.prompt());
        place.reading = true;
        runner.cache.took(place, backend.slots(ask), now);
        runner.running++;
        runner.lastUsed = now;
        backend.reading++;
    }

    /** The first byte came. */
    void begun(Place place, long now) {
        place.state = Place.State.BEGUN;
        place.hasBegun = true;
        place.begunAt = now;
        read(place);
        seenTogether(place);
        place.at().breaker.succeeded();
        if (place.runner.state == Runner.State.LOADING) {
            place.runner.become(Runner.State.LOADED, now);
        }
    }

    /** All that have begun and are not over are at work; of others it is not known. */
    private static void seenTogether(Place place) {
        int together = 0;
        for (Place one : place.runner.places) {
            if (one.hasBegun) {
                together++;
            }
        }
        place.at().slotsLearnt.together(place.ask().model(), together);
    }

    private static void read(Place place) {
        if (place.reading) {
            place.reading = false;
            place.at().reading--;
        }
    }

    /** A request left its backend. */
    void left(Place place, Result result, long now) {
        BackendState backend = place.at();
        place.state = Place.State.OVER;
        backend.running--;
        if (result.isFailure()) {
            backend.breaker.failed(result.kind(), now);
        } else if (result.kind() == Result.Kind.DONE) {
            backend.breaker.succeeded();
        } else if (result.kind() == Result.Kind.NO_MODEL && backend.disk != null) {
            Map<String, Long> disk = new HashMap<>(backend.disk);
            disk.remove(place.ask().model());
            backend.disk = disk;
        }
        Runner runner = place.runner;
        if (runner == null) {
            return;
        }
        read(place);
        boolean done = result.kind() == Result.Kind.DONE;
        runner.cache.gave(place, done, now);
        runner.running--;
        runner.places.remove(place);
        runner.lastUsed = now;
        if (done) {
            learn(place, result, now);
            if (runner.state == Runner.State.LOADING) {
                runner.become(Runner.State.LOADED, now);
            }
        }
        boolean neverLoaded = runner.state == Runner.State.LOADING && !runner.byHand;
        if (runner.running == 0 && (neverLoaded || runner.doubtful)) {
            backend.runners.remove(runner.model, runner);
        }
    }

    private void learn(Place place, Result result, long now) {
        BackendState backend = place.at();
        String model = place.ask().model();
        boolean streamed = place.hasBegun && now - place.begunAt > STREAMED;
        long before = place.begunAt - place.placedAt;
        long load = place.cold ? result.loadNanos() : 0;
        if (place.cold && load == 0 && streamed) {
            load = before;
        }
        if (load > 0) {
            world.learnt.loaded(backend, model, Learnt.seconds(load));
        }
        long waited = result.waitedNanos();
        if (result.totalNanos() > 0 && !place.ask().oneSlot()) {
            backend.slotsLearnt.saw(model, place.others, waited, now);
        }
        long notOurs = waited + (result.loadNanos() > 0 ? result.loadNanos() : load);
        long held = Math.max(1, now - place.placedAt - notOurs);
        world.learnt.held(backend, model, Learnt.seconds(held));
        long reading = result.promptNanos();
        if (reading == 0 && streamed && !place.cold) {
            reading = before;
        }
        if (place.toRead > ENOUGH_BYTES && reading > ENOUGH_NANOS) {
            world.learnt.read(
                    backend, model, place.toRead / Learnt.seconds(reading) * (1 + place.readers));
        }
    }

    /** A backend was looked at. */
    void seen(BackendState backend, Seen what, long now) {
        if (what instanceof Seen.Disk disk) {
            backend.disk = disk.sizes();
        } else if (what instanceof Seen.Memory memory) {
            memory(backend, memory, now);
        }
    }

    private void memory(BackendState backend, Seen.Memory memory, long now) {
        Set<String> there = new HashSet<>();
        long held = 0;
        for (Seen.Resident resident : memory.models()) {
            there.add(resident.model());
            held += resident.bytes();
            backend.memoryLearnt.size(resident.model(), resident.bytes());
            Runner runner = backend.runners.get(resident.model());
            if (runner == null && isGoing(backend, resident.model(), memory.asked())) {
                continue;
            }
            if (runner == null) {
                runner = new Runner(resident.model(), null, Runner.State.LOADED, now);
                backend.runners.put(resident.model(), runner);
            }
            runner.bytes = resident.bytes();
            runner.doubtful = false;
            if (isLoadedByNow(backend, runner, memory.asked())) {
                runner.become(Runner.State.LOADED, now);
            }
        }
        backend.memoryLearnt.held(held, there.size());
        thrownOut(backend, there, held, memory);
    }

    /**
     * Ollama lists what is loading like what is loaded, and an answer that is not streamed shows
     * nothing before its end: what was listed when loading should have been over is loaded.
     */
    private boolean isLoadedByNow(BackendState backend, Runner runner, long asked) {
        return runner.state == Runner.State.LOADING
                && !runner.byHand
                && Learnt.seconds(asked - runner.since) >= world.learnt.load(backend, runner.model);
    }

    private static boolean isGoing(BackendState backend, String model, long asked) {
        Long unloaded = backend.unloaded.get(model);
        return unloaded != null && asked - unloaded < GOING;
    }

    /** Takes out what is not there any more, and learns from what went for something else. */
    private static void thrownOut(
            BackendState backend, Set<String> there, long held, Seen.Memory memory) {
        long gone = 0;
        int pushedOut = 0;
        long newest = 0;
        for (Runner runner : backend.runners.values().toArray(new Runner[0])) {
            if (!there.contains(runner.model) && isRefuted(runner, memory)) {
                backend.runners.remove(runner.model);
                if (memory.asked() - runner.lastUsed < SOON) {
                    gone += backend.size(runner.model);
                    pushedOut++;
                    newest = pushedOut == 1 ? runner.lastUsed : Math.max(newest, runner.lastUsed);
                }
            }
        }
        if (pushedOut == 0) {
            return;
        }
        long coming = 0;
        int loading = 0;
        boolean forAnother = false;
        for (Runner runner : backend.runners.values()) {
            forAnother |= runner.since - newest > 0;
            if (runner.state == Runner.State.LOADING && !there.contains(runner.model)) {
                coming += backend.size(runner.model);
                loading++;
            }
        }
        if (forAnother) {
            backend.memoryLearnt.tooMuch(held + gone + coming, there.size() + pushedOut + loading);
        }
    }

    private static boolean isRefuted(Runner runner, Seen.Memory memory) {
        return runner.isIdle()
                && memory.asked() - runner.since > 0
                && memory.asked() - runner.lastUsed > 0;
    }

    /** A backend's health was looked at. */
    void health(BackendState backend, Health health) {
        if (health == Health.DOWN && backend.health != Health.DOWN) {
            backend.runners.values().removeIf(runner -> runner.running == 0);
            backend.runners.values().forEach(runner -> runner.doubtful = true);
            backend.keptFor = null;
        }
        if (health == Health.HEALTHY && backend.health == Health.DOWN) {
            backend.breaker.succeeded();
        }
        backend.health = health;
    }

    /** Demand is looked at, and what is over is forgotten. */
    void look(FairQueue<Place> queue, long now) {
        Map<String, Integer> under = new HashMap<>();
        if (queue.size() > 0) {
            for (Place place : queue.items()) {
                if (place.ask().model() != null) {
                    under.merge(place.ask().model(), 1, Integer::sum);
                }
            }
        }
        Set<String> wanted = Set.copyOf(under.keySet());
        for (BackendState backend : world.all()) {
            for (Runner runner : backend.runners.values()) {
                under.merge(runner.model, runner.running, Integer::sum);
            }
            if (backend.keptFor != null && isKeptInVain(backend, wanted, now)) {
                backend.keptFor = null;
            }
            if (backend.keptFor == null) {
                backend.runners.values().forEach(runner -> runner.drains = false);
            }
        }
        world.demands()
                .values()
                .removeIf(
                        demand -> {
                            demand.looked(under.getOrDefault(demand.model, 0), now);
                            return demand.isOver(now);
                        });
    }

    /** Too long, or for requests that left or went elsewhere meanwhile. */
    private static boolean isKeptInVain(BackendState backend, Set<String> wanted, long now) {
        return now - backend.keptUntil >= 0
                || backend.keptForWaiting && !wanted.contains(backend.keptFor);
    }
}
