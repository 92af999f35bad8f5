package dev.corral.identity;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.words.Refused;
import dev.corral.words.Sentence;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Making, showing and revoking API keys. Any thread may use it; each call asks the database. */
public final class ApiKeys {

    /** The most keys that one person may have. */
    public static final int MAX_PER_OWNER = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final Set<String> USUAL_SCOPES = Set.of("ollama");
    private static final int MAX_NAME = 100;
    private static final int END = 4;

    private final SecureRandom random = new SecureRandom();
    private final IdentityStore store;
    private final KeyRing ring;
    private final Settings settings;
    private final Clock clock;

    ApiKeys(IdentityStore store, KeyRing ring, Settings settings, Clock clock) {
        this.store = store;
        this.ring = ring;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A key that somebody wants.
     *
     * @param name 1 to 100 printable characters
     * @param expiresAt in the future, or null for as long as is allowed
     * @param scopes some of {@link Caller#ALL_SCOPES}, or null for the usual ({@code ollama})
     * @param inPath whether it may stand in the path of a URL
     */
    public record Wish(String name, Instant expiresAt, Set<String> scopes, boolean inPath) {}

    /** A key that was just made, with the secret that is shown this once. */
    public record Made(ApiKey key, String secret) {
        @Override
        public String toString() {
            return "Made[" + key + "]";
        }
    }

    /** Whether a key opens anything; what all keys have in common stands in {@link Rules}. */
    public enum State {
        /** It does. */
        READY,
        /** Its time is over, by its own expiry or by the longest lifetime that is set. */
        EXPIRED,
        /** Its owner's last login is too long ago; it works again after the next. */
        LOGIN_NEEDED
    }

    /**
     * A key as it stands now.
     *
     * @param endsAt when it ends by its own expiry or by the longest lifetime, or null
     * @param usedAt when it was last used, or null; other nodes tell within a minute
     * @param usedFrom the address of the last use, or null
     */
    public record Standing(State state, Instant endsAt, Instant usedAt, String usedFrom) {}

    /**
     * What the administrator set for all keys.
     *
     * @param enabled whether keys are accepted at all
     * @param inPath whether keys made for it may stand in the path
     * @param maxLifetime zero for no limit
     * @param rolesValid how long after its owner's last login a key still works
     */
    public record Rules(
            boolean enabled, boolean inPath, Duration maxLifetime, Duration rolesValid) {}

    /** Why a wish is not fulfilled, fit to be shown. */
    public static final class NotPossible extends Refused {
        private final int status;

        NotPossible(int status, Sentence said) {
            super(said);
            this.status = status;
        }

        /** The HTTP status that fits: 400, 403 or 409. */
        public int status() {
            return status;
        }
    }

    /**
     * Makes a key that belongs to the caller. It works at once on this node and within seconds on
     * others.
     *
     * @throws NotPossible when it may not be, or the wish is wrong
     */
    public Made create(Caller caller, Wish wish) {
        refuseForbidden(caller, wish);
        Set<String> scopes = wish.scopes() == null ? USUAL_SCOPES : wish.scopes();
        check(caller, wish, scopes);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String secret = ApiKeySecret.create(random);
        ApiKey key =
                new ApiKey(
                        UUID.randomUUID().toString(),
                        caller.name(),
                        wish.name().strip(),
                        secret.substring(secret.length() - END),
                        scopes,
                        wish.inPath(),
                        now,
                        expiry(wish.expiresAt(), now),
                        null,
                        null);
        ring.stored(store.add(key, Sha256.of(secret)));
        LOG.info("{} made the API key {}", LogText.of(caller.name()), key.id());
        return new Made(key, secret);
    }

    private void refuseForbidden(Caller caller, Wish wish) {
        if (!settings.get(Catalogue.KEYS_ENABLED)) {
            throw new NotPossible(
                    403, Sentence.of("key.off", "The administrator has switched API keys off."));
        }
        if (caller.via() == Via.KEY) {
            throw new NotPossible(
                    403,
                    Sentence.of(
                            "key.by-key",
                            "An API key cannot make another one; log in to the page, or use Basic."));
        }
        if (wish.inPath() && !settings.get(Catalogue.KEYS_IN_PATH_ALLOWED)) {
            throw new NotPossible(
                    403,
                    Sentence.of(
                            "key.path",
                            "The administrator does not allow keys in the path of a URL."));
        }
    }

    private void check(Caller caller, Wish wish, Set<String> scopes) {
        String name = wish.name();
        if (name == null
                || name.isBlank()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(Character::isISOControl)) {
            throw new NotPossible(
                    400,
                    Sentence.of(
                            "key.name", "A key needs a name of 1 to 100 characters in one line."));
        }
        // A set of Set.of does not even answer whether it has null.
        if (scopes.isEmpty()
                || scopes.stream().anyMatch(Objects::isNull)
                || !Caller.ALL_SCOPES.containsAll(scopes)) {
            throw new NotPossible(
                    400,
                    Sentence.of("key.scopes", "The scopes are some of ollama, api and metrics."));
        }
        if (scopes.contains("metrics") && !caller.is(Role.ADMIN)) {
            throw new NotPossible(
                    403,
                    Sentence.of(
                            "key.metrics",
                            "Only administrators make keys with the scope metrics."));
        }
        if (ring.countOf(caller.name()) >= MAX_PER_OWNER) {
            throw new NotPossible(
                    409,
                    Sentence.of(
                            "key.most",
                            "You have {n} keys, the most there can be; revoke one first.",
                            "n",
                            MAX_PER_OWNER));
        }
    }

    private Instant expiry(Instant wished, Instant now) {
        if (wished != null && !wished.isAfter(now)) {
            throw new NotPossible(400, Sentence.of("key.past", "expiresAt is in the past."));
        }
        Duration longest = settings.get(Catalogue.KEYS_MAX_LIFETIME);
        if (longest.isZero()) {
            return wished == null ? null : wished.truncatedTo(ChronoUnit.MILLIS);
        }
        Instant last = now.plus(longest);
        if (wished != null && wished.isAfter(last)) {
            throw new NotPossible(
                    400,
                    Sentence.of(
                            "key.long",
                            "A key may last until {last} at most; choose an earlier end.",
                            "last",
                            last));
        }
        return wished == null ? last : wished.truncatedTo(ChronoUnit.MILLIS);
    }

    /** How a key stands now. Costs no query. */
    public Standing standing(ApiKey key) {
        return ring.standing(key);
    }

    /** What is set for all keys now. */
    public Rules rules() {
        return new Rules(
                settings.get(Catalogue.KEYS_ENABLED),
                settings.get(Catalogue.KEYS_IN_PATH_ALLOWED),
                settings.get(Catalogue.KEYS_MAX_LIFETIME),
                settings.get(Catalogue.KEYS_ROLES_VALID));
    }

    /** The caller's keys, newest first; an administrator may ask for everybody's. */
    public List<ApiKey> list(Caller caller, boolean all) {
        if (all && !caller.is(Role.ADMIN)) {
            throw new NotPossible(
                    403, Sentence.of("key.others", "Only administrators see the keys of others."));
        }
        return store.list(all ? null : caller.name());
    }

    /**
     * Revokes a key: at once on this node, within seconds on others.
     *
     * @return false when the caller has no such key, and is no administrator who may revoke any
     */
    public boolean revoke(Caller caller, String id) {
        Optional<ApiKey> key = store.find(id);
        if (key.isEmpty() || !key.get().owner().equals(caller.name()) && !caller.is(Role.ADMIN)) {
            return false;
        }
        store.revoke(id, clock.instant(), caller.name());
        ring.revoke(id);
        LOG.info("{} revoked the API key {}", LogText.of(caller.name()), id);
        return true;
    }
}
