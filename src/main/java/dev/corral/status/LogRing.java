package dev.corral.status;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Keeps the last lines that Corral itself logged, in memory, for the support bundle. Beside the
 * server's own log, which is left as it is. Thread-safe.
 */
public final class LogRing implements AutoCloseable {

    private static final int MOST_LINES = 500;
    private static final int LONGEST_TRACE = 4_000;

    private final Deque<String> lines = new ArrayDeque<>();
    private final Logger logger;
    private final Handler handler = new Keeper();

    /** Begins to keep what the loggers below {@code dev.corral} say. */
    public LogRing() {
        this("dev.corral");
    }

    LogRing(String name) {
        logger = Logger.getLogger(name);
        logger.addHandler(handler);
    }

    /** The lines that are kept, oldest first. */
    public List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == MOST_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    /** Without this the server would hold on to the whole application after its end. */
    @Override
    public void close() {
        logger.removeHandler(handler);
    }

    private final class Keeper extends Handler {

        Keeper() {
            setLevel(Level.INFO);
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord record) {
            if (isLoggable(record)) {
                keep(
                        Instant.ofEpochMilli(record.getMillis())
                                + " "
                                + record.getLevel().getName()
                                + " "
                                + record.getLoggerName()
                                + ": "
                                + getFormatter().formatMessage(record)
                                + trace(record.getThrown()));
            }
        }

        private String trace(Throwable thrown) {
            if (thrown == null) {
                return "";
            }
            StringWriter text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            String all = text.toString();
            return "\n"
                    + (all.length() <= LONGEST_TRACE
                            ? all.stripTrailing()
                            : all.substring(0, LONGEST_TRACE) + "…");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
