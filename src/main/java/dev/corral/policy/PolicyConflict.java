package dev.corral.policy;

/** A change that was made from a version of the policy that is not the newest any more. */
public final class PolicyConflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    PolicyConflict() {
        super(
                "The policy was changed by somebody else in the meantime. Look at the new one, then save again.");
    }
}
