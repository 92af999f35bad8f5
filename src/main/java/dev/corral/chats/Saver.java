package dev.corral.chats;

import dev.corral.store.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that stores all answers: those that grow once a second, those that are over at once,
 * all that are due in one transaction. While the database does not answer they stay in memory.
 */
final class Saver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Saver.class);
    private static final long EVERY = Duration.ofSeconds(1).toNanos();
    private static final long AFTER_FAILURE_MILLIS = 1_000;

    private final Database database;
    private final Clock clock;
    private final Consumer<Answer> whenStored;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Set<Answer> growing = new LinkedHashSet<>();
    private final List<Answer> over = new ArrayList<>();
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final Thread thread = new Thread(this::run, "corral-chats-saver");
    private boolean closed;
    private boolean failing;

    /**
     * @param whenStored told on this thread when an answer that is over was stored
     */
    Saver(Database database, Clock clock, Consumer<Answer> whenStored) {
        this.database = database;
        this.clock = clock;
        this.whenStored = whenStored;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** From now on it is looked at every second. */
    void watch(Answer answer) {
        lock.lock();
        try {
            growing.add(answer);
        } finally {
            lock.unlock();
        }
    }

    /** It is over: it is stored at once. */
    void finish(Answer answer) {
        lock.lock();
        try {
            growing.remove(answer);
            over.add(answer);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Transactions so far. */
    long rounds() {
        return rounds.get();
    }

    /** Updates of messages so far. */
    long rows() {
        return rows.get();
    }

    private void run() {
        long due = System.nanoTime() + EVERY;
        while (true) {
            List<Answer> batch;
            boolean last;
            lock.lock();
            try {
                while (over.isEmpty() && !closed && System.nanoTime() - due < 0) {
                    work.awaitNanos(due - System.nanoTime());
                }
                last = closed;
                batch = new ArrayList<>(over);
                over.clear();
                if (System.nanoTime() - due >= 0) {
                    due = System.nanoTime() + EVERY;
                    growing.stream().filter(Answer::hasGrown).forEach(batch::add);
                }
            } catch (InterruptedException e) {
                return;
            } finally {
                lock.unlock();
            }
            boolean stored = batch.isEmpty() || store(batch);
            if (!stored) {
                keep(batch);
            }
            if (last && (!stored || isDone())) {
                return;
            }
        }
    }

    private boolean isDone() {
        lock.lock();
        try {
            return over.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private void keep(List<Answer> batch) {
        lock.lock();
        try {
            for (Answer answer : batch) {
                if (answer.isOver() && !growing.contains(answer)) {
                    over.remove(answer);
                    over.add(answer);
                } else {
                    answer.growAgain();
                }
            }
            if (!closed) {
                work.await(AFTER_FAILURE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    private boolean store(List<Answer> batch) {
        List<Answer> ended = batch.stream().filter(Answer::isOver).toList();
        try {
            write(batch);
            failing = false;
        } catch (SQLException | RuntimeException e) {
            if (!failing) {
                LOG.warn("Answers cannot be stored now; they stay in memory: {}", e.toString());
            }
            failing = true;
            return false;
        }
        for (Answer answer : ended) {
            try {
                whenStored.accept(answer);
            } catch (RuntimeException e) {
                LOG.error("What follows an answer failed", e);
            }
        }
        return true;
    }

    private void write(List<Answer> batch) throws SQLException {
        List<Saved.Snapshot> now = new ArrayList<>(batch.size());
        for (Answer answer : batch) {
            if (!answer.isDiscarded()) {
                String owner = Owner.of(answer.caller());
                answer.take(row -> now.add(new Saved.Snapshot(Rows.copy(row), owner)));
            }
        }
        if (now.isEmpty()) {
            return;
        }
        rounds.incrementAndGet();
        rows.addAndGet(now.size());
        try (Connection connection = database.dataSource().getConnection()) {
            boolean automatic = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                Saved.store(connection, now, clock.millis());
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(automatic);
            }
        }
    }

    /** Stores what is over and ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofSeconds(10).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
