package dev.corral.chats;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Outcome;
import dev.corral.exchange.Progress;
import dev.corral.exchange.Sink;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.identity.Caller;
import dev.corral.policy.ModelName;
import dev.corral.words.Sentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that grows: the sink of its exchange, and all that is known of it until it is stored
 * whole. Nobody has to read along. The channel's monitor guards its text and its end; nothing here
 * blocks.
 */
final class Answer implements Sink {

    private static final Logger LOG = LoggerFactory.getLogger(Answer.class);
    private static final int LONGEST_LINE = 16 * 1024 * 1024;
    private static final long LOADING_AFTER = Duration.ofMillis(1_500).toNanos();
    private static final long STALLED_AFTER = Duration.ofSeconds(15).toNanos();

    private final Caller caller;
    private final MessageRow row;
    private final String requestId;
    private final Channel channel;
    private final Consumer<Answer> whenOver;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final Growth growth;
    private final Chronicle chronicle;
    private volatile Exchange exchange;
    private volatile boolean over;
    private volatile long heard = System.nanoTime();
    private volatile boolean discarded;
    private volatile String told;
    private Waiting waiting;
    private boolean stalled;
    private int status;
    private boolean done;

    /** What a reader is told while there is nothing to read. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Waiting(String message, String phase, Integer position, Long expectedSeconds) {}

    /** What was added. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Added(String message, String content, String thinking, int at, int thinkingAt) {}

    /** How it ended. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Ended(
            String message,
            String state,
            MessageView.Stats stats,
            MessageView.Trouble error,
            JsonNode toolCalls,
            Boolean logprobs) {}

    /**
     * @param row as it was stored before the first word; belongs to this from now on
     * @param requestId of the request that asked for it, or null
     * @param whenOver told once when it is over, on any thread, without the monitor; must not block
     */
    Answer(
            Caller caller,
            MessageRow row,
            String requestId,
            Channel channel,
            Consumer<Answer> whenOver) {
        this.caller = caller;
        this.row = row;
        this.requestId = requestId;
        this.channel = channel;
        this.whenOver = whenOver;
        this.growth = new Growth(row.content, row.thinking, row.logprobs);
        this.chronicle = new Chronicle(System.nanoTime());
    }

    String id() {
        return row.id;
    }

    String chat() {
        return row.chat;
    }

    Caller caller() {
        return caller;
    }

    boolean isOver() {
        return over;
    }

    /** Its message was deleted: nothing is stored any more. */
    void discard() {
        discarded = true;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /** Gives the text so far to be stored. */
    void take(Consumer<MessageRow> work) {
        growth.takeGrown();
        look(work);
    }

    /** Gives text and state as of one moment, under the channel's monitor. */
    void look(Consumer<MessageRow> work) {
        synchronized (channel) {
            growth.into(row);
            work.accept(row);
        }
    }

    boolean hasGrown() {
        return growth.hasGrown();
    }

    /** What {@link #take} gave could not be stored. */
    void growAgain() {
        growth.growAgain();
    }

    @Override
    public void open(Exchange begun) {
        exchange = begun;
        if (over) {
            begun.terminate(Outcome.CLIENT_GONE);
        }
    }

    @Override
    public void head(Head head) {
        status = head.status();
        heard = System.nanoTime();
    }

    @Override
    public void data(ByteBuffer bytes) {
        int n = bytes.remaining();
        heard = System.nanoTime();
        try {
            while (bytes.hasRemaining() && !over) {
                byte b = bytes.get();
                if (b != '\n') {
                    line.write(b);
                } else {
                    record();
                }
            }
            tellGrowth();
            if (line.size() > LONGEST_LINE) {
                fail(Failure.garbage());
                return;
            }
            exchange.written(n);
        } catch (JsonProcessingException notJson) {
            fail(Failure.garbage());
        } catch (IOException e) {
            LOG.debug("an upstream takes no more credit", e);
            fail(Failure.garbage());
        }
    }

    private void record() throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (status != 200 || bytes.length == 0) {
            return;
        }
        JsonNode record = Text.JSON.readTree(bytes);
        if (record == null || !record.isObject()) {
            return;
        }
        if (record.hasNonNull("error")) {
            tellGrowth();
            over("failed", MessageView.Trouble.of(502, Sentence.plain(reason(record)), requestId));
            return;
        }
        synchronized (channel) {
            if (growth.add(record)) {
                row.state = "growing";
                chronicle.word(growth.lastWasThinking());
            }
            if (record.path("done").asBoolean()) {
                done = true;
                chronicle.done(record);
            }
        }
    }

    private static String reason(JsonNode record) {
        JsonNode error = record.get("error");
        String text = error.isTextual() ? error.textValue() : error.path("message").asText("");
        String reason = Text.line(text, 1_000);
        return reason == null ? "The Ollama server could not answer." : reason;
    }

    /** One event for all that came in one piece. */
    private void tellGrowth() {
        synchronized (channel) {
            Growth.Piece piece = growth.takePiece();
            if (piece != null && !over) {
                tellThinking(piece);
                channel.tellText(
                        row.id,
                        new Added(
                                row.id,
                                piece.content(),
                                piece.thinking(),
                                piece.at(),
                                piece.thinkingAt()));
            }
        }
    }

