package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Vitals;
import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.Place;
import dev.corral.fleet.choice.Refusal;
import dev.corral.fleet.choice.Result;
import dev.corral.fleet.choice.Waiter;
import dev.corral.policy.Allowance;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Places;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through the fleet. It is open from {@link Exchanges#start} until {@link
 * #terminate}, which every way to end meets and which runs once: it ends the try that is under way
 * (closing its connection unless the answer was whole, since that is the only cancel that Ollama
 * knows) and gives back the body and the place in the registry.
 *
 * <p>As long as nothing of an answer has reached the sink, a try that fails may be followed by
 * another one, see {@link Repeats}. Whoever ends a try ({@link UpstreamCall#over}) alone decides
 * what follows, so there is never more than one.
 */
public final class Exchange implements Watch.Watched, Waiter {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Exchanges exchanges;
    private final UpstreamRequest request;
    private final Sink sink;
    private final Terms terms;
    private final long begun = System.nanoTime();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private volatile Place waiting;
    private volatile Place last;
    private volatile boolean refreshed;
    private volatile UpstreamCall call;
    private volatile Tries tries = Tries.NONE;
    private long bytes;
    private boolean streamed;

    /**
     * On what terms an exchange began.
     *
     * @param caller the name of who asked, or null for a question of Corral's own
     * @param operation what is asked for
     * @param model the model that has to be there, or null
     * @param ask what is needed of a backend, or null for a question of Corral's own
     * @param only the backend that it must go to whatever its state, or null
     * @param onlyRead whether only backends may be asked that have told their models
     * @param places on which backends it may run
     * @param allowance how far the answer may go
     */
    record Terms(
            String caller,
            Operation operation,
            ModelName model,
            Ask ask,
            Backend only,
            boolean onlyRead,
            Places places,
            Allowance allowance) {

        /** Whether the answer is words that people wait for. */
        boolean writes() {
            return operation == Operation.CHAT || operation == Operation.GENERATE;
        }

        /** Whether the answer tells how long all took. */
        boolean measured() {
            return caller != null && (writes() || operation == Operation.EMBED);
        }

        static Terms own(Backend backend) {
            return new Terms(
                    null,
                    Operation.VERSION,
                    null,
                    null,
                    backend,
                    false,
                    Places.ANYWHERE,
                    Allowance.UNLIMITED);
        }
    }

    /**
     * What came of the tries so far.
     *
     * @param number how many began
     * @param not the backends that are out of the question by now
     * @param failure what the client is told if there is no other backend, or null
     * @param answer what the client is answered then, or null
     * @param suspect the backend that answered 500, for which it is not to blame if another one
     *     does the same, or null
     * @param stale whether a dead connection was met
     */
    record Tries(
            int number,
            Set<Backend> not,
            Failure failure,
            HeldAnswer answer,
            Backend suspect,
            boolean stale) {

        static final Tries NONE = new Tries(0, Set.of(), null, null, null, false);

        Tries begun() {
            return new Tries(number + 1, not, failure, answer, suspect, stale);
        }

        Tries failed(Backend backend, Failure why) {
            return new Tries(number, with(backend), why, null, suspect, stale);
        }

        Tries answered(Backend backend, HeldAnswer held) {
            boolean error = held.head().status() == 500;
            return new Tries(number, with(backend), null, held, error ? backend : suspect, stale);
        }

        Tries foundStale(Failure why) {
            return new Tries(number, not, why, null, suspect, true);
        }

        private Set<Backend> with(Backend backend) {
            Set<Backend> all = new HashSet<>(not);
            all.add(backend);
            return Set.copyOf(all);
        }
    }

    Exchange(Exchanges exchanges, UpstreamRequest request, Sink sink, Terms terms) {
        this.terms = terms;
        this.exchanges = exchanges;
        this.request = request;
        this.sink = sink;
    }

    /** The backend that is asked now or was asked last, or null if none was. */
    public Backend backend() {
        UpstreamCall last = call;
        return last == null ? null : last.backend();
    }

    Terms terms() {
        return terms;
    }

    Tries tries() {
        return tries;
    }

    void open() {
        sink.open(this);
    }

    /** Waits in the queue for a place at a backend. */
    void await(Place place) {
        if (place.backend() != null) {
            return;
        }
        waiting = place;
        // Either this thread sees the end, or whoever ends sees the place.
        if (isOver()) {
            exchanges.cancel(place);
        }
    }

    /** The last place that it had or was refused, or null. */
    Place last() {
        return last;
    }

    @Override
    public void placed(Place place) {
        last = place;
        exchanges.placed(this, place);
    }

    @Override
    public void refused(Place place, Refusal why) {
        last = place;
        if (!isOver()) {
            exchanges.refused(this, why);
        }
    }

    /** Whether the fleet may be looked at anew for this exchange; true only once. */
    boolean mayRefresh() {
        boolean may = !refreshed;
        refreshed = true;
        return may;
    }

    /** How the request stands, for people who wait. Any thread. */
    public Progress progress() {
        UpstreamCall now = call;
        Place place = waiting;
        if (now != null && !now.isOver()) {
            return now.isAnswering()
                    ? Progress.ANSWERING
                    : now.isCold() ? Progress.loading(now.reason()) : Progress.asked(now.reason());
        }
        return place == null || isOver() ? Progress.over() : exchanges.progress(place);
    }

    /** Why it is at its backend, in one sentence, or null. */
    public String reason() {
        UpstreamCall now = call;
        return now == null ? null : now.reason();
    }

    /**
     * Goes on at a backend.
     *
     * @param place in the dispatcher, or null if it was not asked
     */
    void begin(Backend backend, Place place) {
        UpstreamCall next =
                new UpstreamCall(this, backend, place, tries.number() == 0 ? request : again());
        tries = tries.begun();
        call = next;
        // Either this thread sees the end, or whoever ends sees this try.
        if (isOver()) {
            next.over(Result.LEFT);
        } else {
            next.begin();
        }
    }

    /** Whether nothing more can come of it. */
    boolean isOver() {
        return outcome.get() != null || settled.get();
    }

    private UpstreamRequest again() {
        RequestBody body = request.body();
        return body == null
                ? request
                : new UpstreamRequest(
                        request.method(), request.target(), request.headers(), body.again());
    }

    /**
     * Tells that bytes of the answer were passed on, so that the upstream may send as many more.
     * Any thread.
     *
     * @param n bytes, as they came in {@link Sink#data}
     */
    public void written(int n) throws IOException {
        UpstreamCall last = call;
        if (last != null) {
            last.written(n);
        }
    }

    /**
     * Ends this exchange; only the first call counts. Any thread. Closes the upstream connection at
     * once unless its answer was whole.
     *
     * @return whether this call ended it
     */
    public boolean terminate(Outcome how) {
        if (!outcome.compareAndSet(null, how)) {
            return false;
        }
        endTry();
        exchanges.ended(this, how);
        return true;
    }

    private void endTry() {
        Place place = waiting;
        if (place != null) {
            exchanges.cancel(place);
        }
        UpstreamCall last = call;
        if (last != null) {
            last.over(Result.LEFT);
        }
        discardBody();
    }

    private void discardBody() {
        if (request.body() != null) {
            request.body().discard();
        }
    }

    /** Whether an answer with that head may turn out to be none for the client. */
    boolean mayMoveOn(UpstreamCall from, Head head) {
        return Repeats.isDoubtful(head.status(), terms)
                && Repeats.bodyAgain(from, request)
                && exchanges.hasOther(this, from.backend());
    }

    /** Leaves a whole answer behind and goes on elsewhere, if that makes sense. */
    boolean movesOn(UpstreamCall from, HeldAnswer answer) {
        if (!Repeats.isRefusal(answer, tries, terms)) {
            return false;
        }
        int status = answer.head().status();
        if (from.whole(Repeats.result(status)) == UpstreamCall.Stage.HELD) {
            LOG.debug("upstream {} answered {}", from.backend().name(), status);
            if (status == 404) {
                exchanges.missing(from.backend());
            }
            tries = tries.answered(from.backend(), answer);
            exchanges.seek(this);
        }
        return true;
    }

    void head(UpstreamCall from, Head head) {
        if (settled.get()) {
            return;
        }
        if (terms.caller() != null) {
            streamed = head.status() == 200 && head.contentLength() < 0 && terms.writes();
            if (head.status() < 500) {
                from.backend().answered();
            }
            if (tries.suspect() != null && head.status() == 500) {
                exchanges.forgive(tries.suspect());
            }
        }
        sink.head(head);
    }

    void data(UpstreamCall from, ByteBuffer part) {
        if (settled.get()) {
            return;
        }
        if (bytes == 0 && streamed) {
            long now = System.nanoTime();
            exchanges.meter().firstWord(now - begun, now);
        }
        bytes += part.remaining();
        Long most = terms.allowance().bytes();
        if (most != null && bytes > most) {
            fail(Failures.tooLarge(), null);
            return;
        }
        sink.data(part);
    }

    void whole(UpstreamCall from, Result result) {
        if (from.whole(result) == UpstreamCall.Stage.PASSING
                && settled.compareAndSet(false, true)) {
            if (terms.caller() != null) {
                exchanges
                        .meter()
                        .tokens(
                                from.backend().name(),
                                result.promptTokens(),
                                result.evalTokens(),
                                System.nanoTime());
            }
            discardBody();
            sink.end();
        }
    }

    /** A try broke; nothing happens if it is over already. */
    void broke(UpstreamCall from, Failure failure, Throwable cause) {
        UpstreamCall.Stage stage = from.over(Repeats.result(failure));
        if (stage == UpstreamCall.Stage.OVER) {
            return;
        }
        LOG.debug("upstream {} failed: {}", from.backend().name(), failure.kind(), cause);
        boolean stale = Repeats.isStale(from, stage, failure, tries);
        if (failure.kind().isBackends() && !stale) {
            // What broke a request is counted by the dispatcher, which is told how its place ended.
            if (terms.caller() == null || failure.kind().proof() == Vitals.Proof.ABSENT) {
                from.backend().failed(failure.kind().proof(), failure.kind().id());
            }
            exchanges.meter().failed(from.backend().name());
        }
        if (stage == UpstreamCall.Stage.PASSING
                || !Repeats.mayFollow(from, failure, terms, request)) {
            settle(failure);
            return;
        }
        if (stale) {
            from.backend().dropIdle();
            tries = tries.foundStale(failure);
        } else {
            tries = tries.failed(from.backend(), failure);
        }
        exchanges.seek(this);
    }

    /** Goes elsewhere if nothing has come from that backend yet and there is somewhere to go. */
    void leave(Backend backend, Failure why) {
        UpstreamCall now = call;
        if (now != null
                && now.backend() == backend
                && !now.isAnswering()
                && Repeats.mayFollow(now, why, terms, request)
                && exchanges.hasOther(this, backend)
                && now.withdraw(Repeats.result(why))) {
            // It may have been sent in the very moment before it was withdrawn.
            if (Repeats.mayFollow(now, why, terms, request)) {
                tries = tries.failed(backend, why);
                exchanges.seek(this);
            } else {
                settle(why);
            }
        }
    }

    void firstByte(Place place) {
        exchanges.firstByte(place);
    }

    void ended(Place place, Result result) {
        exchanges.left(place, result);
    }

    /** There is no backend for another try. */
    void nowhere(Failure none) {
        Tries all = tries;
        if (all.answer() == null) {
            settle(all.failure() == null ? none : all.failure());
        } else if (settled.compareAndSet(false, true)) {
            discardBody();
            sink.head(all.answer().head());
            ByteBuffer body = all.answer().bytes();
            if (body.hasRemaining()) {
                sink.data(body);
            }
            sink.end();
        }
    }

    /** Tells the client that there is no more to come, and ends what is under way. */
    void fail(Failure failure, Throwable cause) {
        if (cause != null) {
            LOG.debug("an exchange failed: {}", failure.kind(), cause);
        }
        settle(failure);
    }

    private void settle(Failure failure) {
        if (settled.compareAndSet(false, true)) {
            endTry();
            sink.fail(failure);
        }
    }

    @Override
    public void tick(long now) {
        if (!settled.get()) {
            long totalNanos = exchanges.totalNanos();
            Duration longest = terms.allowance().duration();
            if (totalNanos > 0 && now - begun > totalNanos) {
                settle(Failures.tooLong());
            } else if (longest != null && now - begun > longest.toNanos()) {
                settle(Failures.longerThanAllowed());
            } else {
                checkSilence(now);
            }
        }
        sink.tick(now);
    }

    private void checkSilence(long now) {
        UpstreamCall last = call;
        if (last != null && !last.isAnswering() && exchanges.isOut(last.backend())) {
            leave(last.backend(), Failures.hung());
        } else if (last != null && now - last.silentSince(now) > exchanges.idleNanos()) {
            broke(last, last.isConnected() ? Failures.silent() : Failures.connectTimeout(), null);
        }
    }
}
