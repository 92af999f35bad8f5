package dev.corral.identity;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The container role names that stand for Corral's roles, as they are configured at one moment.
 *
 * @param user names of {@link Role#USER}
 * @param admin names of {@link Role#ADMIN}
 * @param auditor names of {@link Role#AUDITOR}
 * @param more other names that somebody wants to know of a caller (groups that policy rules name)
 */
record RoleNames(List<String> user, List<String> admin, List<String> auditor, Set<String> more) {

    /** The names configured now. */
    static RoleNames of(Settings settings, Set<String> more) {
        return new RoleNames(
                settings.get(Catalogue.ROLES_USER),
                settings.get(Catalogue.ROLES_ADMIN),
                settings.get(Catalogue.ROLES_AUDITOR),
                more);
    }

    /** Whether these are still the names that are configured; costs nothing. */
    boolean isCurrent(Settings settings, Set<String> currentMore) {
        return user == settings.get(Catalogue.ROLES_USER)
                && admin == settings.get(Catalogue.ROLES_ADMIN)
                && auditor == settings.get(Catalogue.ROLES_AUDITOR)
                && (more == currentMore || more.equals(currentMore));
    }

    /** Those of the names that the principal has. */
    Set<String> held(Predicate<String> isUserInRole) {
        Set<String> held = new LinkedHashSet<>();
        for (Collection<String> names : List.of(user, admin, auditor, more)) {
            for (String name : names) {
                if (!held.contains(name) && isUserInRole.test(name)) {
                    held.add(name);
                }
            }
        }
        return held;
    }

    /** What a principal with these container roles is to Corral. */
    Set<Role> rolesOf(Set<String> held) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        addIfAny(roles, Role.USER, user, held);
        addIfAny(roles, Role.ADMIN, admin, held);
        addIfAny(roles, Role.AUDITOR, auditor, held);
        return roles;
    }

    private static void addIfAny(Set<Role> roles, Role role, List<String> names, Set<String> held) {
        if (names.stream().anyMatch(held::contains)) {
            roles.add(role);
        }
    }

    /** The names that open Corral, for a person who has none of them. */
    String spelled() {
        Set<String> names = new LinkedHashSet<>(user);
        names.addAll(admin);
        names.addAll(auditor);
        return String.join(", ", names);
    }
}
