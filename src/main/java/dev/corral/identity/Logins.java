package dev.corral.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The container roles that each person had at the last login, for API keys: no realm can be asked
 * about somebody who is not logging in. Kept in memory; stored when the roles changed or the stored
 * time gets old. Any thread may use it.
 */
final class Logins {

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final Map<String, Seen> byName = new ConcurrentHashMap<>();
    private final Supplier<Duration> valid;
    private final Clock clock;

    /** A person as seen at the last login; the roles never change, the time may. */
    static final class Seen {
        private final Set<String> held;
        private volatile long at;
        private volatile long storedAt;

        private Seen(Set<String> held, long at, long storedAt) {
            this.held = Set.copyOf(held);
            this.at = at;
            this.storedAt = storedAt;
        }

        Set<String> held() {
            return held;
        }
    }

    /**
     * @param valid how long roles hold after a login, asked at each look-up
     */
    Logins(Supplier<Duration> valid, Clock clock) {
        this.valid = valid;
        this.clock = clock;
    }

    /** Notes that the container has just said this about a person. Costs no I/O. */
    void saw(String name, Set<String> held) {
        long now = clock.millis();
        Seen seen = byName.get(name);
        if (seen != null && seen.held.equals(held)) {
            seen.at = now;
        } else {
            byName.put(name, new Seen(held, now, 0));
        }
    }

    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }

    /** What was seen at the person's last login, if that still holds; else null. */
    Seen find(String name) {
        Seen seen = byName.get(name);
        return seen != null && clock.millis() - seen.at < valid.get().toMillis() ? seen : null;
    }

    /** Takes up what another node or an earlier run stored, unless what is known here is newer. */
    void stored(PrincipalRow row) {
        long at = row.seenAt().toEpochMilli();
        byName.merge(
                row.name(),
                new Seen(row.held(), at, at),
                (known, read) -> known.at >= read.at ? known : read);
    }

    /** Stores what has changed since the last call. */
    void store(IdentityStore store) {
        long longest = Math.min(DAY.toMillis(), valid.get().toMillis() / 4);
        List<Map.Entry<String, Seen>> due = new ArrayList<>();
        byName.entrySet().stream()
                .filter(
                        e ->
                                e.getValue().storedAt == 0
                                        || e.getValue().at - e.getValue().storedAt > longest)
                .forEach(due::add);
        for (Map.Entry<String, Seen> entry : due) {
            Seen seen = entry.getValue();
            long at = seen.at;
            store.saw(entry.getKey(), seen.held, Instant.ofEpochMilli(at));
            seen.storedAt = at;
            LOG.debug("Stored the roles of a login");
        }
    }
}