    private void tellThinking(Growth.Piece piece) {
        boolean thinks = piece.content() == null;
        if (thinks && told == null) {
            wait("thinking", 0, 0);
        }
        told = thinks ? "thinking" : "answering";
        stalled = false;
    }

    @Override
    public void end() {
        try {
            if (status == 200) {
                record();
                tellGrowth();
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("an answer ended with half a record", e);
        }
        if (status != 200) {
            over("failed", MessageView.Trouble.of(status, errorBody(), requestId));
        } else if (done) {
            over("whole", null);
        } else {
            over(
                    "interrupted",
                    MessageView.Trouble.of(
                            502,
                            Sentence.of(
                                    "answer.middle",
                                    "The Ollama server ended its answer in the middle. Continue, or ask again."),
                            requestId));
        }
        end(Outcome.WHOLE);
    }

    private Sentence errorBody() {
        try {
            JsonNode body = Text.JSON.readTree(line.toByteArray());
            if (body != null && body.hasNonNull("error")) {
                return Sentence.plain(reason(body));
            }
        } catch (IOException e) {
            LOG.debug("an error of an upstream is no JSON", e);
        }
        return Sentence.of(
                "answer.status",
                "The Ollama server answered with the status {status}.",
                "status",
                status);
    }

    @Override
    public void fail(Failure failure) {
        boolean stopping = failure.kind() == Failure.Kind.STOPPING;
        over(
                stopping ? "interrupted" : "failed",
                MessageView.Trouble.of(failure.status(), failure.said(), requestId));
        end(Outcome.FAILED);
    }

    /** It cannot even begin. */
    void refuse(int why, Sentence said) {
        over("failed", MessageView.Trouble.of(why, said, requestId));
        end(Outcome.FAILED);
    }

    /** Ends it as somebody wishes; what was written stays. Any thread. */
    void stop(String state) {
        over(state, null);
        end(Outcome.CLIENT_GONE);
    }

    private void end(Outcome how) {
        Exchange begun = exchange;
        if (begun != null) {
            begun.terminate(how);
        }
    }

    private void over(String state, MessageView.Trouble trouble) {
        Long context = contextLength();
        synchronized (channel) {
            if (over) {
                return;
            }
            over = true;
            row.state = state;
            row.error = Text.json(trouble);
            MessageView.Stats stats = chronicle.stats(context);
            row.stats = Text.json(stats);
            channel.tellEnd(
                    row.id,
                    new Ended(
                            row.id,
                            state,
                            stats,
                            trouble,
                            growth.toolCalls(),
                            growth.hasLogprobs() ? true : null));
        }
        whenOver.accept(this);
    }

    /**
     * What was asked for, else what the model was loaded with at the backend that answered; or
     * null.
     */
    private Long contextLength() {
        Long asked = Parameters.contextLength(row.parameters);
        Exchange begun = exchange;
        Backend backend = begun == null ? null : begun.backend();
        ModelName model = row.model == null ? null : ModelName.parse(row.model);
        if (asked != null || backend == null || model == null) {
            return asked;
        }
        List<Contents.InMemory> memory = backend.contents().memory();
        return memory == null
                ? null
                : memory.stream()
                        .filter(one -> one.model().equals(model.canonical()) && one.context() > 0)
                        .map(Contents.InMemory::context)
                        .findFirst()
                        .orElse(null);
    }

    @Override
    public void tick(long now) {
        Exchange begun = exchange;
        if (over || begun == null) {
            return;
        }
        // Asked before the monitor is taken: the dispatcher has a lock of its own.
        Progress progress = told == null ? begun.progress() : null;
        long silent = now - heard;
        synchronized (channel) {
            if (over) {
                return;
            }
            if (told == null && progress != null) {
                tellProgress(progress, silent);
            } else if (told != null && !stalled && silent > STALLED_AFTER) {
                stalled = true;
                wait("stalled", 0, 0);
            }
        }
    }

    private void tellProgress(Progress progress, long silent) {
        long seconds = Duration.ofNanos(progress.expectedNanos()).toSeconds();
        switch (progress.phase()) {
            case QUEUED -> wait("queued", progress.position(), seconds);
            case LOADING -> wait("loading", 0, seconds);
            case ASKED -> {
                if (silent > LOADING_AFTER) {
                    wait("loading", 0, seconds);
                }
            }
            default -> {
                // Words come, or it is about to end.
            }
        }
    }

    /** Tells what is waited for, if that is new. */
    private void wait(String phase, int position, long seconds) {
        Waiting now =
                new Waiting(
                        row.id,
                        phase,
                        position == 0 ? null : Integer.valueOf(position),
                        seconds == 0 ? null : Long.valueOf(seconds));
        boolean same =
                waiting != null
                        && waiting.phase.equals(phase)
                        && Objects.equals(waiting.position, now.position);
        if (!same) {
            waiting = now;
            channel.tellWaiting(row.id, now);
        }
    }
}
