package dev.corral.fleet.choice;

import dev.corral.fleet.choice.Verdict.Kind;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
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

    private final World world = new World();
    private final Books books = new Books(world);
    private final Loads loads;
    private final Choice choice;
    private final ReentrantLock lock = new ReentrantLock();
    private final FairQueue<Place> queue = new FairQueue<>();
    private volatile Limits limits;
    private boolean everPlanned;
    private long planned;
    private boolean closed;

    /** A dispatcher without backends. */
    public Dispatcher(Hands hands, Limits limits, RandomGenerator random) {
        this.loads = new Loads(Objects.requireNonNull(hands), world, this);
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
        return submit(new Place(ask, Set.copyOf(notThere), waiter, now, null), now);
    }

    /**
     * Asks for another place for a request that had one or was refused one, and came to nothing. It
     * stands where it would stand had it waited all the time, and a full queue keeps it.
     *
     * @param before its last place, which is over
     * @param notThere names of backends that were tried already
     * @param waiter who is told
     */
    public Place again(Place before, Set<String> notThere, long now, Waiter waiter) {
        return submit(
                new Place(before.ask(), Set.copyOf(notThere), waiter, before.since, before), now);
    }

    private Place submit(Place place, long now) {
        Ask ask = place.ask();
        Calls calls = null;
        lock.lock();
        try {
            if (place.before == null) {
                place.order = queue.draw();
                if (ask.model() != null) {
                    world.arrived(ask.model(), now);
                }
            } else {
                place.order = place.before.order;
            }
            boolean alone = queue.size() == 0 || ask.model() == null;
            if (closed) {
                calls = new Calls();
                calls.refused(place, closing());
            } else if (!alone || !tryPlace(place, now)) {
                calls = new Calls();
                enqueue(place, now, calls);
            }
            place.before = null;
        } finally {
            lock.unlock();
        }
        if (calls == null) {
            place.waiter().placed(place);
        } else {
            calls.make();
        }
        return place;
    }

    /** Whether it was placed; only for one that takes nothing from those who wait. */
    private boolean tryPlace(Place place, long now) {
        Verdict verdict = choice.choose(place.ask(), place.notThere(), now - place.since, now);
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
        Place before = place.before;
        if (before == null) {
            place.ticket =
                    queue.add(
                            ask.caller(),
                            ask.weight(),
                            ask.batch(),
                            want(place),
                            place.order,
                            place);
        } else {
            place.ticket =
                    queue.addAgain(
                            ask.caller(),
                            ask.weight(),
                            ask.batch(),
                            want(place),
                            place.order,
                            before.runner != null,
                            place);
        }
        drain(now, calls);
        if (queue.size() - queue.kept() > limits.mostWaiting()) {
            Place last = queue.last().item();
            queue.remove(last.ticket);
            calls.refused(last, full());
        }
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
            int slots = place.at().slots(place.ask());
            books.begun(place, now);
            if (wasLoading || place.at().slots(place.ask()) > slots) {
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
                loads.unloadDrained(place.at(), place.runner, calls, now);
            }
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** A load that {@link Hands} began is over. */
    public void loaded(String backend, String model, boolean success, long now) {
        change(backend, now, state -> loads.loaded(state, model, success, now));
    }

    /** An unload that {@link Hands} began is over. */
    public void unloaded(String backend, String model, boolean success, long now) {
        change(backend, now, state -> Loads.unloaded(state, model, success, now));
    }

    /** These are the backends from now on; known ones keep what is known of them. */
    public void backends(List<BackendFacts> all, long now) {
        locked(now, calls -> world.set(all));
    }

    /** A backend was looked at. Names that are not in the fleet are ignored. */
    public void seen(String backend, Seen what, long now) {
        change(backend, now, state -> books.seen(state, what, now));
    }

    /** A backend's health, whenever it was looked at. */
    public void health(String backend, Health health, long now) {
        change(backend, now, state -> books.health(state, health));
    }

    /** A failure that a backend was told of was the request's own fault: others fail alike. */
    public void forgive(String backend, long now) {
        change(backend, now, state -> state.breaker.forgive());
    }

    private void change(String backend, long now, Consumer<BackendState> change) {
        locked(
                now,
                calls -> {
                    BackendState state = world.byName().get(backend);
                    if (state != null) {
                        change.accept(state);
                    }
                });
    }

    /** Does something under the lock, gives out what can be given out then, and tells it. */
    private void locked(long now, Consumer<Calls> change) {
        Calls calls = new Calls();
        lock.lock();
        try {
            change.accept(calls);
            drain(now, calls);
        } finally {
            lock.unlock();
        }
        calls.make();
    }

    /** Time passes; to be called some times a second. */
    public void tick(long now) {
        locked(
                now,
                calls -> {
                    if (!everPlanned || now - planned >= PLANNING) {
                        everPlanned = true;
                        planned = now;
                        books.look(queue, now);
                        // Whoever waits comes before what nobody waits for.
                        drain(now, calls);
                        Ahead ahead = Ahead.plan(world, now);
                        if (ahead != null) {
                            loads.begin(ahead, calls, now);
                        }
                    }
                });
    }

    /** Gives out what can be given out: after it nobody waits who could go somewhere. */
    private void drain(long now, Calls calls) {
        if (queue.size() == 0) {
            return;
        }
        FairQueue.Round<Place> round = queue.round();
        for (FairQueue.Ticket<Place> ticket = round.next(); ticket != null; ticket = round.next()) {
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
                    if (verdict.room() != null) {
                        loads.makeRoom(
                                verdict.backend(), place.ask().model(), verdict.room(), calls, now);
                    }
                }
                case REFUSE -> {
                    queue.remove(ticket);
                    calls.refused(place, verdict.refusal());
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
                calls.refused(place, closing());
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
            return Snapshot.of(world.all(), queue, now);
        } finally {
            lock.unlock();
        }
    }
}
