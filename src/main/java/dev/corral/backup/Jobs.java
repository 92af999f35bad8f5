package dev.corral.backup;

import dev.corral.store.StartupProblem;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one backup or restore at a time, each on a thread of its own that ends with it, whoever
 * looks on. Thread-safe.
 */
public final class Jobs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);
    private static final Duration END = Duration.ofSeconds(20);

    private final Clock clock;
    private Job job;
    private Thread thread;
    private boolean closed;

    /** What a job does. */
    interface Work {

        /** Does it; returns the name of the backup that was made, or null. */
        String run(Reporter reporter) throws IOException, SQLException;
    }

    /** No job yet. */
    public Jobs(Clock clock) {
        this.clock = clock;
    }

    /** The running job, else the last one since the start. */
    public synchronized Optional<Job> job() {
        return Optional.ofNullable(job);
    }

    /**
     * Waits until no job runs.
     *
     * @return the last one
     */
    public synchronized Optional<Job> await(Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (job != null && job.isRunning()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            wait(left);
        }
        return job();
    }

    /**
     * Begins a job.
     *
     * @throws Busy when one is running
     */
    synchronized Job start(String kind, String by, Work work) {
        if (job != null && job.isRunning()) {
            throw new Busy(job);
        }
        job =
                new Job(
                        kind,
                        "running",
                        Job.Step.SNAPSHOT.id(),
                        0,
                        0,
                        clock.instant(),
                        by,
                        null,
                        null,
                        null,
                        null);
        thread = new Thread(() -> run(work), "corral-" + kind);
        thread.setContextClassLoader(Jobs.class.getClassLoader());
        thread.start();
        LOG.info("A {} began", kind);
        return job;
    }

    private void run(Work work) {
        try {
            end("done", work.run(new Reporter()), null);
        } catch (CancellationException e) {
            LOG.warn("The {} was given up because the application ends", job.kind());
            end("failed", null, Sentence.of("job.stopped", "The application was stopped."));
        } catch (BadArchive e) {
            LOG.warn("The {} failed: {}", job.kind(), e.getMessage());
            end("failed", null, e.said());
        } catch (StartupProblem e) {
            LOG.error("The {} failed", job.kind(), e);
            end("failed", null, e.said());
        } catch (IOException | SQLException | RuntimeException | LinkageError e) {
            LOG.error("The {} failed", job.kind(), e);
            end("failed", null, reason(e));
        }
    }

    private static Sentence reason(Throwable e) {
        String state =
                e instanceof SQLException sql && sql.getSQLState() != null
                        ? ", SQL state " + sql.getSQLState()
                        : "";
        return Sentence.of(
                "job.error",
                "It stopped with an error ({error}{state}). The server's log has the whole reason; see also that the disk is not full.",
                "error",
                e.getClass().getSimpleName(),
                "state",
                state);
    }

    private synchronized void end(String state, String file, Sentence failure) {
        job =
                new Job(
                        job.kind(),
                        state,
                        job.step(),
                        job.done(),
                        job.total(),
                        job.startedAt(),
                        job.by(),
                        clock.instant(),
                        file,
                        failure == null ? null : failure.text(),
                        failure);
        LOG.info("The {} is over: {}", job.kind(), state);
        notifyAll();
    }

    private synchronized void step(Job.Step step, long done, long total) {
        if (job == null) {
            return;
        }
        job =
                new Job(
                        job.kind(),
                        job.state(),
                        step.id(),
                        done,
                        total,
                        job.startedAt(),
                        job.by(),
                        null,
                        null,
                        null,
                        null);
    }

    private synchronized void refuseWhenClosed() {
        if (closed) {
            throw new CancellationException();
        }
    }

    /** Ends a running job before its next row, unless it is one that must not end half-way. */
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = thread;
        }
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(END.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Through which a job tells how far it is. */
    final class Reporter implements Progress {

        private static final long SHOW_EVERY = 200;

        private Job.Step step = Job.Step.SNAPSHOT;
        private long done;
        private long total;

        /** A new step. */
        void begin(Job.Step next, long rows) {
            if (next != Job.Step.START) {
                refuseWhenClosed();
            }
            step = next;
            done = 0;
            total = rows;
            step(step, done, total);
        }

        @Override
        public void rows(long more) {
            done += more;
            if (done % SHOW_EVERY == 0 || done == total) {
                refuseWhenClosed();
                step(step, done, total);
            }
        }
    }
}
