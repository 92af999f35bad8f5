package dev.corral.policy;

/** A change of a policy that is fixed from outside. */
public final class PolicyFixed extends RuntimeException {
    private static final long serialVersionUID = 1;

    PolicyFixed(String where) {
        super("The policy is fixed by the " + where + ". Change it there.");
    }
}
