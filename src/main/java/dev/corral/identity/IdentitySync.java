package dev.corral.identity;

import dev.corral.store.Repeated;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps memory and database alike: takes up what other nodes changed every few seconds, and writes
 * last logins and last uses now and then, in batches. One thread of its own, or that of whoever
 * calls {@link #read} and {@link #write}.
 */
final class IdentitySync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IdentitySync.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final int WRITE_EVERY_READS = 15;

    private final IdentityStore store;
    private final KeyRing ring;
    private final Logins logins;
    private volatile Repeated turns;
    private long number = -1;
    private int reads;

    IdentitySync(IdentityStore store, KeyRing ring, Logins logins) {
        this.store = store;
        this.ring = ring;
        this.logins = logins;
    }

    /** Goes on by itself from now. */
    void start() {
        turns =
                new Repeated(
                        "corral-identity",
                        PAUSE,
                        IdentitySync.class,
                        "API keys and logins cannot be read from or written to the database",
                        this::turn);
    }

    private void turn() {
        read();
        reads = (reads + 1) % WRITE_EVERY_READS;
        if (reads == 0) {
            write();
        }
    }

    /** Takes up what changed in the database since the last call. */
    synchronized void read() {
        IdentityStore.Changes changes = store.changesSince(number);
        changes.keys().forEach(ring::stored);
        changes.principals().forEach(logins::stored);
        number = changes.number();
    }

    /** Writes what was noted since the last call. */
    synchronized void write() {
        logins.store(store);
        List<IdentityStore.Use> uses = ring.takeUses();
        if (!uses.isEmpty()) {
            store.used(uses);
        }
    }

    /** Writes what is left and ends the thread. */
    @Override
    public void close() {
        if (turns != null) {
            turns.close();
        }
        if (Thread.currentThread().isInterrupted()) {
            return;
        }
        try {
            write();
        } catch (RuntimeException e) {
            LOG.warn("The last logins and uses of API keys were not stored", e);
        }
    }
}
