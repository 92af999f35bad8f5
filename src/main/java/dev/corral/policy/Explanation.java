package dev.corral.policy;

import dev.corral.words.Sentence;
import java.util.List;

/**
 * A decision and how it came about.
 *
 * @param decision what the policy says to the whole request
 * @param places on which backends it may run, if it may
 * @param steps one for each thing that has to be allowed, also those after the first that is not
 */
public record Explanation(Decision decision, Places places, List<Step> steps) {

    /**
     * One thing that has to be allowed.
     *
     * @param operation which operation
     * @param model on which model, in its shortest form, or null
     * @param decision what the policy says to it alone
     * @param changes what would have to change for it to be allowed, in sentences; empty when it is
     */
    public record Step(
            Operation operation, String model, Decision decision, List<Sentence> changes) {}
}
