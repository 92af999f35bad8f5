package dev.corral.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whom a rule is about: everyone, or those who have one of the roles, or are one of the users, or
 * in one of the groups. With scopes, the key that was used must have one of them besides.
 *
 * @param everyone whether it is about everyone
 * @param roles ids of Corral's roles
 * @param users names of principals; a rule that denies does not look at their case, because a realm
 *     may not either
 * @param groups the container's role and group names
 * @param scopes scopes of keys, or empty
 */
record Who(
        boolean everyone,
        List<String> roles,
        List<String> users,
        List<String> groups,
        List<String> scopes) {

    /** A test that is prepared for many calls. */
    Matcher matcher(boolean ignoreCase) {
        return new Matcher(this, ignoreCase);
    }

    static final class Matcher {
        private final Who who;
        private final boolean ignoreCase;
        private final Set<String> users = new HashSet<>();

        Matcher(Who who, boolean ignoreCase) {
            this.who = who;
            this.ignoreCase = ignoreCase;
            for (String user : who.users) {
                users.add(fold(user));
            }
        }

        boolean matches(Subject subject) {
            return isOneOfThem(subject)
                    && (who.scopes.isEmpty() || any(who.scopes, subject.scopes()));
        }

        private boolean isOneOfThem(Subject subject) {
            return who.everyone
                    || any(who.roles, subject.roles())
                    || any(who.groups, subject.groups())
                    || !users.isEmpty() && users.contains(fold(subject.name()));
        }

        private String fold(String name) {
            return ignoreCase ? name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT) : name;
        }

        private static boolean any(List<String> wanted, Set<String> had) {
            for (String one : wanted) {
                if (had.contains(one)) {
                    return true;
                }
            }
            return false;
        }
    }
}
