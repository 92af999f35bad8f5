package dev.corral.identity;

/**
 * What a principal is to Corral; the container's own role names are mapped to these by {@code
 * corral.roles.*}.
 */
public enum Role {
    /** May use models and the page. */
    USER,
    /** May do all that a user may, and manage models, settings and other people's keys. */
    ADMIN,
    /** Reads usage and audit, and nothing else. */
    AUDITOR;

    /**
     * The name in JSON answers, rules and settings: {@code user}, {@code admin}, {@code auditor}.
     */
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
