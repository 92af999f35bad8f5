package dev.corral.it;

import java.util.List;

/**
 * The logins of the integration tests; every server of theirs knows all of them.
 *
 * @param name the name to log in with
 * @param password the password
 * @param roles the container roles that the login has
 */
public record ItUser(String name, String password, List<String> roles) {

    /** A user. */
    public static final ItUser ALICE = new ItUser("alice", "alice-it-1", List.of("corral-user"));

    /** An administrator. */
    public static final ItUser ADMIN = new ItUser("admin", "admin-it-1", List.of("corral-admin"));

    /** Somebody who may read usage and audit only. */
    public static final ItUser AUDITOR =
            new ItUser("auditor", "auditor-it-1", List.of("corral-auditor"));

    /** A valid login that has none of Corral's roles. */
    public static final ItUser NOBODY = new ItUser("nobody", "nobody-it-1", List.of("other-app"));

    /** A user whose name and password are not ASCII. */
    public static final ItUser JUERGEN =
            new ItUser("jürgen", "schlüssel-ключ-1", List.of("corral-user"));

    /** A user whom the policy of the tests denies everything. */
    public static final ItUser MALLORY =
            new ItUser("mallory", "mallory-it-1", List.of("corral-user"));

    /** All of them. */
    public static final List<ItUser> ALL = List.of(ALICE, ADMIN, AUDITOR, NOBODY, JUERGEN, MALLORY);
}
