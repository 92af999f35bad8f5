package dev.corral.status;

import jakarta.servlet.ServletContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Collects how Corral is. Thread-safe; the database is asked at most once a second, however many
 * ask.
 */
public final class Status implements AutoCloseable {

    private static final String ATTRIBUTE = Status.class.getName();
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final String version;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Instant started;
    private final StoreState store;
    private final ExchangeStats exchanges;
    private final BackendStats backends;
    private final Drain drain;
    private final StatusBean bean;
    private long storeAskedAt;
    private boolean storeAnswers;

    /**
     * The state of an application that starts now.
     *
     * @param version see {@link Version}
     * @param contextPath names the JMX bean, as in {@code dev.corral:type=Status,context="/corral"}
     */
    public Status(
            String version,
            String contextPath,
            StoreState store,
            ExchangeStats exchanges,
            BackendStats backends) {
        this(version, contextPath, store, exchanges, backends, Clock.systemUTC(), System::nanoTime);
    }

    Status(
            String version,
            String contextPath,
            StoreState store,
            ExchangeStats exchanges,
            BackendStats backends,
            Clock clock,
            LongSupplier nanos) {
        this.version = version;
        this.clock = clock;
        this.nanos = nanos;
        this.started = clock.instant();
        this.store = store;
        this.exchanges = exchanges;
        this.backends = backends;
        this.drain = new Drain(clock);
        this.storeAskedAt = nanos.getAsLong() - FRESH_NANOS;
        this.bean = StatusBean.register(this, contextPath);
    }

    /** The status of this web application; null before its start and after its end. */
    public static Status of(ServletContext context) {
        return (Status) context.getAttribute(ATTRIBUTE);
    }

    /** Makes it known to the servlets of the application. */
    public void attachTo(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** Takes that back. */
    public void detachFrom(ServletContext context) {
        context.removeAttribute(ATTRIBUTE);
    }

    /**
     * Whether requests can be served: the database answers, and not every backend is known to be
     * down. A {@linkplain #drain() drain} changes nothing about that.
     */
    public boolean ready() {
        List<BackendStats.BackendState> all = backends.backends();
        return all.stream().anyMatch(backend -> backend.health() != BackendStats.Health.DOWN)
                && storeAnswers();
    }

    /** The switch that takes this server out of a load balancer. */
    public Drain drain() {
        return drain;
    }

    private synchronized boolean storeAnswers() {
        long now = nanos.getAsLong();
        if (now - storeAskedAt >= FRESH_NANOS) {
            storeAnswers = store.answers();
            storeAskedAt = nanos.getAsLong();
        }
        return storeAnswers;
    }

    /** The state now. */
    public Snapshot snapshot() {
        Map<String, Long> ended = new TreeMap<>(exchanges.ended());
        int open = exchanges.open();
        long total = open + ended.values().stream().mapToLong(Long::longValue).sum();
        return new Snapshot(
                version,
                started,
                Duration.between(started, clock.instant()).toSeconds(),
                store.description(),
                storeAnswers(),
                List.copyOf(backends.backends()),
                open,
                total,
                ended,
                exchanges.uploadBytes(),
                exchanges.queued(),
                drain.since(),
                backends.fleet());
    }

    /** Takes the JMX bean away. */
    @Override
    public void close() {
        bean.close();
    }
}
