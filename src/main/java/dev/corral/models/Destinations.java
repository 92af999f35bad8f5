package dev.corral.models;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.Vitals;
import dev.corral.policy.ModelName;
import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.List;

/** Where a model is to go. Thread-safe. */
final class Destinations {

    private final Fleet fleet;

    Destinations(Fleet fleet) {
        this.fleet = fleet;
    }

    /**
     * The names of the backends that a wish means.
     *
     * @param wanted as in {@link Pulls#start}
     */
    List<String> names(ModelName model, String wanted) throws Pulls.Refused {
        List<Backend> all = fleet.backends();
        List<String> found = new ArrayList<>();
        for (Backend one : all) {
            String name = one.spec().name();
            boolean fits =
                    wanted == null
                            ? isUp(one)
                            : wanted.equals(Pulls.ALL)
                                    || wanted.equals(name)
                                    || wanted.equals(Pulls.HAVING)
                                            && one.contents().has(model.canonical());
            if (fits) {
                found.add(name);
            }
        }
        if (found.isEmpty() && wanted == null && !all.isEmpty()) {
            found.add(all.get(0).spec().name());
        }
        if (found.isEmpty() && Pulls.HAVING.equals(wanted)) {
            throw new Pulls.Refused(404, Sentence.of("pull.nowhere", "No backend has this model."));
        }
        if (found.isEmpty()) {
            throw new Pulls.Refused(
                    404,
                    Sentence.of(
                            "pull.no-backend",
                            "There is no such backend. Name one, or write all."));
        }
        return wanted == null ? found.subList(0, 1) : found;
    }

    private static boolean isUp(Backend backend) {
        return !backend.spec().draining() && backend.vitals().state() != Vitals.State.DOWN;
    }
}
