package dev.corral.fleet.choice;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a decision is made from. Guarded by the dispatcher's lock. */
final class World {

    /** How far ahead it is reckoned, in seconds. */
    static final double HORIZON = 60;

    /** Seconds that each request gains by reading its prompt on one of two cards, not on one. */
    private static final double SPREAD = 0.15;

    /** Slots of a runner where the number is not known. */
    private static final int USUAL_SLOTS = 4;

    private final Map<String, BackendState> backends = new LinkedHashMap<>();
    private final Map<String, Demand> demands = new HashMap<>();
    final Learnt learnt = new Learnt();

    Collection<BackendState> all() {
        return backends.values();
    }

    Map<String, BackendState> byName() {
        return backends;
    }

    /** These are the backends; known ones keep what is known of them. */
    void set(List<BackendFacts> all) {
        Map<String, BackendState> known = new HashMap<>();
        backends.values().forEach(state -> known.put(state.id(), state));
        backends.clear();
        for (BackendFacts facts : all) {
            BackendState state = known.remove(facts.id());
            if (state == null) {
                state = new BackendState(facts);
            } else {
                state.facts = facts;
            }
            backends.put(facts.name(), state);
        }
        known.keySet().forEach(learnt::forget);
    }

    Map<String, Demand> demands() {
        return demands;
    }

    /** A request came; names that no backend has are no demand, and not remembered. */
    void arrived(String model, long now) {
        Demand demand = demands.get(model);
        if (demand == null && isHeld(model)) {
            demand = new Demand(model, now);
            demands.put(model, demand);
        }
        if (demand != null) {
            demand.arrived(now);
        }
    }

    private boolean isHeld(String model) {
        for (BackendState backend : backends.values()) {
            if (backend.holds(model)) {
                return true;
            }
        }
        return false;
    }

    double rate(String model, long now) {
        Demand demand = demands.get(model);
        return demand == null ? 0 : demand.rate(now);
    }

    double busy(String model) {
        Demand demand = demands.get(model);
        return demand == null ? 0 : demand.busy();
    }

    /** On how many backends a model is or will be loaded for requests with default options. */
    int copies(String model, long now) {
        int copies = 0;
        for (BackendState backend : backends.values()) {
            Runner runner = backend.runners.get(model);
            if (runner != null
                    && runner.state != Runner.State.UNLOADING
                    && !runner.drains
                    && !backend.facts.draining()
                    && backend.isTrusted(now)) {
                copies++;
            }
        }
        return copies;
    }

    /** Seconds that a request waits for a slot when so many copies serve the model's requests. */
    double wait(String model, int copies) {
        double hold = learnt.hold(model);
        int slots = copies * usualSlots(model);
        double use = busy(model) / slots;
        double near = Math.min(use, 0.95);
        double wait =
                hold * Math.pow(near, Math.sqrt(2.0 * (slots + 1)) - 1) / (slots * (1 - near));
        return use > near ? wait + hold * (use - near) * HORIZON / 4 : wait;
    }

    private int usualSlots(String model) {
        for (BackendState backend : backends.values()) {
            int slots = backend.knownSlots(model);
            if (slots != Integer.MAX_VALUE) {
                return slots;
            }
        }
        return USUAL_SLOTS;
    }

    /** Seconds of waiting that one more copy saves all requests within the horizon. */
    double gain(BackendState backend, String model, int copies, long now) {
        double rate = rate(model, now);
        if (copies == 0) {
            return needed(rate) * learnt.load(backend, model);
        }
        double queue = wait(model, copies) - wait(model, copies + 1);
        double reading = SPREAD / (copies * (copies + 1.0));
        return HORIZON * rate * (queue + reading);
    }

    private static double needed(double rate) {
        return 1 - Math.exp(-rate * HORIZON);
    }

    /** Seconds of waiting that all requests within the horizon have more without this runner. */
    double loss(BackendState backend, Runner runner, long now) {
        int others = copies(runner.model, now) - (runner.drains ? 0 : 1);
        double read = runner.cache.worth(now) / learnt.read(backend, runner.model);
        return read + gain(backend, runner.model, Math.max(0, others), now);
    }
}
