package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What is known of one backend. Guarded by the dispatcher's lock. */
final class BackendState {

    private final String id;
    final Breaker breaker = new Breaker();
    final SlotsLearnt slotsLearnt = new SlotsLearnt();
    final MemoryLearnt memoryLearnt = new MemoryLearnt();
    BackendFacts facts;
    Health health = Health.HEALTHY;

    /** The models on its disk with their sizes; null as long as it was not asked. */
    Map<String, Long> disk;

    /** By model: Ollama runs one runner for each. */
    final Map<String, Runner> runners = new LinkedHashMap<>();

    /** Requests of ours that are there, also those without a model. */
    int running;

    /** Those of them that use a model and have no first byte yet. */
    int reading;

    /** The model that its next load is kept for, and until when. */
    String keptFor;

    long keptUntil;

    /** Whether it is kept for requests that wait, and only as long as they do. */
    boolean keptForWaiting;

    /** Models that could not be loaded ahead, and until when that is not tried again. */
    final Map<String, Long> notAhead = new HashMap<>();

    /** When models were unloaded by hand: Ollama shows them a moment longer. */
    final Map<String, Long> unloaded = new HashMap<>();

    BackendState(BackendFacts facts) {
        this.id = facts.id();
        this.facts = facts;
    }

    /** What is learnt of it is kept under this, which stays when it is renamed. */
    String id() {
        return id;
    }

    String name() {
        return facts.name();
    }

    /** Whether a request with these conditions may use it at all. */
    boolean isAllowed(Ask ask) {
        if (ask.only() != null && !ask.only().equals(name())) {
            return false;
        }
        return ask.tags().isEmpty() || intersects(ask.tags(), facts.tags());
    }

    private static boolean intersects(Set<String> a, Set<String> b) {
        for (String one : a) {
            if (b.contains(one)) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        return running >= facts.connections();
    }

    boolean holds(String model) {
        return disk == null || disk.containsKey(model);
    }

    /** Whether it gets requests like any other: not suspect, not left alone after failures. */
    boolean isTrusted(long now) {
        return health == Health.HEALTHY && breaker.state(now) != Breaker.State.OPEN;
    }

    /** Whether it is being tried with one request and has that. */
    boolean isBeingTried(long now) {
        return breaker.state(now) == Breaker.State.HALF_OPEN && running > 0;
    }

    boolean isKeptForOthers(String model, long now) {
        return keptFor != null && now - keptUntil < 0 && !keptFor.equals(model);
    }

    boolean isLoading() {
        for (Runner runner : runners.values()) {
            if (runner.state == Runner.State.LOADING) {
                return true;
            }
        }
        return false;
    }

    /**
     * Requests that a runner of this model gets at a time. Where nobody said how many it takes, a
     * few more than it takes for certain.
     */
    int slots(String model, boolean one) {
        if (facts.slots() == null) {
            return one ? 2 : slotsLearnt.most(model);
        }
        return one ? 1 : facts.slots();
    }

    /** How many it takes; {@link Integer#MAX_VALUE} as long as that is not known. */
    int knownSlots(String model) {
        return facts.slots() == null ? slotsLearnt.known(model) : facts.slots();
    }

    int slots(Ask ask) {
        return slots(ask.model(), ask.oneSlot());
    }

    Runner runner(Ask ask) {
        return runners.get(ask.model());
    }

    /** The most specific that is known of a model's size in bytes; 0 if nothing is. */
    long size(String model) {
        Runner runner = runners.get(model);
        if (runner != null && runner.bytes > 0) {
            return runner.bytes;
        }
        Long seen = memoryLearnt.size(model);
        if (seen != null) {
            return seen;
        }
        Long onDisk = disk == null ? null : disk.get(model);
        return onDisk == null ? 0 : onDisk;
    }

    /** The memory for models; {@link Long#MAX_VALUE} if not known. */
    long memory() {
        return facts.vram() == null ? memoryLearnt.most() : facts.vram();
    }

    /** The most models at a time; {@link Integer#MAX_VALUE} if not known. */
    int mostLoaded() {
        return facts.maxLoaded() == null ? memoryLearnt.mostModels() : facts.maxLoaded();
    }
}
