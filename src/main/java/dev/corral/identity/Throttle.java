package dev.corral.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Makes guessing passwords slow: after some failures for one name from one address, each further
 * attempt has to wait longer, up to a minute. Another name, or the same name from another address,
 * notices nothing. Bounded; any thread may use it.
 */
final class Throttle {

    static final int FREE = 5;
    private static final long SECOND = 1_000_000_000L;
    private static final long LONGEST = 60 * SECOND;
    private static final long FORGOTTEN = Duration.ofMinutes(15).toNanos();
    private static final int MAX_NAME = 128;

    private final Map<String, Failures> byPair;
    private final LongSupplier nanoTime;

    private static final class Failures {
        private int count;
        private long last;
        private long next;
    }

    /**
     * @param capacity most pairs of name and address that are remembered; the least recent is
     *     forgotten first
     * @param nanoTime the clock
     */
    Throttle(int capacity, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.byPair =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
                        return size() > capacity;
                    }
                };
    }

    /**
     * Begins an attempt, which counts as failed until {@link #succeeded}, so that many at the same
     * moment are counted, too.
     *
     * @return 0 to go on, else the seconds to wait; such an attempt is not counted
     */
    synchronized int begin(String name, String address) {
        long now = nanoTime.getAsLong();
        Failures failures = byPair.computeIfAbsent(pair(name, address), key -> new Failures());
        if (failures.count > 0 && now - failures.last > FORGOTTEN) {
            failures.count = 0;
        }
        if (failures.count > FREE && now - failures.next < 0) {
            return (int) ((failures.next - now + SECOND - 1) / SECOND);
        }
        failures.count++;
        failures.last = now;
        int doublings = Math.min(failures.count - FREE - 1, 6);
        failures.next = doublings < 0 ? now : now + Math.min(SECOND << doublings, LONGEST);
        return 0;
    }

    /** The attempt was good: the pair starts afresh. */
    synchronized void succeeded(String name, String address) {
        byPair.remove(pair(name, address));
    }

    /** The attempt ended without an answer of the realm: it does not count. */
    synchronized void undecided(String name, String address) {
        Failures failures = byPair.get(pair(name, address));
        if (failures != null && failures.count > 0) {
            failures.count--;
            failures.next = nanoTime.getAsLong();
        }
    }

    synchronized int size() {
        return byPair.size();
    }

    private static String pair(String name, String address) {
        String shortened = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
        return shortened.toLowerCase(Locale.ROOT) + '\n' + network(address);
    }

    /** An IPv4 address, or the first half of an IPv6 address: who has one of those has them all. */
    static String network(String address) {
        if (address == null || address.indexOf(':') < 0) {
            return String.valueOf(address);
        }
        try {
            byte[] octets = InetAddress.getByName(address).getAddress();
            return octets.length == 16 ? HexFormat.of().formatHex(octets, 0, 8) : address;
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
