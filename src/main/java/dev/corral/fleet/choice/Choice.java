package dev.corral.fleet.choice;

import dev.corral.fleet.choice.Verdict.Why;
import java.util.Collection;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Where a request should go now, from what is known now. Changes nothing. */
final class Choice {

    private final RandomGenerator random;

    Choice(RandomGenerator random) {
        this.random = random;
    }

    Verdict choose(Collection<BackendState> fleet, Ask ask, Set<String> notThere) {
        Verdict none = whyNobody(fleet, ask, notThere);
        if (none != null) {
            return none;
        }
        return ask.model() == null
                ? anywhere(fleet, ask, notThere)
                : withModel(fleet, ask, notThere);
    }

    private static boolean isUsable(BackendState backend, Ask ask, Set<String> notThere) {
        return backend.isAllowed(ask)
                && !backend.facts.draining()
                && backend.health != Health.DOWN
                && !notThere.contains(backend.name());
    }

    private static Verdict whyNobody(
            Collection<BackendState> fleet, Ask ask, Set<String> notThere) {
        boolean allowed = false;
        boolean up = false;
        boolean tried = false;
        for (BackendState backend : fleet) {
            if (backend.isAllowed(ask)) {
                allowed = true;
                if (notThere.contains(backend.name())) {
                    tried = true;
                } else if (isUsable(backend, ask, notThere)) {
                    up = true;
                    if (ask.model() == null || backend.holds(ask.model())) {
                        return null;
                    }
                }
            }
        }
        if (!allowed) {
            return Verdict.refuse(fleet.isEmpty() ? Why.NOBODY : Why.NOT_ALLOWED);
        }
        return Verdict.refuse(tried ? Why.ALL_TRIED : up ? Why.NO_HOLDER : Why.NOBODY);
    }

    private Verdict anywhere(Collection<BackendState> fleet, Ask ask, Set<String> notThere) {
        BackendState best = null;
        for (BackendState backend : fleet) {
            if (isUsable(backend, ask, notThere) && !backend.isFull()) {
                best = better(backend, best);
            }
        }
        if (best == null) {
            return Verdict.hold(null, Why.ALL_FULL, 0);
        }
        return Verdict.go(best, Why.FEWEST);
    }

    private boolean isBetter(BackendState a, BackendState b) {
        if (a.health != b.health) {
            return a.health == Health.HEALTHY;
        }
        double left = a.running / a.facts.weight();
        double right = b.running / b.facts.weight();
        return left < right || left == right && random.nextBoolean();
    }

    private Verdict withModel(Collection<BackendState> fleet, Ask ask, Set<String> notThere) {
        BackendState loaded = null;
        BackendState loading = null;
        BackendState cold = null;
        boolean busy = false;
        for (BackendState backend : fleet) {
            if (!isUsable(backend, ask, notThere) || !backend.holds(ask.model())) {
                continue;
            }
            if (backend.isFull()) {
                busy = true;
                continue;
            }
            Runner runner = backend.runner(ask);
            if (runner != null && runner.fits(ask.loadOptions())) {
                busy = true;
                if (runner.running < backend.slots(ask)) {
                    if (runner.state == Runner.State.LOADED) {
                        loaded = better(backend, loaded);
                    } else {
                        loading = better(backend, loading);
                    }
                }
            } else if (canLoad(backend, runner)) {
                cold = better(backend, cold);
            }
        }
        if (loaded != null) {
            return Verdict.go(loaded, Why.FREE_SLOT);
        }
        if (loading != null) {
            return Verdict.go(loading, Why.JOINS_LOAD);
        }
        if (cold != null) {
            return Verdict.go(cold, Why.LOADS);
        }
        return Verdict.hold(null, busy ? Why.SLOTS_BUSY : Why.NO_ROOM, 0);
    }

    private BackendState better(BackendState backend, BackendState best) {
        return best == null || isBetter(backend, best) ? backend : best;
    }

    /** A load waits in Ollama for a runner that is idle, and everything behind it too. */
    private static boolean canLoad(BackendState backend, Runner old) {
        if (old != null) {
            return old.running == 0;
        }
        boolean anyIdle = backend.runners.isEmpty();
        for (Runner runner : backend.runners.values()) {
            if (runner.state == Runner.State.LOADING) {
                return false;
            }
            anyIdle |= runner.running == 0;
        }
        return anyIdle || backend.runners.size() < mostLoaded(backend);
    }

    private static int mostLoaded(BackendState backend) {
        return backend.facts.maxLoaded() == null ? Integer.MAX_VALUE : backend.facts.maxLoaded();
    }
}
