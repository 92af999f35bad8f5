package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** A dispatcher with what it was told to do and what it told. */
final class Fixture implements Waiter, Hands {

    static final long SECOND = 1_000_000_000L;
    static final long GB = 1_000_000_000L;

    final List<Place> placed = new ArrayList<>();
    final List<Refusal> refused = new ArrayList<>();
    final List<String> loads = new ArrayList<>();
    final List<String> unloads = new ArrayList<>();
    final Dispatcher dispatcher;
    long now = SECOND;
    private final List<BackendFacts> facts = new ArrayList<>();

    Fixture() {
        this(100);
    }

    Fixture(int mostWaiting) {
        dispatcher =
                new Dispatcher(this, new Dispatcher.Limits(mostWaiting), new SplittableRandom(1));
    }

    static BackendFacts backend(String name, int slots, long gigabytes, String... tags) {
        return new BackendFacts(
                name, name, 1, slots, gigabytes * GB, 3, 1000, false, Set.copyOf(List.of(tags)));
    }

    Fixture with(String name, int slots) {
        return with(backend(name, slots, 48));
    }

    Fixture with(BackendFacts one) {
        facts.add(one);
        dispatcher.backends(facts, now);
        return this;
    }

    /** What is on a backend's disk: names, each followed by its gigabytes. */
    Fixture disk(String backend, Object... models) {
        Map<String, Long> sizes = new HashMap<>();
        for (int i = 0; i < models.length; i += 2) {
            sizes.put((String) models[i], (int) models[i + 1] * GB);
        }
        dispatcher.seen(backend, new Seen.Disk(sizes), now);
        return this;
    }

    /** What is in a backend's memory: names, each followed by its gigabytes. */
    Fixture memory(String backend, Object... models) {
        List<Seen.Resident> there = new ArrayList<>();
        for (int i = 0; i < models.length; i += 2) {
            there.add(new Seen.Resident((String) models[i], (int) models[i + 1] * GB));
        }
        dispatcher.seen(backend, new Seen.Memory(there, now), now);
        return this;
    }

    Place ask(String caller, String model) {
        return ask(Ask.of(caller, model, Prompt.NONE));
    }

    Place ask(Ask ask) {
        return ask(ask, Set.of());
    }

    Place ask(Ask ask, Set<String> notThere) {
        return dispatcher.submit(ask, notThere, now, this);
    }

    void begin(Place place) {
        dispatcher.firstByte(place, now);
    }

    void end(Place place) {
        end(place, Result.DONE);
    }

    void end(Place place, Result.Kind kind) {
        end(place, Result.of(kind));
    }

    void end(Place place, Result result) {
        dispatcher.ended(place, result, now);
    }

    Fixture later(double seconds) {
        now += (long) (seconds * SECOND);
        dispatcher.tick(now);
        return this;
    }

    Refusal.Reason lastRefusal() {
        return refused.isEmpty() ? null : refused.get(refused.size() - 1).reason();
    }

    @Override
    public void placed(Place place) {
        placed.add(place);
    }

    @Override
    public void refused(Place place, Refusal why) {
        refused.add(why);
    }

    @Override
    public boolean load(String backend, String model, String options) {
        loads.add(model + " at " + backend);
        return true;
    }

    @Override
    public boolean unload(String backend, String model) {
        unloads.add(model + " at " + backend);
        return true;
    }
}
