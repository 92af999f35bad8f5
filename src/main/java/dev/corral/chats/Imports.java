package dev.corral.chats;

import dev.corral.identity.Caller;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Imports of chats from files. A file is streamed to the disk, looked at, and stored when its owner
 * agrees; one thread does all of that, so that one chat at a time is in memory. Jobs are known on
 * this node only, and for an hour after they were last asked for. Thread-safe.
 */
public final class Imports implements AutoCloseable {

    /** The largest file, in bytes. */
    public static final long LARGEST = 1L << 30;

    private static final long KEPT = Duration.ofHours(1).toNanos();
    private static final int PER_CALLER = 3;

    private final ImportStore store;
    private final ImportFolder folder;
    private final Channels channels;
    private final Clock clock;
    private final Map<String, ImportJob> jobs = new ConcurrentHashMap<>();
    private final Map<String, Integer> coming = new ConcurrentHashMap<>();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    work -> {
                        Thread one = new Thread(work, "corral-import");
                        one.setDaemon(true);
                        return one;
                    });

    Imports(ImportStore store, ImportFolder folder, Channels channels, Clock clock) {
        this.store = store;
        this.folder = folder;
        this.channels = channels;
        this.clock = clock;
    }

    /**
     * An import.
     *
     * @param state {@code reading}, {@code ready}, {@code importing}, {@code done}, {@code failed}
     *     or {@code cancelled}
     * @param format {@code corral}, {@code chatgpt}, {@code open-webui}, or null while none was
     *     seen
     * @param size of the file, in bytes
     * @param position how far it was read in this step, in bytes
     * @param found what is in the file
     * @param stored what was stored so far
     * @param leftOut what is not taken over, by kind
     * @param error a sentence, or null
     * @param said the same, for other languages
     */
    public record Job(
            String id,
            String state,
            String format,
            long size,
            long position,
            ImportJob.Count found,
            ImportJob.Count stored,
            List<LeftOut.Kind> leftOut,
            String error,
            Sentence said) {}

    /**
     * Takes a file and begins to look at it.
     *
     * @param file read to its end; its reader limits its size
     */
    public Job take(Caller caller, InputStream file) throws IOException {
        String owner = Owner.of(caller);
        begin(owner);
        try {
            return take(owner, file);
        } finally {
            coming.computeIfPresent(owner, (name, n) -> n == 1 ? null : n - 1);
        }
    }

    /** A file that still comes counts as well, or any number could come at once. */
    private synchronized void begin(String owner) {
        long open = jobs.values().stream().filter(job -> job.ownerId.equals(owner)).count();
        if (open + coming.getOrDefault(owner, 0) >= PER_CALLER) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "imports.most",
                            "You have {n} imports open. Finish or cancel one first.",
                            "n",
                            PER_CALLER));
        }
        coming.merge(owner, 1, Integer::sum);
    }

    private Job take(String owner, InputStream file) throws IOException {
        Path copy = folder.keep(file);
        try {
            ImportJob job = new ImportJob(owner, copy, Files.size(copy), store, clock.millis());
            jobs.put(job.id, job);
            thread.execute(job::look);
            return job.view();
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(copy);
            throw e;
        }
    }

    /** How an import stands. */
    public Job get(Caller caller, String id) {
        return own(caller, id).view();
    }

    /** Stores what was found. */
    public Job start(Caller caller, String id) {
        ImportJob job = own(caller, id);
        if (!job.agree()) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "imports.not-ready",
                            "This import is not ready to be started, or was already."));
        }
        thread.execute(
                () -> {
                    job.store();
                    channels.tellList(job.ownerId, "reset", Map.of());
                });
        return job.view();
    }

    /** Cancels an import, or forgets one that is over. What was stored stays. */
    public void delete(Caller caller, String id) {
        own(caller, id).cancel();
        jobs.remove(id);
    }

    private ImportJob own(Caller caller, String id) {
        ImportJob job = jobs.get(id);
        return Owner.require(caller, job, job == null ? null : job.ownerId);
    }

    /** Forgets old ones, with their files. */
    void tidy(long now) {
        jobs.values()
                .removeIf(
                        job -> {
                            boolean old = job.isOld(now - KEPT);
                            if (old) {
                                job.cancel();
                            }
                            return old;
                        });
    }

    /** Cancels all. */
    @Override
    public void close() {
        jobs.values().forEach(ImportJob::cancel);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
