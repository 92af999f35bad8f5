package dev.corral.chats;

import dev.corral.exchange.BytesBody;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.identity.Caller;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyReader;
import dev.corral.policy.BodyShape;
import dev.corral.policy.Facts;
import dev.corral.policy.Operation;
import dev.corral.words.Sentence;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The answers that grow on this node. Thread-safe. */
final class Answers {

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final long SETTLED_WITHIN = Duration.ofSeconds(2).toNanos();

    static final List<Header> HEADERS =
            List.of(
                    new BasicHeader("Content-Type", "application/json"),
                    new BasicHeader("Accept", "application/x-ndjson"));

    private final Exchanges exchanges;
    private final Channels channels;
    private final Library library;
    private final Saver saver;
    private final Consumer<Caller> whenBegun;
    private final Consumer<Answer> whenStored;
    private final Map<String, Answer> running = new ConcurrentHashMap<>();
    private final Object settling = new Object();
    private volatile boolean closed;

    /**
     * An answer that is stored and may begin.
     *
     * @param row belongs to the answer from now on
     * @param body what goes up
     */
    record Begin(MessageRow row, byte[] body) {}

    /**
     * @param whenBegun told who asks, before anything goes up
     * @param whenStored told once after an answer was stored whole, on the saver's thread
     */
    Answers(
            Exchanges exchanges,
            Channels channels,
            Library library,
            java.util.function.Function<Consumer<Answer>, Saver> saver,
            Consumer<Caller> whenBegun,
            Consumer<Answer> whenStored) {
        this.exchanges = exchanges;
        this.channels = channels;
        this.library = library;
        this.whenBegun = whenBegun;
        this.whenStored = whenStored;
        this.saver = saver.apply(this::stored);
    }

    Saver saver() {
        return saver;
    }

    /**
     * Begins answers. What becomes of them, a refusal included, is told to the readers of the chat.
     *
     * @param requestId of the request that asked for them
     * @param whenUp told when none of their bodies is needed any more
     */
    void begin(Caller caller, List<Begin> all, String requestId, Runnable whenUp) {
        whenBegun.accept(caller);
        Set<String> needed = ConcurrentHashMap.newKeySet();
        all.forEach(one -> needed.add(one.row.id));
        for (Begin one : all) {
            Answer answer =
                    new Answer(
                            caller, one.row, requestId, channels.ofChat(one.row.chat), this::over);
            running.put(answer.id(), answer);
            if (!Library.isTemporary(one.row.chat)) {
                saver.watch(answer);
            }
        }
        for (Begin one : all) {
            Answer answer = running.get(one.row.id);
            Runnable over =
                    () -> {
                        if (needed.remove(one.row.id) && needed.isEmpty()) {
                            whenUp.run();
                        }
                    };
            if (answer == null) {
                over.run();
            } else {
                start(caller, answer, one.body, requestId, over);
            }
        }
    }

    private void start(
            Caller caller, Answer answer, byte[] body, String requestId, Runnable whenOver) {
        try {
            Facts facts = facts(body);
            UpstreamRequest up =
                    new UpstreamRequest(
                            "POST",
                            "/api/chat",
                            HEADERS,
                            new BytesBody(body, body.length, whenOver));
            exchanges.start(caller, facts, up, answer);
        } catch (BadBody e) {
            whenOver.run();
            answer.refuse(400, Sentence.plain(e.getMessage()));
        } catch (RuntimeException e) {
            // The others of the same question begin none the less.
            LOG.error("Request {} could not ask a model", requestId, e);
            whenOver.run();
            answer.refuse(
                    500, Sentence.of("answer.internal", "Something went wrong here. Try again."));
        }
        if (closed) {
            answer.stop("interrupted");
        }
    }

    /** What a body of ours would do; read from the very bytes, as a client's are. */
    static Facts facts(byte[] body) throws BadBody {
        return Facts.of(
                Operation.CHAT, BodyReader.read(BodyShape.CHAT, body, 0, body.length), body.length);
    }

    /** The answer that grows as that message here, or null. */
    Answer find(String message) {
        return running.get(message);
    }

    /** Whether one grows in a chat. */
    boolean isAnswering(String chat) {
        return running.values().stream().anyMatch(a -> a.chat().equals(chat) && !a.isOver());
    }

    /** Whether one grows for that person. */
    boolean isAnsweringTo(String name) {
        return running.values().stream()
                .anyMatch(a -> a.caller().name().equals(name) && !a.isOver());
    }

    /**
     * Waits until what has ended in a chat is stored too: a reader is told of an end before that,
     * and what follows must build on the whole answer. Takes two seconds at most, however the
     * database is.
     */
    void settle(String chat) {
        long until = System.nanoTime() + SETTLED_WITHIN;
        synchronized (settling) {
            long left = SETTLED_WITHIN;
            while (left > 0 && isSettling(chat)) {
                try {
                    TimeUnit.NANOSECONDS.timedWait(settling, left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = until - System.nanoTime();
            }
        }
    }

    private boolean isSettling(String chat) {
        return running.values().stream().anyMatch(a -> a.chat().equals(chat) && a.isOver());
    }

    /**
     * Stops one and keeps its text; does nothing when it is over.
     *
     * @return whether it grows here
     */
    boolean stop(String message) {
        Answer answer = running.get(message);
        if (answer != null) {
            answer.stop("stopped");
        }
        return answer != null;
    }

    /** The messages that grow here. */
    Set<String> growing() {
        return Set.copyOf(running.keySet());
    }

    /** Their messages are deleted: stops them and stores nothing. */
    void discard(Collection<String> messages) {
        for (String message : messages) {
            Answer answer = running.get(message);
            if (answer != null) {
                answer.discard();
                answer.stop("stopped");
            }
        }
    }

    /** The same for all of a chat. */
    void discardAll(String chat) {
        discard(
                running.values().stream()
                        .filter(answer -> answer.chat().equals(chat))
                        .map(Answer::id)
                        .toList());
    }

    private void over(Answer answer) {
        if (Library.isTemporary(answer.chat())) {
            keepInMemory(answer);
            stored(answer);
        } else {
            saver.finish(answer);
        }
    }

    private void keepInMemory(Answer answer) {
        library.shelf(answer.chat())
                .change(
                        answer.chat(),
                        book -> {
                            MessageRow row = book == null ? null : book.message(answer.id());
                            if (row != null) {
                                answer.look(now -> copyInto(now, row));
                                book.chat().updatedAt = System.currentTimeMillis();
                            }
                            return null;
                        });
    }

    private static void copyInto(MessageRow from, MessageRow to) {
        to.content = from.content;
        to.thinking = from.thinking;
        to.toolCalls = from.toolCalls;
        to.logprobs = from.logprobs;
        to.state = from.state;
        to.error = from.error;
        to.stats = from.stats;
    }

    private void stored(Answer answer) {
        boolean first = running.remove(answer.id(), answer);
        synchronized (settling) {
            settling.notifyAll();
        }
        if (first && !answer.isDiscarded()) {
            whenStored.accept(answer);
        }
    }

    /** How many grow now. */
    int running() {
        return running.size();
    }

    /** Ends all of them; their texts are kept by the saver. */
    void close() {
        closed = true;
        running.values().forEach(answer -> answer.stop("interrupted"));
    }
}
