package dev.corral.policy;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One rule of a policy. Immutable.
 *
 * @param id a short name, unique in the policy; shown to those whom the rule refuses
 * @param allows whether it allows (within its limits) or denies
 * @param note what it is for; may be empty
 * @param who whom it is about
 * @param what which operations
 * @param models which models; operations without a model are not asked about it
 * @param limits how far it goes; for rules that deny there are none
 * @param backends tags: a rule that allows, allows on backends with one of them only; one that
 *     denies, denies on all others only; empty for no difference between backends
 */
record Rule(
        String id,
        boolean allows,
        String note,
        Who who,
        Set<Operation> what,
        List<ModelPattern> models,
        Limits limits,
        Set<String> backends) {

    Rule {
        what = EnumSet.copyOf(what);
        models = List.copyOf(models);
        backends = Collections.unmodifiableSet(new TreeSet<>(backends));
    }

    /** Whether it denies on every backend, so that it refuses whatever it covers. */
    boolean deniesEverywhere() {
        return !allows && backends.isEmpty();
    }

    /**
     * Whether the rule is about a model. An operation without one is covered by every rule that
     * allows it for some model, and denied only by a rule about all models.
     */
    boolean covers(ModelName model) {
        if (model == null) {
            return allows || models.stream().anyMatch(ModelPattern::isAll);
        }
        for (ModelPattern pattern : models) {
            if (pattern.matches(model, !allows)) {
                return true;
            }
        }
        return false;
    }
}
