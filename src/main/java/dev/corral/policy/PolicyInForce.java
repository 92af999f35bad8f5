package dev.corral.policy;

import dev.corral.words.Sentence;

/**
 * The policy in force and where it came from. Immutable.
 *
 * @param policy the rules
 * @param source the kind of place
 * @param where the place in words
 * @param version the newest version in the database, which a change has to name; 0 when none was
 *     ever saved
 * @param saved the version in force, or null when it does not come from the database
 * @param problem why the newest version could not be read, so that everything is refused; else null
 */
public record PolicyInForce(
        Policy policy,
        Source source,
        Sentence where,
        long version,
        SavedPolicy saved,
        String problem) {

    /** The kinds of places, strongest first. */
    public enum Source {
        /** {@code corral.policy.rules}. */
        OUTSIDE,
        /** What an administrator saved. */
        DATABASE,
        /** The policy that Corral comes with. */
        SHIPPED
    }

    /** Whether it can only be changed outside. */
    public boolean fixed() {
        return source == Source.OUTSIDE;
    }

    PolicyInForce withVersion(long newest) {
        return new PolicyInForce(policy, source, where, newest, saved, problem);
    }
}
