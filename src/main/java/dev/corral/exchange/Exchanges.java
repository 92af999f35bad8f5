package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.policy.Subject;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
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
    private final PerCaller perCaller = new PerCaller();
    private final Uploads uploads = new Uploads();
    private final Watch watch;
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
    }

    /**
     * Sends a request up if the policy allows it. The sink hears of everything that follows, a
     * refusal included, maybe before this returns.
     *
     * @param facts what the request would do; its reader must have seen the same bytes
     * @return the exchange, which the sink must {@linkplain Exchange#terminate terminate}, or null
     *     if none began: then the sink was failed
     */
    public Exchange start(Caller caller, Facts facts, UpstreamRequest request, Sink sink) {
        Policy rules = policy.get();
        Decision decision = decide(rules, caller, facts);
        if (!decision.allowed()) {
            sink.fail(Failure.refused(decision.reason()));
            return null;
        }
        if (closed) {
            return refuse(sink, Failures.stopping());
        }
        if (!perCaller.tryBegin(
                caller.name(), settings.get(Catalogue.LIMITS_EXCHANGES_PER_CALLER))) {
            sink.fail(Failures.tooMany());
            return null;
        }
        boolean onlyRead = rules.isOffline() && facts.model() != null;
        Backend backend = fleet.acquire(one -> !onlyRead || models.isRead(one));
        if (backend == null) {
            perCaller.end(caller.name());
            return refuse(
                    sink, onlyRead && !anyRead() ? Failures.modelsUnknown() : Failures.busy());
        }
        return start(
                new Exchange(
                        this,
                        backend,
                        request,
                        sink,
                        new Exchange.Terms(
                                caller.name(),
                                CHANGES_MODELS.contains(facts.operation()),
                                rules.allowance(Subject.of(caller), facts.with(models)))));
    }

    /** What the policy says to a request that Corral answers without sending it up as it is. */
    public Decision decide(Caller caller, Facts facts) {
        return decide(policy.get(), caller, facts);
    }

    private Decision decide(Policy rules, Caller caller, Facts facts) {
        Subject subject = Subject.of(caller);
        Facts known = facts.with(models);
        recent.note(subject, known);
        Decision decision = rules.decide(subject, known);
        if (!decision.allowed()) {
            refusals.note(caller.name(), facts.operation(), decision.ruleId());
        }
        return decision;
    }

    private boolean anyRead() {
        return fleet.backends().stream().anyMatch(models::isRead);
    }

    /** Sends a request up to this very backend, for Corral's own questions to it. */
    public Exchange startAt(Backend backend, UpstreamRequest request, Sink sink) {
        return closed || !fleet.acquire(backend)
                ? refuse(sink, Failures.busy())
                : start(new Exchange(this, backend, request, sink, Exchange.Terms.OWN));
    }

    private Exchange refuse(Sink sink, Failure failure) {
        sink.fail(closed ? Failures.stopping() : failure);
        return null;
    }

    private Exchange start(Exchange exchange) {
        open.add(exchange);
        watch.add(exchange);
        exchange.open();
        exchange.begin();
        return exchange;
    }

    void ended(Exchange exchange, Outcome outcome) {
        open.remove(exchange);
        watch.remove(exchange);
        if (exchange.terms().caller() != null) {
            perCaller.end(exchange.terms().caller());
        }
        if (exchange.terms().changesModels()) {
            models.changed(exchange.backend());
        }
        ended.get(outcome).increment();
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
