package dev.corral.policy;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A change of a policy that is fixed from outside. */
public final class PolicyFixed extends Refused {
    private static final long serialVersionUID = 1;

    PolicyFixed(Sentence where) {
        super(
                Sentence.of(
                        "policy.fixed",
                        "The policy is fixed by the {where}. Change it there.",
                        "where",
                        where));
    }
}
