package dev.corral.fleet.choice;

import dev.corral.fleet.choice.Verdict.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/**
 * Holds the requests that wait and knows what every backend does; decides who goes where and when.
 * Thread-safe: one short lock, under which nothing foreign is called. All times are nanoseconds of
 * one monotonic clock and come from the caller.
 */
public final class Dispatcher {

    /**
     * What does not change.
     *
     * @param mostWaiting how many may wait at a time
     */
    public record Limits(int mostWaiting) {}

    private final Hands hands;
    private final Choice choice;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, BackendState> fleet = new LinkedHashMap<>();
    private final FairQueue<Place> queue = new FairQueue<>();
    private volatile Limits limits;
    private boolean closed;

    /** A dispatcher without backends. */
    public Dispatcher(Hands hands, Limits limits, RandomGenerator random) {
        this.hands = Objects.requireNonNull(hands);
        this.limits = limits;
        this.choice = new Choice(random);
    }

    /** Other limits from now on; what waits stays. */
    public void limits(Limits changed) {
        limits = changed;
    }

    /**
     * Asks for a place.
     *
     * @param notThere names of backends that were tried already
     * @param waiter who is told
     * @return the handle for all that follows
     */
    public Place submit(Ask ask, Set<String> notThere, long now, Waiter waiter) {
        Place place = new Place(ask, Set.copyOf(notThere), waiter, now);
        Calls calls = null;
        lock.lock();
        try {
            boolean alone = queue.size() == 0 || ask.model() == null;
            if (closed) {
                calls = new Calls();
                refuse(place, closing(), calls);
            } else if (!alone || !tryPlace(place, now)) {
                calls = new Calls();
                enqueue(place, now, calls);
            }
        } finally {
            lock.unlock();
        }
        if (calls == null) {
            waiter.placed(place);
        } else {
            calls.make();
        }
        return place;
    }

    /** Whether it was placed; only for one that takes nothing from those who wait. */
    private boolean tryPlace(Place place, long now) {
        Verdict verdict = choice.choose(fleet.values(), place.ask(), place.notThere());
        place.verdict(verdict);
        if (verdict.kind() != Kind.GO) {
            return false;
        }
        put(place, verdict, now);
        return true;
    }

    private void put(Place place, Verdict verdict, long now) {
        Ask ask = place.ask();
        BackendState backend = verdict.backend();
        backend.running++;
        if (ask.model() != null) {
            Runner runner = backend.runner(ask);
            if (runner == null || !runner.fits(ask.loadOptions())) {
                runner = new Runner(ask.model(), ask.loadOptions(), Runner.State.LOADING, now);
                backend.runners.put(ask.model(), runner);
                place.cold = true;
            }
            runner.running++;
            runner.lastUsed = now;
            place.runner = runner;
            queue.started(ask.caller(), ask.weight());
        }
        place.at(backend);
        place.placedAt = now;
        place.state = Place.State.PLACED;
    }

    private void enqueue(Place place, long now, Calls calls) {
        Ask ask = place.ask();
        place.ticket = queue.add(ask.caller(), ask.weight(), ask.batch(), want(place), place);
        drain(now, calls);
        if (queue.size() > limits.mostWaiting()) {
            Place last = queue.last().item();
            queue.remove(last.ticket);
            refuse(last, full(), calls);
        }
    }

    private static void refuse(Place place, Refusal why, Calls calls) {
        place.state = Place.State.OVER;
        calls.refused(place, why);
    }

    private record Want(
            String model, String options, boolean one, Set<String> tags, String only, Set<?> not) {}

    private static Want want(Place place) {
        Ask ask = place.ask();
        return new Want(
                ask.model(),
                ask.loadOptions(),
                ask.oneSlot(),
                ask.tags(),
                ask.only(),
                place.notThere());
    }

    private static Refusal full() {
        return new Refusal(Refusal.Reason.FULL, "Too many requests wait already.", 5_000_000_000L);
    }

    private static Refusal closing() {
        return new Refusal(Refusal.Reason.CLOSING, "Corral is stopping.", 10_000_000_000L);
    }

    /**
     * Gives a place in the queue back.
     *
     * @return false if it does not wait: then it was placed (its end must be told) or refused
     */
    public boolean cancel(Place place, long now) {
        lock.lock();
        try {
            if (place.state != Place.State.WAITING) {
                return false;
            }
            place.state = Place.State.OVER;
            return queue.remove(place.ticket);
        } finally {
            lock.unlock();
        }
    }

