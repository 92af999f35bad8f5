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
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Merges what several backends answer to the same management operation: their progress into one
 * stream that a client of a single Ollama understands, and their outcomes into one. The parts fill
 * it from their reactors, one thread takes out of it.
 */
final class Everywhere {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 64 * 1024;

    private final boolean deletes;
    private final List<Part> parts = new ArrayList<>();
    private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
    private int open;

    /** Nothing more comes of one backend. */
    private static final Object PART_ENDED = new Object();

    /**
     * Nothing yet.
     *
     * @param deletes whether a backend without the model counts as done
     */
    Everywhere(boolean deletes) {
        this.deletes = deletes;
    }

    /** A sink for the answer of one more backend; all have to be made before any is used. */
    Sink part(String backend) {
        Part part = new Part(backend);
        parts.add(part);
        open++;
        return part;
    }

    /**
     * Waits for the next line of progress.
     *
     * @return the line; empty after {@code millis} without one; null when all backends have ended
     */
    String next(long millis) throws InterruptedException {
        while (open > 0) {
            Object one = told.poll(millis, java.util.concurrent.TimeUnit.MILLISECONDS);
            if (one == null) {
                return "";
            }
            if (one != PART_ENDED) {
                return one.toString() + "\n";
            }
            open--;
        }
        Object rest = told.poll();
        return rest == null || rest == PART_ENDED ? null : rest + "\n";
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
        return failed == null ? 200 : failed.status();
    }

    /** The last line or the whole body: success only when all succeeded. */
    String last() {
        ObjectNode last = JsonNodeFactory.instance.objectNode();
        if (firstFailed() == null) {
            return last.put("status", "success").toString();
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
        return last.put("error", String.join("; ", failed) + rest).toString();
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
                told.add(progress.toString());
            }
        }

        private void broke(int code, String why) {
            if (error == null) {
                absent = deletes && code == 404;
                failedStatus = code;
                error = why;
                told.add(
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("status", backend + ": " + (absent ? "was not there" : why))
                                .toString());
            }
        }

        @Override
        public void end() {
            lines.end();
            if (status >= 400) {
                broke(status, "answered " + status);
            }
            told.add(PART_ENDED);
            exchange.terminate(Outcome.WHOLE);
        }

        @Override
        public void fail(Failure failure) {
            broke(failure.status(), failure.message());
            told.add(PART_ENDED);
            if (exchange != null) {
                exchange.terminate(Outcome.FAILED);
            }
        }
    }
}
