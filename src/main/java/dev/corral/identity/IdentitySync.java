package dev.corral.identity;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps memory and database alike: takes up what other nodes changed every few seconds, and writes
 * last logins and last uses now and then, in batches. One thread of its own, or that of whoever
 * calls {@link #read} and {@link #write}.
 */
final class IdentitySync implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IdentitySync.class);
    private static final int READ_SECONDS = 2;
    private static final int WRITE_EVERY_READS = 15;

    private final IdentityStore store;
    private final KeyRing ring;
    private final Logins logins;
    private final ScheduledExecutorService thread;
    private long number = -1;
    private int reads;
    private boolean failing;

    IdentitySync(IdentityStore store, KeyRing ring, Logins logins) {
        this.store = store;
        this.ring = ring;
        this.logins = logins;
        this.thread =
                Executors.newSingleThreadScheduledExecutor(
                        work -> {
                            Thread made = new Thread(work, "corral-identity");
                            made.setDaemon(true);
                            made.setContextClassLoader(IdentitySync.class.getClassLoader());
                            return made;
                        });
    }

    /** Goes on by itself from now. */
    void start() {
        thread.scheduleWithFixedDelay(this::tick, READ_SECONDS, READ_SECONDS, TimeUnit.SECONDS);
    }

    private void tick() {
        try {
            read();
            reads = (reads + 1) % WRITE_EVERY_READS;
            if (reads == 0) {
                write();
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("API keys and logins cannot be read from or written to the database", e);
            }
            failing = true;
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
        // Not interrupted: an embedded database takes an interrupted thread badly.
        thread.shutdown();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
            write();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The last logins and uses of API keys were not stored", e);
        }
    }
}
