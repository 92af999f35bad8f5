package dev.corral.fleet.choice;

import dev.corral.fleet.choice.Verdict.Why;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Where a request should go now, from what is known now. Changes nothing.
 *
 * <p>A free slot where the model is loaded is always taken: among several the one where the first
 * word comes soonest, that is where most of the conversation is in the cache and least else is
 * being read, less what that overwrites of others' conversations. Without one the request waits in
 * the queue; it goes to a backend that has to load the model only if none has it, and only where
 * there is room or can be made.
 */
final class Choice {

    /** Costs that differ by less, in seconds, are equal. */
    private static final double SAME = 0.01;

    /** What each request at a backend costs a further one there, in seconds. */
    private static final double COMPANY = 0.03;

    /** For how many seconds a request waits for something to be idle before it is made idle. */
    private static final double PATIENCE = 4;

    /** Seconds until memory is seen free after an unload. */
    private static final double UNLOADING = 1;

    private static final Room.Need[] NEEDS = {Room.Need.REQUEST, Room.Need.STUCK};

    private final World world;
    private final RandomGenerator random;

    Choice(World world, RandomGenerator random) {
        this.world = world;
        this.random = random;
    }

    /**
     * A decision.
     *
     * @param notThere names of backends that were tried already
     * @param waited nanoseconds that the request waited already
     */
    Verdict choose(Ask ask, Set<String> notThere, long waited, long now) {
        boolean allowed = false;
        boolean up = false;
        boolean tried = false;
        boolean trusted = false;
        boolean any = false;
        for (BackendState backend : world.all()) {
            if (!backend.isAllowed(ask)) {
                continue;
            }
            allowed = true;
            if (notThere.contains(backend.name())) {
                tried = true;
            } else if (isUp(backend)) {
                up = true;
                if (ask.model() == null || backend.holds(ask.model())) {
                    any = true;
                    trusted |= backend.isTrusted(now);
                }
            }
        }
        if (!any) {
            return nobody(allowed, tried, up);
        }
        return ask.model() == null
                ? anywhere(ask, notThere, trusted, now)
                : withModel(ask, notThere, trusted, waited, now);
    }

    private Verdict nobody(boolean allowed, boolean tried, boolean up) {
        if (world.all().isEmpty()) {
            return Verdict.refuse(Why.NOBODY);
        }
        if (!allowed) {
            return Verdict.refuse(Why.NOT_ALLOWED);
        }
        return Verdict.refuse(tried ? Why.ALL_TRIED : up ? Why.NO_HOLDER : Why.NOBODY);
    }

    private static boolean isUp(BackendState backend) {
        return !backend.facts.draining() && backend.health != Health.DOWN;
    }

    /** Whether it may be chosen: a suspect one only if there is no other. */
    private static boolean isUsable(
            BackendState backend, Ask ask, Set<String> notThere, boolean trusted, long now) {
        return backend.isAllowed(ask)
                && isUp(backend)
                && !notThere.contains(backend.name())
                && (!trusted || backend.isTrusted(now))
                && !backend.isFull();
    }

    private static boolean canServe(
            BackendState backend, Ask ask, Set<String> notThere, boolean trusted, long now) {
        return isUsable(backend, ask, notThere, trusted, now)
                && backend.holds(ask.model())
                && !(trusted && backend.isBeingTried(now));
    }

    private Verdict anywhere(Ask ask, Set<String> notThere, boolean trusted, long now) {
        BackendState best = null;
        int equals = 1;
        for (BackendState backend : world.all()) {
            if (isUsable(backend, ask, notThere, trusted, now)) {
                double load = backend.running / backend.facts.weight();
                double lowest = best == null ? 0 : best.running / best.facts.weight();
                if (best == null || load < lowest) {
                    best = backend;
                    equals = 1;
                } else if (load == lowest && random.nextInt(++equals) == 0) {
                    best = backend;
                }
            }
        }
        return best == null ? Verdict.hold(null, Why.ALL_FULL, 0) : Verdict.go(best, Why.FEWEST);
    }

    private Verdict withModel(
            Ask ask, Set<String> notThere, boolean trusted, long waited, long now) {
        Candidates found = new Candidates();
        for (BackendState backend : world.all()) {
            if (canServe(backend, ask, notThere, trusted, now)) {
                look(found, backend, ask, now);
            }
        }
        if (found.best != null) {
            long cached = found.best.runner(ask).cache.cached(ask.prompt());
            return cached > 0 && ask.prompt().length() > 1
                    ? new Verdict(Verdict.Kind.GO, found.best, Why.CACHED, 0, cached)
                    : Verdict.go(found.best, Why.FREE_SLOT);
        }
        if (found.loading != null && !found.busy) {
            return found.joinable
                    ? Verdict.go(found.loading, Why.JOINS_LOAD)
                    : Verdict.hold(found.loading, Why.LOADING, nanos(found.loadingFor));
        }
        if (found.busy) {
            Verdict other = elsewhere(ask, notThere, trusted, waited, now);
            if (other != null) {
                return other;
            }
            return Verdict.hold(null, Why.SLOTS_BUSY, nanos(found.soonest));
        }
        return load(ask, notThere, trusted, waited, now);
    }

