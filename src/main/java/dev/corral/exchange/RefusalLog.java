package dev.corral.exchange;

import dev.corral.policy.Operation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what the policy refused to the log: the first of a kind at once, those that follow within
 * a minute as a number with the next one after it. Thread-safe.
 */
final class RefusalLog {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final int MOST_KINDS = 1_000;

    private final Map<Kind, Seen> kinds = new ConcurrentHashMap<>();
    private final LongSupplier nanos;

    RefusalLog(LongSupplier nanos) {
        this.nanos = nanos;
    }

    private record Kind(String caller, Operation operation, String rule) {}

    private static final class Seen {
        private boolean any;
        private long logged;
        private long more;
    }

    /** Notes a refusal. */
    void note(String caller, Operation operation, String rule) {
        long more = countToLog(new Kind(caller, operation, rule));
        if (more == 0) {
            LOG.info("Refused {} to {}: rule {}", operation.id(), caller, rule);
        } else if (more > 0) {
            LOG.info(
                    "Refused {} to {}: rule {} (and {} times since the last such line)",
                    operation.id(),
                    caller,
                    rule,
                    more);
        }
    }

    /** How many were kept quiet since the last line of this kind, or -1 to keep this one quiet. */
    private long countToLog(Kind kind) {
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(kind)) {
            kinds.clear();
        }
        Seen seen = kinds.computeIfAbsent(kind, unknown -> new Seen());
        long now = nanos.getAsLong();
        synchronized (seen) {
            if (seen.any && now - seen.logged < QUIET_NANOS) {
                seen.more++;
                return -1;
            }
            long more = seen.more;
            seen.any = true;
            seen.logged = now;
            seen.more = 0;
            return more;
        }
    }
}
