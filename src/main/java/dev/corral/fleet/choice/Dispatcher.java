package dev.corral.fleet.choice;

import dev.corral.fleet.choice.Verdict.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

    /** How often demand is looked at and loads are planned. */
    private static final long PLANNING = 250_000_000L;

    /** For how long memory is kept for the model that it was freed for. */
    private static final long KEPT = 30_000_000_000L;

    /** For how long a load ahead that failed is not tried again. */
    private static final long NOT_AHEAD = 60_000_000_000L;

    private final Hands hands;
    private final World world = new World();
    private final Books books = new Books(world);
    private final Choice choice;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue<Place> queue = new FairQueue<>();
    private volatile Limits limits;
    private long planned;
    private boolean closed;

    /** A dispatcher without backends. */
    public Dispatcher(Hands hands, Limits limits, RandomGenerator random) {
        this.hands = Objects.requireNonNull(hands);
        this.limits = limits;
        this.choice = new Choice(world, random);
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
            if (ask.model() != null && notThere.isEmpty()) {
                world.demand(ask.model(), now).arrived(now);
            }
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
        Verdict verdict = choice.choose(place.ask(), place.notThere(), 0, now);
        place.verdict(verdict);
        if (verdict.kind() != Kind.GO) {
            return false;
        }
        put(place, verdict, now);
        return true;
    }

    private void put(Place place, Verdict verdict, long now) {
        books.put(place, verdict, now);
        if (place.runner != null) {
            queue.started(place.ask().caller(), place.ask().weight());
        }
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
                    Verdict verdict = whyWaiting(place, now);
                    int ahead = queue.ahead(place.ticket);
                    Waiting.Phase phase =
                            verdict.why() == Verdict.Why.LOADING
                                    ? Waiting.Phase.LOADING
                                    : Waiting.Phase.QUEUED;
                    yield new Waiting(
                            phase,
                            ahead + 1,
                            (ahead + 1) * verdict.expectedNanos(),
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

    /** One that stands behind another was not looked at yet. */
    private Verdict whyWaiting(Place place, long now) {
        if (place.verdict() == null) {
            Verdict verdict = choice.choose(place.ask(), place.notThere(), now - place.since, now);
            place.verdict(
                    verdict.kind() == Kind.WAIT
                            ? verdict
                            : Verdict.hold(null, Verdict.Why.SLOTS_BUSY, 0));
        }
        return place.verdict();
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
            boolean wasLoading = place.runner.state == Runner.State.LOADING;
            books.begun(place, now);
            if (wasLoading) {
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
            books.left(place, result, now);
            if (place.runner != null) {
                queue.ended(place.ask().caller());
                unloadDrained(place, calls, now);
            }
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    private void unloadDrained(Place place, Calls calls, long now) {
        Runner runner = place.runner;
        if (runner.drains && runner.isIdle()) {
            unload(place.at(), runner, calls, now);
        }
    }

    private void unload(BackendState backend, Runner runner, Calls calls, long now) {
        runner.become(Runner.State.UNLOADING, now);
        calls.add(
                () -> {
                    if (!hands.unload(backend.name(), runner.model)) {
                        // Ollama will throw out something itself.
                        unloaded(backend.name(), runner.model, true, now);
                    }
                });
    }

    /** Makes room in a backend's memory: what is idle goes, what is in use gets nothing more. */
    private void makeRoom(BackendState backend, String model, Room room, Calls calls, long now) {
        if (backend.keptFor != null) {
            return;
        }
        backend.keptFor = model;
        backend.keptUntil = now + KEPT;
        for (Runner victim : room.victims()) {
            if (victim.running > 0) {
                victim.drains = true;
            } else {
                unload(backend, victim, calls, now);
            }
        }
    }

    private void loadAhead(Ahead ahead, Calls calls, long now) {
        BackendState backend = ahead.backend();
        if (!ahead.room().victims().isEmpty()) {
            makeRoom(backend, ahead.model(), ahead.room(), calls, now);
            return;
        }
        Runner runner = new Runner(ahead.model(), "", Runner.State.LOADING, now);
        runner.byHand = true;
        backend.runners.put(ahead.model(), runner);
        backend.keptFor = null;
        calls.add(
                () -> {
                    if (!hands.load(backend.name(), ahead.model(), "")) {
                        loaded(backend.name(), ahead.model(), false, now);
                    }
                });
    }

    /** A load that {@link Hands} began is over. */
    public void loaded(String backend, String model, boolean success, long now) {
        change(
                backend,
                now,
                state -> {
                    Runner runner = state.runners.get(model);
                    if (success) {
                        state.breaker.succeeded();
                    } else {
                        state.notAhead.put(model, now + NOT_AHEAD);
                    }
                    if (runner == null || !runner.byHand) {
                        return;
                    }
                    runner.byHand = false;
                    if (success && runner.state == Runner.State.LOADING) {
                        world.learnt.loaded(state, model, Learnt.seconds(now - runner.since));
                        runner.become(Runner.State.LOADED, now);
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
                            runner.drains = false;
                            runner.become(Runner.State.LOADED, now);
                        }
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
                BackendState known = world.byName().get(facts.name());
                if (known == null) {
                    world.byName().put(facts.name(), new BackendState(facts));
                } else {
                    known.facts = facts;
                }
            }
            world.byName().keySet().retainAll(names);
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** A backend was looked at. Names that are not in the fleet are ignored. */
    public void seen(String backend, Seen what, long now) {
        change(backend, now, state -> books.seen(state, what, now));
    }

    /** A backend's health, whenever it was looked at. */
    public void health(String backend, Health health, long now) {
        change(backend, now, state -> books.health(state, health));
    }

    private void change(
            String backend, long now, java.util.function.Consumer<BackendState> change) {
        Calls calls = new Calls();
        lock.lock();
        try {
            BackendState state = world.byName().get(backend);
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
            if (now - planned >= PLANNING) {
                planned = now;
                books.look(queue, now);
                Ahead ahead = Ahead.plan(world, now);
                if (ahead != null) {
                    loadAhead(ahead, calls, now);
                }
            }
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
            Verdict verdict = choice.choose(place.ask(), place.notThere(), now - place.since, now);
            place.verdict(verdict);
            switch (verdict.kind()) {
                case GO -> {
                    queue.remove(ticket);
                    put(place, verdict, now);
                    calls.placed(place);
                }
                case WAIT -> {
                    hopeless.add(want(place));
                    if (verdict.room() != null) {
                        makeRoom(
                                verdict.backend(), place.ask().model(), verdict.room(), calls, now);
                    }
                }
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
            for (BackendState state : world.all()) {
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
