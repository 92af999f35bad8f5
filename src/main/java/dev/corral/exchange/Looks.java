package dev.corral.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Vitals;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/**
 * Corral's own questions to the backends, each a GET that is answered with a JSON object. Of one
 * question to one backend only one is under way at a time, whoever asks, and the last answer is
 * kept. Thread-safe.
 */
public final class Looks {

    /** Names this Corral, so that a question which comes back here is known for one. */
    public static final String HOP = "X-Corral-Hop";

    /** The answer to a question that came back. */
    public static final String LOOP = "X-Corral-Loop";

    private static final int LONGEST = 16 * 1024 * 1024;

    /**
     * An answer.
     *
     * @param json the object
     * @param at when it came, {@link System#nanoTime()}
     * @param head its head
     */
    public record Look(JsonNode json, long at, Head head) {}

    /** A question that was not answered, or not as an Ollama answers. */
    static final class NoLook extends Exception {
        private static final long serialVersionUID = 1;

        private final String reason;
        private final transient Failure failure;

        /** What came was not what was asked for. */
        NoLook(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
            this.failure = null;
        }

        /** Nothing came. */
        NoLook(Failure failure) {
            super(failure.kind().id(), null, false, false);
            this.reason = failure.kind().id();
            this.failure = failure;
        }

        /** As in {@link Vitals.View#reason}. */
        String reason() {
            return reason;
        }

        /** Whether nothing came in time. */
        boolean isMiss() {
            return failure != null && failure.kind() == Failure.Kind.SILENT;
        }

        /** Whether something came, only not what was asked for. */
        boolean isOfTheAnswer() {
            return failure == null;
        }
    }

    private record Question(Backend backend, String path) {}

    private static final class State {
        volatile Look last;
        CompletableFuture<Look> underWay;
        boolean stale;
    }

    private final ObjectMapper json = new ObjectMapper();
    private final Exchanges exchanges;
    private final List<Header> headers;
    private final Map<Question, State> states = new ConcurrentHashMap<>();

    /**
     * Questions as exchanges of their own.
     *
     * @param instance names this Corral
     */
    public Looks(Exchanges exchanges, String instance) {
        this.exchanges = exchanges;
        this.headers = List.of(new BasicHeader(HOP, instance));
    }

    /** Who looks at all backends anew when a model that was asked for is missing. */
    void onMissing(Supplier<CompletableFuture<Void>> refresh) {
        exchanges.refreshWith(refresh);
    }

    /** The last answer, or null. */
    public Look last(Backend backend, String path) {
        State state = states.get(new Question(backend, path));
        return state == null ? null : state.last;
    }

    /**
     * The last answer if it is young enough, else one that is on its way, else a new one.
     *
     * @param maxAgeNanos how old an answer may be
     * @param patience how long a new one may take in all
     * @return completes with the answer, or with {@link NoLook}
     */
    public CompletableFuture<Look> ask(
            Backend backend, String path, long maxAgeNanos, Duration patience) {
        State state = states.computeIfAbsent(new Question(backend, path), q -> new State());
        CompletableFuture<Look> future;
        synchronized (state) {
            Look last = state.last;
            if (last != null
                    && !state.stale
                    && maxAgeNanos > 0
                    && System.nanoTime() - last.at() <= maxAgeNanos) {
                return CompletableFuture.completedFuture(last);
            }
            if (state.underWay != null && !state.stale) {
                return state.underWay;
            }
            state.stale = false;
            future = new CompletableFuture<>();
            state.underWay = future;
        }
        Collector collector = new Collector(LONGEST, patience.toNanos());
        collector.answer().whenComplete((answer, none) -> take(state, future, answer, none));
        exchanges.startAt(backend, new UpstreamRequest("GET", path, headers, null), collector);
        return future;
    }

    private void take(
            State state, CompletableFuture<Look> future, Collector.Answer answer, Throwable none) {
        Look look = null;
        NoLook failure = null;
        if (answer == null) {
            failure = new NoLook(((Collector.NoAnswer) none).failure());
        } else {
            try {
                look = parse(answer);
            } catch (NoLook e) {
                failure = e;
            }
        }
        synchronized (state) {
            if (state.underWay == future) {
                state.underWay = null;
                if (look != null) {
                    state.last = look;
                }
            }
        }
        if (look != null) {
            future.complete(look);
        } else {
            future.completeExceptionally(failure);
        }
    }

    private Look parse(Collector.Answer answer) throws NoLook {
        if (answer.head().header(LOOP) != null) {
            throw new NoLook("loop");
        }
        int status = answer.status();
        if (status != 200) {
            throw new NoLook(
                    status >= 500
                            ? "error"
                            : status >= 300 && status < 400
                                    ? "redirect"
                                    : status == 401 || status == 403
                                            ? "unauthorized"
                                            : "not_ollama");
        }
        try {
            JsonNode object = json.readTree(answer.body());
            if (object != null && object.isObject()) {
                return new Look(object, System.nanoTime(), answer.head());
            }
        } catch (IOException notJson) {
            throw new NoLook("not_ollama");
        }
        throw new NoLook("not_ollama");
    }

    /** What the backend told may not hold any more: the next question goes out anew. */
    void stale(Backend backend) {
        states.forEach(
                (question, state) -> {
                    if (question.backend() == backend) {
                        synchronized (state) {
                            state.stale = true;
                        }
                    }
                });
    }

    /** Forgets backends that left the fleet. */
    void keepOnly(List<Backend> backends) {
        states.keySet().removeIf(question -> !backends.contains(question.backend()));
    }
}
