package dev.corral.chats;

import dev.corral.store.Database;
import dev.corral.words.Sentence;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether there is room to keep more: of a person's own, and on the disk. Thread-safe. */
final class Capacity {

    private static final Logger LOG = LoggerFactory.getLogger(Capacity.class);
    private static final long LOOK_EVERY = Duration.ofSeconds(2).toNanos();

    private final LongSupplier perPerson;
    private final LongSupplier leftFree;
    private final Path disk;
    private final boolean embedded;
    private final String unlocked;
    private volatile long looked = System.nanoTime() - LOOK_EVERY;
    private volatile long free = Long.MAX_VALUE;

    /**
     * @param perPerson most bytes of one person's chats
     * @param leftFree bytes that stay free on the disk
     * @param disk a folder on it, or null for one without an end
     * @param database where chats are
     */
    Capacity(LongSupplier perPerson, LongSupplier leftFree, Path disk, Database database) {
        this(perPerson, leftFree, disk, database.isEmbedded(), database.product());
    }

    private Capacity(
            LongSupplier perPerson,
            LongSupplier leftFree,
            Path disk,
            boolean embedded,
            String product) {
        this.perPerson = perPerson;
        this.leftFree = leftFree;
        this.disk = disk;
        this.embedded = embedded;
        // The database servers read without waiting by themselves.
        this.unlocked = product.contains("Derby") ? " WITH UR" : "";
    }

    /** Room without an end. */
    static Capacity unlimited() {
        return new Capacity(() -> Long.MAX_VALUE, () -> 0, null, false, "");
    }

    long perPerson() {
        return perPerson.getAsLong();
    }

    /**
     * Refuses to keep more of somebody's.
     *
     * @param more bytes that are about to be added
     * @throws ChatProblem 507 when there is no room for them
     */
    void require(EntityManager manager, String ownerId, long more) {
        if (embedded) {
            requireDisk(more);
        }
        long used = used(manager, ownerId);
        long most = perPerson();
        if (used + more > most) {
            throw new ChatProblem(
                    507,
                    Sentence.of(
                            "room.person",
                            "Your chats take {used} MB of the {most} MB that you may keep (corral.limits.stored-per-person), and there is no room for this. Delete chats or messages with images that you do not need, or use a temporary chat.",
                            "used",
                            used >> 20,
                            "most",
                            most >> 20));
        }
    }

    /** Refuses to write more to the disk. */
    void requireDisk(long more) {
        if (freeOnDisk() - more < leftFree.getAsLong()) {
            throw new ChatProblem(
                    507,
                    Sentence.of(
                            "room.disk",
                            "The disk of the server is almost full, and nothing more is kept (corral.limits.free-disk). Tell an administrator; a temporary chat still works."));
        }
    }

    private long freeOnDisk() {
        long now = System.nanoTime();
        if (disk != null && now - looked >= LOOK_EVERY) {
            try {
                free = Files.getFileStore(disk).getUsableSpace();
            } catch (IOException e) {
                LOG.debug("the free room of the disk is not known", e);
                free = Long.MAX_VALUE;
            }
            looked = now;
        }
        return disk == null ? Long.MAX_VALUE : free;
    }

    /**
     * How much somebody's chats take, in bytes; also what others are about to keep. Nobody is
     * waited for: whoever asks holds the row of one chat, and whoever is waited for may want it.
     */
    long used(EntityManager manager, String ownerId) {
        return sum(manager, "SELECT SUM(byte_count) FROM corral_chat WHERE owner_id = ?", ownerId);
    }

    /** How many chats somebody has. */
    long chats(EntityManager manager, String ownerId) {
        return sum(manager, "SELECT COUNT(*) FROM corral_chat WHERE owner_id = ?", ownerId);
    }

    private long sum(EntityManager manager, String query, String ownerId) {
        Object sum =
                manager.createNativeQuery(query + unlocked)
                        .setParameter(1, ownerId)
                        .getSingleResult();
        return sum == null ? 0 : ((Number) sum).longValue();
    }

    /** What each person's chats take, and how many they are. */
    List<?> all(EntityManager manager) {
        return manager.createNativeQuery(
                        "SELECT owner_id, SUM(byte_count), COUNT(*) FROM corral_chat GROUP BY owner_id"
                                + unlocked)
                .getResultList();
    }
}
