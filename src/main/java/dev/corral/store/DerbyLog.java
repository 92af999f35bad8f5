package dev.corral.store;

import java.io.Writer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Derby's own log, line by line into ours instead of a file {@code derby.log} wherever the server
 * was started.
 */
public final class DerbyLog {

    private static final Logger LOG = LoggerFactory.getLogger(DerbyLog.class);

    private DerbyLog() {}

    /** Called by Derby itself, by name, while it boots. */
    public static Writer writer() {
        return new LineWriter();
    }

    private static final class LineWriter extends Writer {

        private final StringBuilder line = new StringBuilder();

        @Override
        public void write(char[] buffer, int offset, int length) {
            synchronized (lock) {
                for (int i = offset; i < offset + length; i++) {
                    if (buffer[i] == '\n') {
                        emit();
                    } else if (buffer[i] != '\r') {
                        line.append(buffer[i]);
                    }
                }
            }
        }

        private void emit() {
            if (!line.toString().isBlank()) {
                LOG.debug("{}", line);
            }
            line.setLength(0);
        }

        @Override
        public void flush() {
            // Lines are passed on when they are whole.
        }

        @Override
        public void close() {
            synchronized (lock) {
                emit();
            }
        }
    }
}
