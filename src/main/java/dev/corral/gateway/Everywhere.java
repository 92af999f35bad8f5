package dev.corral.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Lines;
import dev.corral.exchange.Outcome;
import dev.corral.exchange.Sink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Merges what several backends answer to the same management operation: their progress into one
 * stream that a client of a single Ollama understands, and their outcomes into one. The parts fill
 * it from their reactors, one thread takes out of it.
 */
final class Everywhere {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 64 * 1024;
    private static final String ABSENT = "was not there";

    /** Lines of one backend that wait to be taken; there are few bars to a model. */
    private static final int MOST_LINES = 32;

    private final boolean mayLack;
    private final List<Part> parts = new ArrayList<>();
    private final Object lock = new Object();
    private int open;

    /**
     * Nothing yet.
     *
     * @param mayLack whether a backend without the model counts as done, unless it is nowhere
     */
    Everywhere(boolean mayLack) {
        this.mayLack = mayLack;
    }

    /** A sink for the answer of one more backend; all have to be made before any is used. */
    Sink part(String backend) {
        Part part = new Part(backend);
        parts.add(part);
        open++;
        return part;
    }

    /**
     * Waits for the next line of progress. Of what was told of one thing meanwhile only the last is
     * kept, so that a client that takes nothing costs no more than one that does.
     *
     * @return the line; empty after {@code millis} without one; null when all backends have ended
     */
    String next(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (lock) {
            while (true) {
                for (Part part : parts) {
                    String line = part.poll();
                    if (line != null) {
                        return line + "\n";
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (open == 0) {
                    return null;
                }
                if (left <= 0) {
                    return "";
                }
                lock.wait(left);
            }
        }
    }

    /** How many lines wait to be taken. */
    int waiting() {
        synchronized (lock) {
            return parts.stream().mapToInt(part -> part.told.size()).sum();
        }
    }

    /** Ends what is under way, since nobody is there any more. */
    void abandon() {
        for (Part part : parts) {
            Exchange exchange = part.exchange;
            if (exchange != null) {
                exchange.terminate(Outcome.CLIENT_GONE);
            }
        }
    }

    /** The status for a client that was sent none before all ended. */
    int status() {
        Part failed = firstFailed();
        if (failed != null) {
            return failed.status();
        }
        return parts.stream().anyMatch(part -> part.status == 201) ? 201 : 200;
    }

    /** The last line of a stream: success only when all succeeded. */
    String last() {
        return outcome().toString();
    }

    /** The whole body, where nothing was streamed: the same, and what happened where. */
    String whole() {
        ObjectNode whole = outcome();
        ObjectNode where = whole.putObject("backends");
        for (Part part : parts) {
            String error = part.absent ? ABSENT : part.error;
            where.put(part.backend, error == null ? "done" : error);
        }
        return whole.toString();
    }

    private ObjectNode outcome() {
        ObjectNode last = JsonNodeFactory.instance.objectNode();
        if (firstFailed() == null) {
            return last.put("status", "success");
        }
        List<String> failed = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (Part part : parts) {
            if (part.error == null) {
                done.add(part.backend);
            } else if (part.failed() || !someDone()) {
                failed.add(part.backend + ": " + part.error);
            }
        }
        String rest = done.isEmpty() ? "" : " (done: " + String.join(", ", done) + ")";
        return last.put("error", String.join("; ", failed) + rest);
    }

    private boolean someDone() {
        return parts.stream().anyMatch(part -> part.error == null);
    }

    private Part firstFailed() {
        boolean some = someDone();
        for (Part part : parts) {
            if (part.failed() || part.absent && !some) {
                return part;
            }
        }
        return null;
    }

    /** One backend's answer. */
    private final class Part implements Sink {

        private final String backend;

        /** By what they are about; guarded by the lock. */
        private final Map<String, String> told = new LinkedHashMap<>();

        private boolean ended;
        private final Lines lines = new Lines(LONGEST_LINE, this::takeLine);
        private volatile Exchange exchange;
        private volatile String error;
        private volatile boolean absent;
        private volatile int failedStatus;
        private int status;

        Part(String backend) {
            this.backend = backend;
        }

        boolean failed() {
            return error != null && !absent;
        }

        int status() {
            return failedStatus < 400 ? 502 : failedStatus;
        }

        @Override
        public void open(Exchange begun) {
            exchange = begun;
        }

        @Override
        public void head(Head head) {
            status = head.status();
        }

        @Override
        public void data(ByteBuffer bytes) {
            lines.add(bytes);
            try {
                exchange.written(bytes.remaining());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void takeLine(String text) {
            try {
                take(JSON.readTree(text));
            } catch (JsonProcessingException e) {
                broke(502, "answered what is no progress");
            }
        }

        private void take(JsonNode value) {
            if (value.hasNonNull("error")) {
                broke(status >= 400 ? status : 502, value.get("error").asText());
            } else if (value instanceof ObjectNode progress && value.hasNonNull("status")) {
                String words = progress.get("status").asText();
                progress.put("status", backend + ": " + (words.equals("success") ? "done" : words));
                if (progress.hasNonNull("digest")) {
                    // Clients keep one bar for each digest.
                    progress.put("digest", backend + " " + progress.get("digest").asText());
                }
                String about =
                        progress.hasNonNull("digest") ? progress.get("digest").asText() : words;
                tell(about, progress.toString());
            }
        }

        private void tell(String about, String line) {
            synchronized (lock) {
                if (told.put(about, line) == null && told.size() > MOST_LINES) {
                    told.remove(told.keySet().iterator().next());
                }
                lock.notifyAll();
            }
        }

        private String poll() {
            Iterator<String> lines = told.values().iterator();
            if (!lines.hasNext()) {
                return null;
            }
            String line = lines.next();
            lines.remove();
            return line;
        }

        private void ended() {
            synchronized (lock) {
                if (!ended) {
                    ended = true;
                    open--;
                    lock.notifyAll();
                }
            }
        }

        private void broke(int code, String why) {
            if (error == null) {
                absent = mayLack && code == 404;
                failedStatus = code;
                error = why;
                tell(
                        "error",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("status", backend + ": " + (absent ? ABSENT : why))
                                .toString());
            }
        }

        @Override
        public void end() {
            lines.end();
            if (status >= 400) {
                broke(status, "answered " + status);
            }
            ended();
            exchange.terminate(Outcome.WHOLE);
        }

        @Override
        public void fail(Failure failure) {
            broke(failure.status(), failure.message());
            ended();
            if (exchange != null) {
                exchange.terminate(Outcome.FAILED);
            }
        }
    }
}
