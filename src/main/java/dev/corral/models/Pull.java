package dev.corral.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Lines;
import dev.corral.exchange.Outcome;
import dev.corral.exchange.Sink;
import dev.corral.identity.Caller;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * One model on its way to one backend, as Ollama tells it line by line. Its monitor guards all of
 * it and is never held while an exchange is told something. Thread-safe.
 */
final class Pull implements Sink {

    /** How it stands; the last four are the end. */
    enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED,
        INTERRUPTED
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int MOST_LAYERS = 500;
    private static final int LONGEST_WORDS = 500;
    private static final Sentence BROKEN =
            Sentence.of(
                    "pull.broken",
                    "The download broke off. Start it again: what is there already is not fetched twice.");

    /** What is told of one whose node ended. */
    static final Sentence INTERRUPTED =
            Sentence.of(
                    "pull.interrupted",
                    "Corral was restarted in the middle of it. Go on: what is there already is not fetched twice.");

    private final String id = UUID.randomUUID().toString();
    private final Caller caller;
    private final String model;
    private final String backend;
    private final Runnable over;
    private final Instant createdAt;
    private final Lines lines = new Lines(LONGEST_LINE, this::takeLine);
    private final Map<String, PullView.Layer> layers = new LinkedHashMap<>();
    private Exchange exchange;
    private State state = State.WAITING;
    private String step;
    private Sentence error;
    private boolean success;
    private int status;
    private Instant endedAt;
    private long revision;
    private volatile boolean stored;

    /**
     * One that waits.
     *
     * @param backend the name of the one that it goes to
     * @param over told once, when it ended, without any monitor
     */
    Pull(Caller caller, String model, String backend, Runnable over) {
        this.caller = caller;
        this.model = model;
        this.backend = backend;
        this.over = over;
        this.createdAt = Instant.now();
    }

    String id() {
        return id;
    }

    Caller caller() {
        return caller;
    }

    String model() {
        return model;
    }

    String backend() {
        return backend;
    }

    synchronized State state() {
        return state;
    }

    synchronized boolean isOver() {
        return endedAt != null;
    }

    synchronized PullView view() {
        return new PullView(
                id,
                model,
                backend,
                caller.name(),
                state.name().toLowerCase(Locale.ROOT),
                step,
                List.copyOf(layers.values()),
                createdAt,
                endedAt,
                error == null ? null : error.text(),
                error == null ? null : error.code(),
                error == null ? null : error.values());
    }

    /** It is in the database from now on. */
    void stored() {
        stored = true;
    }

    boolean isStored() {
        return stored;
    }

    /** Changes with each change of the view. */
    synchronized long revision() {
        return revision;
    }

    /** Its turn has come. */
    synchronized void run() {
        if (state == State.WAITING) {
            state = State.RUNNING;
            revision++;
        }
    }

    /** Ends it; what was fetched stays at the backend. Does nothing when it is over. */
    void cancel() {
        end(State.CANCELLED, null, Outcome.CLIENT_GONE);
    }

    /** Ends it, since its node ends. Does nothing when it is over. */
    void interrupt() {
        end(State.INTERRUPTED, INTERRUPTED, Outcome.CLIENT_GONE);
    }

    @Override
    public void open(Exchange begun) {
        boolean late;
        synchronized (this) {
            exchange = begun;
            late = endedAt != null;
        }
        if (late) {
            begun.terminate(Outcome.CLIENT_GONE);
        }
    }

    @Override
    public synchronized void head(Head head) {
        status = head.status();
    }

    @Override
    public void data(ByteBuffer bytes) {
        Exchange from;
        synchronized (this) {
            from = exchange;
            lines.add(bytes);
        }
        try {
            from.written(bytes.remaining());
        } catch (IOException e) {
            end(State.FAILED, BROKEN, Outcome.FAILED);
        }
    }

    private void takeLine(String text) {
        revision++;
        try {
            take(JSON.readTree(text));
        } catch (JsonProcessingException e) {
            error =
                    error == null
                            ? Sentence.of(
                                    "pull.no-progress", "What the backend told is no progress.")
                            : error;
        }
    }

    private void take(JsonNode told) {
        if (told.hasNonNull("error")) {
            error = Sentence.plain(cut(told.get("error").asText()));
            return;
        }
        step = cut(told.path("status").asText(""));
        success = step.equals("success");
        String digest = told.path("digest").asText("");
        if (!digest.isEmpty() && (layers.containsKey(digest) || layers.size() < MOST_LAYERS)) {
            long total = Math.max(0, told.path("total").asLong());
            long done = Math.max(0, told.path("completed").asLong());
            layers.put(digest, new PullView.Layer(cut(digest), total, Math.min(done, total)));
        }
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_WORDS ? text : text.substring(0, LONGEST_WORDS);
    }

    @Override
    public void end() {
        Sentence why;
        synchronized (this) {
            lines.end();
            why = error != null ? error : success ? null : status < 400 ? BROKEN : refusal();
        }
        end(why == null ? State.DONE : State.FAILED, why, Outcome.WHOLE);
    }

    private Sentence refusal() {
        return Sentence.of(
                "backend.refused",
                "The backend refused (status {status}). Look at its log.",
                "status",
                status);
    }

    @Override
    public void fail(Failure failure) {
        end(State.FAILED, failure.said(), Outcome.FAILED);
    }

    /** Ends it in that state. Any thread; only the first call counts. */
    void end(State how, Sentence why, Outcome outcome) {
        Exchange begun;
        synchronized (this) {
            if (endedAt != null) {
                return;
            }
            state = how;
            error = why;
            endedAt = Instant.now();
            revision++;
            begun = exchange;
        }
        if (begun != null) {
            begun.terminate(outcome);
        }
        over.run();
    }
}
