package dev.corral.policy;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.Optional;

/**
 * The policy in force: the one fixed by {@code corral.policy.rules}, else the one that Corral comes
 * with; offline mode follows its setting at once. Thread-safe.
 */
public final class Rulebook {
    private final Settings settings;
    private final Policy online;
    private final Policy offline;

    /**
     * Reads the rules.
     *
     * @throws IllegalArgumentException when they cannot be read, with where and why; Corral must
     *     not start then
     */
    public Rulebook(Settings settings) {
        this.settings = settings;
        Optional<String> fixed = settings.get(Catalogue.POLICY_RULES);
        try {
            online = fixed.isPresent() ? Policy.parse(fixed.get()) : Policy.shipped();
        } catch (InvalidPolicy e) {
            throw new IllegalArgumentException(
                    "corral.policy.rules cannot be read, " + e.getMessage(), e);
        }
        offline = online.withOffline(true);
    }

    /** The policy as it is now. */
    public Policy current() {
        return settings.get(Catalogue.OFFLINE) ? offline : online;
    }
}