    /**
     * Where a request that has waited longer than loading takes loads the model itself, though it
     * is loaded elsewhere: if nobody could load it ahead. Only where that costs others nothing.
     */
    private Verdict elsewhere(
            Ask ask, Set<String> notThere, boolean trusted, long waited, long now) {
        for (BackendState backend : world.all()) {
            if (backend.runner(ask) == null
                    && canServe(backend, ask, notThere, trusted, now)
                    && Learnt.seconds(waited) > world.learnt.load(backend, ask.model())) {
                Room room = Room.at(world, backend, ask.model(), Room.Need.AHEAD, now);
                if (room != null && room.victims().isEmpty()) {
                    return Verdict.go(backend, Why.LOADS);
                }
            }
        }
        return null;
    }

    /** What was found when all backends were looked at. */
    private static final class Candidates {
        private BackendState best;
        private double cost;
        private int equals;
        private BackendState loading;
        private double loadingFor;
        private boolean joinable;
        private boolean busy;
        private double soonest = Double.MAX_VALUE;
    }

    private void look(Candidates found, BackendState backend, Ask ask, long now) {
        Runner runner = backend.runner(ask);
        if (runner == null || !runner.fits(ask.loadOptions())) {
            return;
        }
        int slots = backend.slots(ask);
        boolean free = runner.running < slots;
        if (runner.state == Runner.State.LOADING) {
            double left = loadingFor(backend, runner, now);
            boolean joins = free && !runner.byHand;
            if (found.loading == null || joins && !found.joinable || left < found.loadingFor) {
                found.loading = backend;
                found.loadingFor = left;
                found.joinable = joins;
            }
        } else if (free) {
            double cost = cost(backend, runner, ask, now);
            if (found.best == null || cost < found.cost - SAME) {
                found.best = backend;
                found.cost = cost;
                found.equals = 1;
            } else if (cost < found.cost + SAME && random.nextInt(++found.equals) == 0) {
                found.best = backend;
                found.cost = Math.min(cost, found.cost);
            }
        } else {
            found.busy = true;
            found.soonest =
                    Math.min(found.soonest, world.learnt.hold(backend, ask.model()) / slots);
        }
    }

    private double loadingFor(BackendState backend, Runner runner, long now) {
        double load = world.learnt.load(backend, runner.model);
        return Math.max(0.2, load - Learnt.seconds(now - runner.since));
    }

    /** Seconds to the first word, and what they cost others. */
    private double cost(BackendState backend, Runner runner, Ask ask, long now) {
        double rate = world.learnt.read(backend, ask.model());
        Prompt prompt = ask.prompt();
        double read = (prompt.size() - runner.cache.cached(prompt)) / rate;
        double lost = runner.cache.lost(prompt, now) / rate;
        return read * (1 + backend.reading)
                + lost
                + COMPANY * backend.running / backend.facts.weight();
    }

    private Verdict load(Ask ask, Set<String> notThere, boolean trusted, long waited, long now) {
        BackendState best = null;
        Room bestRoom = null;
        double lowest = 0;
        for (Room.Need need : NEEDS) {
            for (BackendState backend : world.all()) {
                if (!canServe(backend, ask, notThere, trusted, now)) {
                    continue;
                }
                Room room = Room.at(world, backend, ask.model(), need, now);
                if (room == null) {
                    continue;
                }
                double cost =
                        world.learnt.load(backend, ask.model())
                                + room.loss()
                                + UNLOADING * room.victims().size()
                                + COMPANY * backend.running;
                if (best == null || cost < lowest) {
                    best = backend;
                    bestRoom = room;
                    lowest = cost;
                }
            }
            if (best != null) {
                break;
            }
        }
        if (best == null) {
            return Verdict.hold(null, Why.NO_ROOM, 0);
        }
        if (bestRoom.victims().isEmpty()) {
            return Verdict.go(best, Why.LOADS);
        }
        long expected = nanos(world.learnt.load(best, ask.model()));
        if (bestRoom.busy() > 0
                && Learnt.seconds(waited) < Math.min(PATIENCE, bestRoom.loss() / 2)) {
            return Verdict.hold(null, Why.NO_ROOM, expected);
        }
        return new Verdict(Verdict.Kind.WAIT, best, Why.MAKES_ROOM, expected, 0, bestRoom);
    }

    static long nanos(double seconds) {
        return seconds == Double.MAX_VALUE ? 0 : (long) (seconds * 1e9);
    }
}
