package dev.corral.identity;

import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All keys that are not revoked, in memory: checking one costs a hash and a look-up, and never a
 * query. Any thread may use it.
 */
final class KeyRing {

    private static final long USE_STEP_MILLIS = 1_000;

    private final Map<Long, Entry> byPrefix = new ConcurrentHashMap<>();
    private final Map<String, Entry> byId = new ConcurrentHashMap<>();
    private final Set<String> revokedHere = ConcurrentHashMap.newKeySet();
    private final Settings settings;
    private final Logins logins;
    private final Clock clock;

    private record Known(RoleNames names, Logins.Seen seen, Caller caller) {}

    private static final class Entry {
        private final ApiKey key;
        private final byte[] hash;
        private volatile Known known;
        private volatile long usedAt;
        private volatile String usedFrom;
        private volatile boolean unsaved;

        private Entry(ApiKey key, byte[] hash) {
            this.key = key;
            this.hash = hash;
        }
    }

    KeyRing(Settings settings, Logins logins, Clock clock) {
        this.settings = settings;
        this.logins = logins;
        this.clock = clock;
    }

    /** Takes up a key as it is stored, or lets go of one that is revoked. */
    void stored(ApiKeyRow row) {
        if (row.isRevoked() || revokedHere.contains(row.id())) {
            letGo(row.id());
        } else if (!byId.containsKey(row.id())) {
            Entry entry = new Entry(row.key(), row.hash());
            byId.put(row.id(), entry);
            byPrefix.put(Sha256.prefix(entry.hash), entry);
        }
    }

    /** Lets go of a key for good, whatever was read of it before it was revoked. */
    void revoke(String id) {
        revokedHere.add(id);
        letGo(id);
    }

    private void letGo(String id) {
        Entry entry = byId.remove(id);
        if (entry != null) {
            byPrefix.remove(Sha256.prefix(entry.hash), entry);
        }
    }

    /**
     * Who a key belongs to.
     *
     * @param secret what was sent as a key
     * @param inPath whether it stood in the path
     * @param address where the request came from, for the key's last use
     * @param names the role names configured now
     * @throws Refusal 401 with a reason for the owner
     */
    Caller caller(String secret, boolean inPath, String address, RoleNames names) throws Refusal {
        if (!settings.get(Catalogue.KEYS_ENABLED)) {
            throw no("API keys are switched off here; use Basic, or ask the administrator.");
        }
        if (!ApiKeySecret.hasPrefix(secret)) {
            throw no("This is no API key of Corral: those begin with " + ApiKeySecret.PREFIX + ".");
        }
        if (!ApiKeySecret.isWellFormed(secret)) {
            throw no("The API key is mistyped or cut off; copy it again.");
        }
        byte[] hash = Sha256.of(secret);
        Entry entry = byPrefix.get(Sha256.prefix(hash));
        if (entry == null || !MessageDigest.isEqual(hash, entry.hash)) {
            throw no("This API key is not known, or was revoked; make a new one in the page.");
        }
        refuseUnfit(entry.key, inPath);
        Logins.Seen seen = logins.find(entry.key.owner());
        if (seen == null) {
            throw no("The owner of this API key has not logged in for a while: log in once to renew it.")
                    .about(entry.key.owner());
        }
        used(entry, address);
        return caller(entry, seen, names);
    }

    private void refuseUnfit(ApiKey key, boolean inPath) throws Refusal {
        if (isOver(key)) {
            throw no("This API key has expired; make a new one in the page.").about(key.owner());
        }
        if (inPath && !(key.inPath() && settings.get(Catalogue.KEYS_IN_PATH_ALLOWED))) {
            throw no("This API key may not stand in the path of a URL; send it as 'Authorization: Bearer'.")
                    .about(key.owner());
        }
    }

    private boolean isOver(ApiKey key) {
        Instant end = end(key);
        return end != null && !clock.instant().isBefore(end);
    }

    /** When a key ends by its own expiry or by the longest lifetime set now; null if never. */
    private Instant end(ApiKey key) {
        Duration longest = settings.get(Catalogue.KEYS_MAX_LIFETIME);
        if (longest.isZero()) {
            return key.expiresAt();
        }
        Instant last = key.createdAt().plus(longest);
        return key.expiresAt() != null && key.expiresAt().isBefore(last) ? key.expiresAt() : last;
    }

    /** How a key stands now; its last use may be known here before it is stored. */
    ApiKeys.Standing standing(ApiKey key) {
        Entry entry = byId.get(key.id());
        long stored = key.usedAt() == null ? 0 : key.usedAt().toEpochMilli();
        boolean newer = entry != null && entry.usedAt > stored;
        return new ApiKeys.Standing(
                state(key),
                end(key),
                newer ? Instant.ofEpochMilli(entry.usedAt) : key.usedAt(),
                newer ? entry.usedFrom : key.usedFrom());
    }

    private ApiKeys.State state(ApiKey key) {
        if (isOver(key)) {
            return ApiKeys.State.EXPIRED;
        }
        return logins.find(key.owner()) == null ? ApiKeys.State.LOGIN_NEEDED : ApiKeys.State.READY;
    }

    private static Caller caller(Entry entry, Logins.Seen seen, RoleNames names) {
        Known known = entry.known;
        if (known == null || known.names != names || known.seen != seen) {
            ApiKey key = entry.key;
            Caller caller =
                    new Caller(
                            key.owner(),
                            names.rolesOf(seen.held()),
                            seen.held(),
                            Via.KEY,
                            key.id(),
                            key.scopes());
            known = new Known(names, seen, caller);
            entry.known = known;
        }
        return known.caller;
    }

    private void used(Entry entry, String address) {
        long now = clock.millis();
        if (now - entry.usedAt >= USE_STEP_MILLIS) {
            entry.usedFrom = address;
            entry.usedAt = now;
            entry.unsaved = true;
        }
    }

    /** The uses since the last call, to be stored. */
    List<IdentityStore.Use> takeUses() {
        List<IdentityStore.Use> uses = new ArrayList<>();
        for (Entry entry : byId.values()) {
            if (entry.unsaved) {
                entry.unsaved = false;
                uses.add(new IdentityStore.Use(entry.key.id(), entry.usedAt, entry.usedFrom));
            }
        }
        return uses;
    }

    /** How many keys of one owner there are. */
    long countOf(String owner) {
        return byId.values().stream().filter(entry -> entry.key.owner().equals(owner)).count();
    }

    private static Refusal no(String message) {
        return Refusal.of(401, message);
    }
}
