package dev.corral.policy;

import dev.corral.words.Refused;
import dev.corral.words.Sentence;

/** A change that was made from a version of the policy that is not the newest any more. */
public final class PolicyConflict extends Refused {
    private static final long serialVersionUID = 1;

    PolicyConflict() {
        super(
                Sentence.of(
                        "policy.conflict",
                        "The policy was changed by somebody else in the meantime. Look at the new one, then save again."));
    }
}
