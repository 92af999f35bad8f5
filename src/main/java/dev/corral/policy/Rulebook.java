package dev.corral.policy;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.settings.Value;
import dev.corral.store.Repeated;
import dev.corral.store.StartupProblem;
import dev.corral.words.Sentence;
import dev.corral.words.Unfit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in force: the one fixed by {@code corral.policy.rules}, else the one saved in the
 * database, else the one that Corral comes with. A change is in force here at once, at other nodes
 * within seconds; offline mode follows its setting at once. Thread-safe.
 */
public final class Rulebook implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rulebook.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Sentence SAVED = Sentence.of("where.page", "saved in the page");

    private final Settings settings;
    private final PolicyStore store;
    private volatile State state;
    private Repeated looks;

    private record State(PolicyInForce inForce, Policy online, Policy offline) {
        State(PolicyInForce inForce) {
            this(inForce, inForce.policy(), inForce.policy().withOffline(true));
        }
    }

    /**
     * Reads the rules.
     *
     * @throws IllegalArgumentException when those fixed from outside cannot be read, with where and
     *     why; Corral must not start then
     * @throws StartupProblem when the saved ones cannot be read
     */
    public Rulebook(Settings settings, PolicyStore store) {
        this.settings = settings;
        this.store = store;
        Value<Optional<String>> outside = settings.value(Catalogue.POLICY_RULES);
        state =
                new State(
                        outside.value().isPresent()
                                ? fixed(outside.value().get(), outside.where(), store.newest())
                                : start());
    }

    private static PolicyInForce fixed(String rules, Sentence where, long version) {
        try {
            return new PolicyInForce(
                    Policy.parse(rules), PolicyInForce.Source.OUTSIDE, where, version, null, null);
        } catch (InvalidPolicy e) {
            throw Unfit.of(
                            "policy.setting",
                            "corral.policy.rules cannot be read, {why}",
                            "why",
                            e.said())
                    .by(e);
        }
    }

    private PolicyInForce start() {
        SavedPolicy newest = store.find(store.newest()).orElse(null);
        try {
            return of(newest);
        } catch (InvalidPolicy e) {
            throw StartupProblem.of(
                    "start.saved-policy",
                    "The saved policy cannot be read",
                    "Version {version} of the policy in the database, which {by} saved, cannot be read by this version of Corral: {why}",
                    "Deploy the version of Corral that saved it, or fix a policy from outside (setting corral.policy.rules, see docs/policy.md),"
                            + " or delete that version from the table corral_policy to go back to the one before. Nothing is allowed until it can be read.",
                    e,
                    "version",
                    newest.version(),
                    "by",
                    newest.by(),
                    "why",
                    e.said());
        }
    }

    private static PolicyInForce of(SavedPolicy saved) throws InvalidPolicy {
        if (saved == null || saved.rules() == null) {
            return new PolicyInForce(
                    Policy.shipped(),
                    PolicyInForce.Source.SHIPPED,
                    Sentence.of("where.shipped-policy", "policy that Corral comes with"),
                    saved == null ? 0 : saved.version(),
                    saved,
                    null);
        }
        return new PolicyInForce(
                Policy.parse(saved.rules()),
                PolicyInForce.Source.DATABASE,
                SAVED,
                saved.version(),
                saved,
                null);
    }

    /** From now on looks every two seconds whether another node saved a policy. */
    public synchronized void follow() {
        looks =
                new Repeated(
                        "corral-policy",
                        PAUSE,
                        Rulebook.class,
                        "The policy cannot be read from the database; the one known stays",
                        this::refresh);
    }

    /**
     * Takes up what another node saved. One that this node cannot read refuses everything, since it
     * may forbid something.
     */
    synchronized void refresh() {
        PolicyInForce known = inForce();
        long newest = store.newest();
        if (newest == known.version()) {
            return;
        }
        if (known.fixed()) {
            state = new State(known.withVersion(newest));
            return;
        }
        SavedPolicy saved = store.find(newest).orElse(null);
        try {
            state = new State(of(saved));
            LOG.info("Version {} of the policy, saved at another node, is in force", newest);
        } catch (InvalidPolicy e) {
            LOG.error(
                    "Version {} of the policy, saved at another node, cannot be read here: {}. Everything is refused until it can be",
                    newest,
                    e.getMessage());
            state =
                    new State(
                            new PolicyInForce(
                                    new Policy(List.of(), false),
                                    PolicyInForce.Source.DATABASE,
                                    SAVED,
                                    newest,
                                    saved,
                                    e.getMessage()));
        }
    }

    /** The policy as it is now; does no I/O. */
    public Policy current() {
        State now = state;
        return settings.get(Catalogue.OFFLINE) ? now.offline : now.online;
    }

    /** The policy as it is now and where it came from; does no I/O. */
    public PolicyInForce inForce() {
        return state.inForce;
    }

    /**
     * Saves a policy; it is in force when this returns.
     *
     * @param rules JSON as of {@link Policy#parse}, or null for the policy that Corral comes with
     * @param expected the {@link PolicyInForce#version} that the change was made from
     * @param by the caller's name, for the history
     * @param note why; may be empty
     * @throws InvalidPolicy when the rules cannot be read
     * @throws PolicyFixed when the policy is fixed from outside
     * @throws PolicyConflict when somebody else was faster
     */
    public synchronized PolicyInForce save(String rules, long expected, String by, String note)
            throws InvalidPolicy {
        PolicyInForce known = inForce();
        if (known.fixed()) {
            throw new PolicyFixed(known.where());
        }
        String written = rules == null ? null : Policy.parse(rules).toJson();
        PolicyInForce next = of(store.add(expected, written, by, note));
        state = new State(next);
        LOG.info(
                "{} saved version {} of the policy: {}",
                by,
                next.version(),
                Difference.of(known.policy(), next.policy()));
        return next;
    }

    /**
     * Makes an older version the newest one.
     *
     * @param version which; 0 for the policy that Corral comes with
     * @return empty when there is no such version
     * @throws InvalidPolicy when this Corral cannot read that version any more
     */
    public Optional<PolicyInForce> restore(long version, long expected, String by, String note)
            throws InvalidPolicy {
        if (version == 0) {
            return Optional.of(save(null, expected, by, note));
        }
        SavedPolicy old = store.find(version).orElse(null);
        return old == null ? Optional.empty() : Optional.of(save(old.rules(), expected, by, note));
    }

    /** A version with its rules. */
    public Optional<SavedPolicy> version(long version) {
        return store.find(version);
    }

    /**
     * Versions before a version, newest first, without their rules.
     *
     * @param before {@link Long#MAX_VALUE} for the newest
     */
    public List<SavedPolicy> history(long before, int limit) {
        return store.history(before, limit);
    }

    /** Ends the thread. Idempotent. */
    @Override
    public void close() {
        Repeated running;
        synchronized (this) {
            running = looks;
        }
        if (running != null) {
            running.close();
        }
    }
}