    /** How a request stands. */
    public Waiting waiting(Place place, long now) {
        lock.lock();
        try {
            return switch (place.state) {
                case WAITING -> {
                    Verdict verdict = place.verdict();
                    Waiting.Phase phase =
                            verdict.why() == Verdict.Why.LOADING
                                    ? Waiting.Phase.LOADING
                                    : Waiting.Phase.QUEUED;
                    yield new Waiting(
                            phase,
                            queue.ahead(place.ticket) + 1,
                            verdict.expectedNanos(),
                            verdict.sentence());
                }
                case PLACED, BEGUN ->
                        new Waiting(Waiting.Phase.PLACED, 0, 0, place.verdict().sentence());
                case OVER -> new Waiting(Waiting.Phase.GONE, 0, 0, "It is over.");
            };
        } finally {
            lock.unlock();
        }
    }

    /** The first byte of an answer came; only the first call for a place counts. */
    public void firstByte(Place place, long now) {
        if (place.ask().model() == null) {
            return;
        }
        Calls calls = new Calls();
        lock.lock();
        try {
            if (place.state != Place.State.PLACED) {
                return;
            }
            place.state = Place.State.BEGUN;
            place.begunAt = now;
            if (place.runner.state == Runner.State.LOADING) {
                place.runner.state = Runner.State.LOADED;
                place.runner.since = now;
                drain(now, calls);
            }
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** A placed request ended; only the first call for a place counts. */
    public void ended(Place place, Result result, long now) {
        Calls calls = new Calls();
        lock.lock();
        try {
            if (place.state != Place.State.PLACED && place.state != Place.State.BEGUN) {
                return;
            }
            place.state = Place.State.OVER;
            BackendState backend = place.at();
            backend.running--;
            if (place.runner != null) {
                queue.ended(place.ask().caller());
                leave(backend, place.runner, result, now);
            }
            if (result.kind() == Result.Kind.NO_MODEL && backend.disk != null) {
                Map<String, Long> disk = new HashMap<>(backend.disk);
                disk.remove(place.ask().model());
                backend.disk = disk;
            }
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    private static void leave(BackendState backend, Runner runner, Result result, long now) {
        runner.running--;
        runner.lastUsed = now;
        if (runner.state == Runner.State.LOADING && result.kind() == Result.Kind.DONE) {
            runner.state = Runner.State.LOADED;
            runner.since = now;
        }
        boolean neverLoaded = runner.state == Runner.State.LOADING && runner.running == 0;
        if (neverLoaded && !runner.byHand) {
            backend.runners.remove(runner.model, runner);
        }
    }

    /** A load that {@link Hands} began is over. */
    public void loaded(String backend, String model, boolean success, long now) {
        change(
                backend,
                now,
                state -> {
                    Runner runner = state.runners.get(model);
                    if (runner == null) {
                        return;
                    }
                    runner.byHand = false;
                    if (success && runner.state == Runner.State.LOADING) {
                        runner.state = Runner.State.LOADED;
                        runner.since = now;
                    } else if (!success && runner.running == 0) {
                        state.runners.remove(model);
                    }
                });
    }

    /** An unload that {@link Hands} began is over. */
    public void unloaded(String backend, String model, boolean success, long now) {
        change(
                backend,
                now,
                state -> {
                    Runner runner = state.runners.get(model);
                    if (runner != null && runner.state == Runner.State.UNLOADING) {
                        if (success) {
                            state.runners.remove(model);
                        } else {
                            runner.state = Runner.State.LOADED;
                        }
                        runner.since = now;
                    }
                });
    }

    /** These are the backends from now on; known ones keep what is known of them. */
    public void backends(List<BackendFacts> all, long now) {
        Calls calls = new Calls();
        lock.lock();
        try {
            Set<String> names = new HashSet<>();
            for (BackendFacts facts : all) {
                names.add(facts.name());
                BackendState known = fleet.get(facts.name());
                if (known == null) {
                    fleet.put(facts.name(), new BackendState(facts));
                } else {
                    known.facts = facts;
                }
            }
            fleet.keySet().retainAll(names);
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** A backend was looked at. Names that are not in the fleet are ignored. */
    public void seen(String backend, Seen what, long now) {
        change(
                backend,
                now,
                state -> {
                    if (what instanceof Seen.Disk disk) {
                        state.disk = disk.sizes();
                    } else if (what instanceof Seen.Memory memory) {
                        remember(state, memory, now);
                    }
                });
    }

    private static void remember(BackendState state, Seen.Memory memory, long now) {
        Set<String> there = new HashSet<>();
        for (Seen.Resident resident : memory.models()) {
            there.add(resident.model());
            Runner runner = state.runners.get(resident.model());
            if (runner == null) {
                runner = new Runner(resident.model(), null, Runner.State.LOADED, now);
                state.runners.put(resident.model(), runner);
            }
            runner.bytes = resident.bytes();
        }
        state.runners
                .values()
                .removeIf(
                        runner ->
                                runner.running == 0
                                        && !runner.byHand
                                        && !there.contains(runner.model)
                                        && runner.since < memory.asked()
                                        && runner.lastUsed < memory.asked());
    }

    /** A backend's health, whenever it was looked at. */
    public void health(String backend, Health health, long now) {
        change(
                backend,
                now,
                state -> {
                    if (health == Health.DOWN && state.health != Health.DOWN) {
                        state.runners.clear();
                    }
                    state.health = health;
                });
    }

    private void change(
            String backend, long now, java.util.function.Consumer<BackendState> change) {
        Calls calls = new Calls();
        lock.lock();
        try {
            BackendState state = fleet.get(backend);
            if (state != null) {
                change.accept(state);
                drain(now, calls);
            }
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** Time passes; to be called some times a second. */
    public void tick(long now) {
        Calls calls = new Calls();
        lock.lock();
        try {
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** Gives out what can be given out: after it nobody waits who could go somewhere. */
    private void drain(long now, Calls calls) {
        if (queue.size() == 0) {
            return;
        }
        Set<Object> hopeless = new HashSet<>();
        while (true) {
            FairQueue.Ticket<Place> ticket =
                    queue.next(want -> !hopeless.contains(want), one -> true);
            if (ticket == null) {
                return;
            }
            Place place = ticket.item();
            Verdict verdict = choice.choose(fleet.values(), place.ask(), place.notThere());
            place.verdict(verdict);
            switch (verdict.kind()) {
                case GO -> {
                    queue.remove(ticket);
                    put(place, verdict, now);
                    calls.placed(place);
                }
                case WAIT -> hopeless.add(want(place));
                case REFUSE -> {
                    queue.remove(ticket);
                    refuse(place, verdict.refusal(), calls);
                }
            }
        }
    }

    /** Refuses all that wait and all that comes. */
    public void close() {
        Calls calls = new Calls();
        lock.lock();
        try {
            closed = true;
            for (Place place : queue.items()) {
                queue.remove(place.ticket);
                refuse(place, closing(), calls);
            }
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** The whole picture now. */
    public Snapshot snapshot(long now) {
        lock.lock();
        try {
            List<Snapshot.OneBackend> backends = new ArrayList<>();
            for (BackendState state : fleet.values()) {
                backends.add(
                        new Snapshot.OneBackend(
                                state.name(),
                                state.health,
                                state.facts.draining(),
                                state.running,
                                runners(state)));
            }
            Map<String, Snapshot.OneCaller> callers = new HashMap<>();
            queue.callers()
                    .forEach((name, n) -> callers.put(name, new Snapshot.OneCaller(n[0], n[1])));
            return new Snapshot(List.copyOf(backends), queue.size(), Map.copyOf(callers));
        } finally {
            lock.unlock();
        }
    }

    private static List<Snapshot.OneRunner> runners(BackendState state) {
        Collection<Runner> all = state.runners.values();
        List<Snapshot.OneRunner> runners = new ArrayList<>(all.size());
        for (Runner runner : all) {
            runners.add(
                    new Snapshot.OneRunner(
                            runner.model,
                            runner.state == Runner.State.LOADING,
                            runner.running,
                            state.facts.slots() == null ? Integer.MAX_VALUE : state.facts.slots(),
                            runner.bytes));
        }
        return List.copyOf(runners);
    }

    /** What is to be told once the lock is given back. */
    private static final class Calls {
        private List<Runnable> all = List.of();

        void placed(Place place) {
            add(() -> place.waiter().placed(place));
        }

        void refused(Place place, Refusal why) {
            add(() -> place.waiter().refused(place, why));
        }

        private void add(Runnable call) {
            if (all.isEmpty()) {
                all = new ArrayList<>();
            }
            all.add(call);
        }

        void make() {
            for (Runnable call : all) {
                call.run();
            }
        }
    }
}
