package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.Policy;
import dev.corral.policy.Subject;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where a request to a model begins, whoever asked. Keeps the open exchanges and
 * watches their silence. Thread-safe; {@link #close} fails what is still open.
 */
public final class Exchanges implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Exchanges.class);

    private final Fleet fleet;
    private final Supplier<Policy> policy;
    private final Settings settings;
    private final Set<Exchange> open = ConcurrentHashMap.newKeySet();
    private final Map<Outcome, LongAdder> ended = new EnumMap<>(Outcome.class);
    private final PerCaller perCaller = new PerCaller();
    private final Watch watch;
    private volatile boolean closed;

    /**
     * Exchanges with the fleet's backends, watched by {@code watch}, which the caller closes later.
     */
    public Exchanges(Fleet fleet, Supplier<Policy> policy, Settings settings, Watch watch) {
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
        Decision decision = policy.get().decide(Subject.of(caller), facts);
        if (!decision.allowed()) {
            LOG.info(
                    "Refused {} to {}: rule {}",
                    facts.operation().id(),
                    caller.name(),
                    decision.ruleId());
            sink.fail(Failure.refused(decision.reason()));
            return null;
        }
        if (closed) {
            return refuse(sink);
        }
        if (!perCaller.tryBegin(
                caller.name(), settings.get(Catalogue.LIMITS_EXCHANGES_PER_CALLER))) {
            sink.fail(Failures.tooMany());
            return null;
        }
        Backend backend = fleet.acquire();
        if (backend == null) {
            perCaller.end(caller.name());
            return refuse(sink);
        }
        return start(request, sink, backend, caller.name());
    }

    /** Sends a request up to this very backend, for Corral's own questions to it. */
    public Exchange startAt(Backend backend, UpstreamRequest request, Sink sink) {
        return closed || !fleet.acquire(backend)
                ? refuse(sink)
                : start(request, sink, backend, null);
    }

    private Exchange refuse(Sink sink) {
        sink.fail(closed ? Failures.stopping() : Failures.busy());
        return null;
    }

    private Exchange start(UpstreamRequest request, Sink sink, Backend backend, String caller) {
        Exchange exchange = new Exchange(this, backend, request, sink, caller);
        open.add(exchange);
        watch.add(exchange);
        sink.open(exchange);
        exchange.begin();
        return exchange;
    }

    void ended(Exchange exchange, Outcome outcome) {
        open.remove(exchange);
        watch.remove(exchange);
        if (exchange.caller() != null) {
            perCaller.end(exchange.caller());
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
