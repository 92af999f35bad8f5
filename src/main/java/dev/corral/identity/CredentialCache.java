package dev.corral.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Basic credentials that the realm found good a short time ago, so that a directory is not asked
 * for every request. Holds neither names nor passwords as keys, only their HMAC under a key that
 * lives as long as this object. Bounded; any thread may use it.
 */
final class CredentialCache {

    /** How long a credential is remembered as once good, which only spares it the throttle. */
    private static final long ONCE_GOOD_NANOS = Duration.ofHours(12).toNanos();

    private final Mac prototype = newMac();
    private final Map<Digest, Entry> entries = new ConcurrentHashMap<>();
    private final Supplier<Duration> lifetime;
    private final int capacity;
    private final LongSupplier nanoTime;

    /** The HMAC of a credential. */
    record Digest(long a, long b, long c, long d) {
        @Override
        public int hashCode() {
            return (int) a;
        }
    }

    private record Entry(Caller caller, RoleNames names, long checkedAt) {}

    /**
     * @param lifetime how long a check holds, asked at each look-up; zero: never
     * @param capacity most entries
     * @param nanoTime the clock
     */
    CredentialCache(Supplier<Duration> lifetime, int capacity, LongSupplier nanoTime) {
        this.lifetime = lifetime;
        this.capacity = capacity;
        this.nanoTime = nanoTime;
    }

    /** The key under which a credential is remembered. */
    Digest digest(String credential) {
        try {
            Mac mac = (Mac) prototype.clone();
            ByteBuffer hash =
                    ByteBuffer.wrap(mac.doFinal(credential.getBytes(StandardCharsets.UTF_8)));
            return new Digest(hash.getLong(), hash.getLong(), hash.getLong(), hash.getLong());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Who a credential was for at a check that still holds and knew the same role names; else null.
     */
    Caller find(Digest digest, RoleNames names) {
        Entry entry = entries.get(digest);
        return entry != null
                        && entry.names == names
                        && nanoTime.getAsLong() - entry.checkedAt < lifetime.get().toNanos()
                ? entry.caller
                : null;
    }

    /** Whether the credential was good within the last hours, whatever it is now. */
    boolean wasOnceGood(Digest digest) {
        Entry entry = entries.get(digest);
        return entry != null && nanoTime.getAsLong() - entry.checkedAt < ONCE_GOOD_NANOS;
    }

    /** Remembers a check that succeeded just now. */
    void put(Digest digest, Caller caller, RoleNames names) {
        entries.put(digest, new Entry(caller, names, nanoTime.getAsLong()));
        if (entries.size() > capacity) {
            shrink();
        }
    }

    /** Forgets a credential that is no longer good. */
    void remove(Digest digest) {
        entries.remove(digest);
    }

    /** Forgets everything: each credential is checked by the realm again. */
    void clear() {
        entries.clear();
    }

    int size() {
        return entries.size();
    }

    private synchronized void shrink() {
        int surplus = entries.size() - capacity * 9 / 10;
        if (entries.size() <= capacity) {
            return;
        }
        entries.entrySet().stream()
                .sorted(
                        Comparator.comparingLong(
                                e -> e.getValue().checkedAt - nanoTime.getAsLong()))
                .limit(surplus)
                .forEach(e -> entries.remove(e.getKey(), e.getValue()));
    }

    private static Mac newMac() {
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HmacSHA256", e);
        }
    }
}
