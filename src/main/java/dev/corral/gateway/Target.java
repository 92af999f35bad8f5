package dev.corral.gateway;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.Vitals;
import dev.corral.policy.Operation;
import dev.corral.policy.Places;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a management operation is to run, as the header {@value #HEADER} says: on the backend of
 * that name or URL, or on {@code all}. Without it what brings models or their files in goes to the
 * first backend of the list that answers, so that the files of a model are where it is then made;
 * what concerns a model that is there goes to one that has it. Immutable.
 *
 * @param all whether it runs on all backends
 * @param only the name of the one backend, or null where any will do
 * @param objection why that is not possible, as a sentence for the client (400), or null
 */
record Target(boolean all, String only, String objection) {

    static final String HEADER = "X-Corral-Backend";
    static final String ALL = "all";

    private static final Target ANY = new Target(false, null, null);
    private static final Set<Operation> EVERYWHERE =
            EnumSet.of(
                    Operation.PULL,
                    Operation.CREATE,
                    Operation.COPY,
                    Operation.DELETE,
                    Operation.BLOB_READ,
                    Operation.BLOB_WRITE);
    private static final Set<Operation> BRING =
            EnumSet.of(Operation.PULL, Operation.CREATE, Operation.BLOB_READ, Operation.BLOB_WRITE);

    static Target of(String header, Operation operation, Fleet fleet) {
        boolean manages = EVERYWHERE.contains(operation);
        if (header == null) {
            return BRING.contains(operation)
                    ? new Target(false, first(fleet.backends(), Places.ANYWHERE), null)
                    : ANY;
        }
        if (!manages) {
            return refused(
                    HEADER + " is for pull, create, copy, delete and blobs; leave it out here.");
        }
        if (header.equals(ALL)) {
            return new Target(true, null, null);
        }
        for (Backend backend : fleet.backends()) {
            if (backend.spec().name().equalsIgnoreCase(header) || backend.name().equals(header)) {
                return new Target(false, backend.spec().name(), null);
            }
        }
        return refused(
                "There is no backend of the name that " + HEADER + " says; or write " + ALL + ".");
    }

    /** The name of the first that answers of those in these places; null if any will do. */
    static String first(List<Backend> all, Places places) {
        List<Backend> candidates = candidates(all, places);
        return candidates.isEmpty() ? null : candidates.get(0).spec().name();
    }

    /** Those in these places that answer; none if there is no choice. */
    static List<Backend> candidates(List<Backend> all, Places places) {
        if (all.size() <= 1) {
            return List.of();
        }
        return all.stream()
                .filter(
                        one ->
                                !one.spec().draining()
                                        && one.vitals().state() != Vitals.State.DOWN
                                        && places.include(one.spec().tags()))
                .toList();
    }

    private static Target refused(String why) {
        return new Target(false, null, why);
    }
}
