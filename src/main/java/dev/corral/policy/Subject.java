package dev.corral.policy;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who asks, as far as rules look at it. Immutable.
 *
 * @param name the principal's name
 * @param roles ids of Corral's roles ({@code user}, {@code admin}, {@code auditor}); an
 *     administrator is a user too
 * @param groups the container's role and group names that the principal has
 * @param scopes the scopes of the key that was used; all of them otherwise
 */
public record Subject(String name, Set<String> roles, Set<String> groups, Set<String> scopes) {
    public Subject {
        Objects.requireNonNull(name);
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
        scopes = Set.copyOf(scopes);
    }

    /** The caller of a request. */
    public static Subject of(Caller caller) {
        Set<String> roles = new TreeSet<>();
        for (Role role : Role.values()) {
            if (caller.is(role)) {
                roles.add(role.id());
            }
        }
        return new Subject(caller.name(), roles, caller.groups(), caller.scopes());
    }
}
