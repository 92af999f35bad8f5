package dev.corral.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

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
 */
record Rule(
        String id,
        boolean allows,
        String note,
        Who who,
        Set<Operation> what,
        List<ModelPattern> models,
        Limits limits) {

    Rule {
        what = EnumSet.copyOf(what);
        models = List.copyOf(models);
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
