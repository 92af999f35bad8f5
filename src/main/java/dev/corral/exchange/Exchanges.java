package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.Vitals;
import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.Place;
import dev.corral.fleet.choice.Refusal;
import dev.corral.fleet.choice.Result;
import dev.corral.identity.Caller;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Places;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.policy.Subject;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The one place where a request to a model begins, whoever asked. Keeps the open exchanges and
 * watches their silence. Thread-safe; {@link #close} fails what is still open.
 */
public final class Exchanges implements AutoCloseable {

    private static final Set<Operation> CHANGES_MODELS =
            EnumSet.of(Operation.PULL, Operation.CREATE, Operation.COPY, Operation.DELETE);

    private final Fleet fleet;
    private final KnownModels models;
    private final Supplier<Policy> policy;
    private final RecentRequests recent;
    private final RefusalLog refusals = new RefusalLog(System::nanoTime);
    private final Settings settings;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
    private final Meter meter = new Meter();
    private final PerCaller perCaller = new PerCaller();
    private final Uploads uploads = new Uploads();
    private final Watch watch;
    private volatile Supplier<CompletableFuture<Void>> refresh =
            () -> CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /**
     * Exchanges with the fleet's backends, watched by {@code watch}, which the caller closes later.
     *
     * @param models what is known about the fleet's models
     * @param recent remembers what the policy was asked
     */
    public Exchanges(
            Fleet fleet,
            KnownModels models,
            Supplier<Policy> policy,
            RecentRequests recent,
            Settings settings,
            Watch watch) {
        this.recent = recent;
        this.models = models;
        this.policy = policy;
        this.watch = watch;
        this.fleet = fleet;
        this.settings = settings;
        for (Outcome outcome : Outcome.values()) {
            ended.put(outcome, new LongAdder());
        }
        fleet.onHealth(this::healthChanged);
    }

    /**
     * Sends a request up if the policy allows it. The sink hears of everything that follows, a
     * refusal included, maybe before this returns.
     *
     * @param facts what the request would do; its reader must have seen the same bytes
     * @return the exchange, which the sink must {@linkplain Exchange#terminate terminate}, or null
     *     if none began: then the sink was failed and the body discarded
     */
    public Exchange start(Caller caller, Facts facts, UpstreamRequest request, Sink sink) {
        return start(caller, facts, request, sink, Wishes.NONE);
    }

    /** The same with wishes about where and when. */
    public Exchange start(
            Caller caller, Facts facts, UpstreamRequest request, Sink sink, Wishes wishes) {
        Exchange begun = decided(caller, facts, request, sink, wishes);
        if (begun == null && request.body() != null) {
            request.body().discard();
        }
        return begun;
    }

    private Exchange decided(
            Caller caller, Facts facts, UpstreamRequest request, Sink sink, Wishes wishes) {
        Policy rules = policy.get();
        Subject subject = Subject.of(caller);
        Facts known = facts.with(models);
        Decision decision = decide(rules, subject, known);
        if (!decision.allowed()) {
            sink.fail(Failure.refused(decision.said()));
            return null;
        }
        if (closed) {
            return refuse(sink);
        }
        Places places = rules.places(subject, known);
        if (!places.isAnywhere() && noneIn(places, wishes.only())) {
            sink.fail(Failure.refused(places.refusal()));
            return null;
        }
        if (!perCaller.tryBegin(
                caller.name(), settings.get(Catalogue.LIMITS_EXCHANGES_PER_CALLER))) {
            sink.fail(Failures.tooMany());
            return null;
        }
        Ask ask = null;
        if (fleet.isSteered() || wishes.only() != null || Asks.useSlots(facts)) {
            ask =
                    Asks.of(
                            caller,
                            facts,
                            request.body(),
                            wishes,
                            settings.get(Catalogue.FLEET_WEIGHTS),
                            fleet.backends().size() > 1);
        }
        return start(
                new Exchange(
                        this,
                        request,
                        sink,
                        new Exchange.Terms(
                                caller.name(),
                                facts.operation(),
                                facts.model(),
                                ask,
                                null,
                                rules.isOffline() && facts.model() != null,
                                places,
                                rules.allowance(subject, known))));
    }

    /** What the policy says to a request that Corral answers without sending it up as it is. */
    public Decision decide(Caller caller, Facts facts) {
        return decide(policy.get(), Subject.of(caller), facts.with(models));
    }

    /** On which backends the policy lets the caller do that. */
    public Places places(Caller caller, Facts facts) {
        return policy.get().places(Subject.of(caller), facts.with(models));
    }

    private Decision decide(Policy rules, Subject subject, Facts known) {
        recent.note(subject, known);
        Decision decision = rules.decide(subject, known);
        if (!decision.allowed()) {
            refusals.note(subject.name(), known.operation(), decision.ruleId());
        }
        return decision;
    }

    private boolean anyRead() {
        return fleet.backends().stream().anyMatch(models::isRead);
    }

    /** Sends a request up to this very backend, for Corral's own questions to it. */
    public Exchange startAt(Backend backend, UpstreamRequest request, Sink sink) {
        return closed
                ? refuse(sink)
                : start(new Exchange(this, request, sink, Exchange.Terms.own(backend)));
    }

    private static Exchange refuse(Sink sink) {
        sink.fail(Failures.stopping());
        return null;
    }

    private Exchange start(Exchange exchange) {
        open.add(exchange);
        watch.add(exchange);
        exchange.open();
        seek(exchange);
        return exchange;
    }

    /** Finds a place for the next try of an exchange and begins it, or ends the exchange. */
    void seek(Exchange exchange) {
        Exchange.Terms terms = exchange.terms();
        if (terms.only() != null) {
            direct(exchange, terms.only());
        } else if (terms.ask() == null) {
            List<Backend> all = fleet.backends();
            direct(exchange, all.isEmpty() ? null : all.get(0));
        } else {
            Place before = exchange.last();
            Set<String> not = notThere(exchange);
            long now = System.nanoTime();
            exchange.await(
                    before == null
                            ? fleet.dispatcher().submit(terms.ask(), not, now, exchange)
                            : fleet.dispatcher().again(before, not, now, exchange));
        }
    }

    /** To a backend that there is no choice about, past the queue. */
    private void direct(Exchange exchange, Backend backend) {
        Exchange.Terms terms = exchange.terms();
        if (backend == null) {
            exchange.nowhere(Failures.busy());
        } else if (!terms.places().include(backend.spec().tags())) {
            exchange.nowhere(Failure.refused(terms.places().refusal()));
        } else if (terms.onlyRead() && !models.isRead(backend)) {
            exchange.nowhere(Failures.modelsUnknown());
        } else if (exchange.tries().not().contains(backend) || !fleet.acquire(backend)) {
            exchange.nowhere(Failures.busy());
        } else {
            exchange.begin(backend, null);
        }
    }

    /** The names of backends that are out of the question. */
    private Set<String> notThere(Exchange exchange) {
        Exchange.Terms terms = exchange.terms();
        Set<Backend> tried = exchange.tries().not();
        if (tried.isEmpty()
                && !terms.onlyRead()
                && terms.places().isAnywhere()
                && (terms.model() == null || terms.ask().only() != null)) {
            return Set.of();
        }
        // A backend that is named says itself that it has no such model.
        boolean anyHolder =
                terms.ask().model() == null
                        && terms.ask().only() == null
                        && anyHolder(terms.model());
        Set<String> names = new HashSet<>();
        for (Backend one : fleet.backends()) {
            if (tried.contains(one)
                    || !isSuitable(one, terms)
                    || anyHolder && models.lacks(one, terms.model())) {
                names.add(one.spec().name());
            }
        }
        return names;
    }

    private boolean anyHolder(ModelName model) {
        return model != null && fleet.backends().stream().anyMatch(one -> models.has(one, model));
    }

    /** An exchange got a place. */
    void placed(Exchange exchange, Place place) {
        Backend backend = fleet.find(place.backend());
        if (backend != null && !isSuitable(backend, exchange.terms())) {
            // It came, or got other tags, while the request waited.
            left(place, Result.LEFT);
            seekAgain(exchange);
            return;
        }
        if (backend == null || !fleet.acquire(backend)) {
            left(place, Result.LEFT);
            exchange.nowhere(Failures.busy());
            return;
        }
        exchange.begin(backend, place);
    }

    /** An exchange gets no place. */
    void refused(Exchange exchange, Refusal why) {
        if (why.reason() == Refusal.Reason.NO_HOLDER && exchange.mayRefresh()) {
            // Somebody may have brought the model there without Corral.
            refresh.get().whenComplete((done, none) -> seekAgain(exchange));
            return;
        }
        List<Backend> all = fleet.backends();
        boolean full = why.reason() == Refusal.Reason.FULL;
        if (all.size() == 1
                && !full
                && !all.get(0).spec().draining()
                && exchange.terms().ask().only() == null) {
            direct(exchange, all.get(0));
            return;
        }
        exchange.nowhere(failure(exchange.terms(), why));
    }

    private Failure failure(Exchange.Terms terms, Refusal why) {
        if (terms.onlyRead() && !anyRead()) {
            return Failures.modelsUnknown();
        }
        boolean knownOnly = why.reason() == Refusal.Reason.NO_HOLDER && anyHolder(terms.model());
        return knownOnly ? Failures.holdersDown() : Failures.of(why, terms.model());
    }

    private void seekAgain(Exchange exchange) {
        if (!exchange.isOver()) {
            seek(exchange);
        }
    }

    void cancel(Place place) {
        fleet.dispatcher().cancel(place, System.nanoTime());
    }

    void firstByte(Place place) {
        fleet.dispatcher().firstByte(place, System.nanoTime());
    }

    void left(Place place, Result result) {
        fleet.dispatcher().ended(place, result, System.nanoTime());
    }

    Progress progress(Place place) {
        return Progress.of(fleet.dispatcher().waiting(place, System.nanoTime()));
    }

    /** How many requests wait for a backend. */
    public int waiting() {
        return fleet.dispatcher().snapshot(System.nanoTime()).waiting();
    }

    /** Who looks at all backends anew when a model is missing. */
    void refreshWith(Supplier<CompletableFuture<Void>> looking) {
        refresh = looking;
    }

    /** Whether no backend is in these places, or not the one that is wanted. */
    private boolean noneIn(Places places, String only) {
        return fleet.backends().stream()
                .filter(one -> only == null || only.equals(one.spec().name()))
                .noneMatch(one -> places.include(one.spec().tags()));
    }

    private boolean isSuitable(Backend backend, Exchange.Terms terms) {
        return (!terms.onlyRead() || models.isRead(backend))
                && terms.places().include(backend.spec().tags());
    }

    /** Whether it does not answer at all. */
    boolean isOut(Backend backend) {
        return backend.vitals().state() == Vitals.State.DOWN;
    }

    /** Whether an exchange could go to another backend than this one. */
    boolean hasOther(Exchange exchange, Backend than) {
        Exchange.Terms terms = exchange.terms();
        if (terms.ask() == null || terms.ask().only() != null) {
            return false;
        }
        Set<Backend> not = exchange.tries().not();
        for (Backend one : fleet.backends()) {
            if (one != than && !not.contains(one) && isSuitable(one, terms) && !isOut(one)) {
                return true;
            }
        }
        return false;
    }

    /** What waits at a backend that does not answer any more goes elsewhere. */
    private void healthChanged(Backend backend) {
        if (backend.vitals().state() == Vitals.State.DOWN) {
            for (Exchange exchange : open) {
                exchange.leave(backend, Failures.hung());
            }
        }
    }

    /** What a backend answered with an error is answered so by others, too. */
    void forgive(Backend backend) {
        fleet.dispatcher().forgive(backend.spec().name(), System.nanoTime());
    }

    /** A backend does not have a model that it was believed to have. */
    void missing(Backend backend) {
        models.changed(backend);
    }

    void ended(Exchange exchange, Outcome outcome) {
        open.remove(exchange);
        watch.remove(exchange);
        if (exchange.terms().caller() != null) {
            perCaller.end(exchange.terms().caller());
        }
        if (CHANGES_MODELS.contains(exchange.terms().operation()) && exchange.backend() != null) {
            models.changed(exchange.backend());
        }
        ended.get(outcome).increment();
    }

    /** How fast answers are. */
    public Meter meter() {
        return meter;
    }

    /** How many exchanges are open now. */
    public int open() {
        return open.size();
    }

    /** How many exchanges ended so, since the start. */
    public long ended(Outcome outcome) {
        return ended.get(outcome).sum();
    }

    /** What came up as blobs. */
    public Uploads uploads() {
        return uploads;
    }

    long idleNanos() {
        return settings.get(Catalogue.OLLAMA_IDLE_TIMEOUT).toNanos();
    }

    long totalNanos() {
        return settings.get(Catalogue.OLLAMA_TOTAL_TIMEOUT).toNanos();
    }

    /** Fails what is open; the clients are told as far as they can be. Idempotent. */
    @Override
    public void close() {
        closed = true;
        for (Exchange exchange : open) {
            exchange.fail(Failures.stopping(), null);
            exchange.terminate(Outcome.FAILED);
        }
    }
}
