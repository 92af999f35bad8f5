package dev.corral.fleet.choice;

import java.util.ArrayList;
import java.util.List;

/** What is to be told once the dispatcher's lock is given back. For one thread. */
final class Calls {

    private List<Runnable> all = List.of();

    void placed(Place place) {
        add(() -> place.waiter().placed(place));
    }

    void refused(Place place, Refusal why) {
        place.state = Place.State.OVER;
        add(() -> place.waiter().refused(place, why));
    }

    void add(Runnable call) {
        if (all.isEmpty()) {
            all = new ArrayList<>();
        }
        all.add(call);
    }

    /** Tells it all, whatever one of them throws; with no lock held. */
    void make() {
        RuntimeException thrown = null;
        for (Runnable call : all) {
            try {
                call.run();
            } catch (RuntimeException e) {
                if (thrown == null) {
                    thrown = e;
                } else {
                    thrown.addSuppressed(e);
                }
            }
        }
        if (thrown != null) {
            throw thrown;
        }
    }
}
