package dev.corral.status;

import dev.corral.fleet.book.Access;
import dev.corral.fleet.book.BackendSpec;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Finds out why an Ollama server cannot be used, step by step, from the machine that Corral runs
 * on. For administrators only: it connects to what it is told, within {@link AddressRules},
 * resolves a name once, follows no redirects, and shows nothing of what is no Ollama but its status
 * and the name that it gives itself. Thread-safe; few at a time.
 */
public final class Diagnosis implements AutoCloseable {

    private static final int AT_A_TIME = 4;

    /** Shorter than what proxies before Corral usually wait for an answer. */
    private static final Duration TRIAL = Duration.ofSeconds(50);

    private final BooleanSupplier offline;
    private final ContainerSigns container;
    private final Resolver resolver;
    private final int patienceMillis;
    private final KeyStore authorities;
    private final Supplier<Duration> idleTimeout;
    private final Duration trialPatience;
    private final VersionTable versions = VersionTable.read();
    private final ScheduledExecutorService scheduler =
            Executors.newScheduledThreadPool(1, Diagnosis::thread);

    /**
     * A name service that is silent holds a thread for as long as it likes: never the cutting one.
     */
    private final ExecutorService workers = Executors.newCachedThreadPool(Diagnosis::thread);

    private final Semaphore places = new Semaphore(AT_A_TIME);

    /** Asks the name service. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /**
     * A diagnosis from this machine.
     *
     * @param offline whether offline mode is on
     * @param idleTimeout the longest silence that Corral allows an Ollama
     */
    public Diagnosis(BooleanSupplier offline, Supplier<Duration> idleTimeout) {
        this(
                offline,
                ContainerSigns.find(),
                InetAddress::getAllByName,
                Duration.ofSeconds(5),
                null,
                idleTimeout,
                TRIAL);
    }

    Diagnosis(
            BooleanSupplier offline,
            ContainerSigns container,
            Resolver resolver,
            Duration patience,
            KeyStore authorities,
            Supplier<Duration> idleTimeout,
            Duration trialPatience) {
        this.offline = offline;
        this.idleTimeout = idleTimeout;
        this.trialPatience = trialPatience;
        this.container = container;
        this.resolver = resolver;
        this.authorities = authorities;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /**
     * Tries everything; takes half a minute at most, and with a model up to a minute more.
     *
     * @param text the URL as somebody typed it
     * @param model a model to ask for a few words, or null; it is loaded if it is not
     * @return empty when too many are under way
     */
    public Optional<Report> run(String text, String model) {
        return run(text, model, Access.PLAIN);
    }

    /**
     * Tries everything in the way that a backend with this access is reached.
     *
     * @param text the URL as somebody typed it
     * @param model a model to ask for a few words, or null
     * @return empty when too many are under way
     */
    public Optional<Report> run(String text, String model, Access access) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DiagnosisRun(this, text, model, access).run());
        } finally {
            places.release();
        }
    }

    /** For questions of Corral's own, which must not take the places of administrators' ones. */
    Report look(BackendSpec backend) {
        return new DiagnosisRun(this, backend.url().toString(), null, backend.access()).run();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "corral-diagnosis");
        thread.setDaemon(true);
        return thread;
    }

    boolean offline() {
        return offline.getAsBoolean();
    }

    /** Whether Corral runs in a container. */
    public ContainerSigns container() {
        return container;
    }

    Resolver resolver() {
        return resolver;
    }

    int patienceMillis() {
        return patienceMillis;
    }

    ScheduledExecutorService scheduler() {
        return scheduler;
    }

    ExecutorService workers() {
        return workers;
    }

    Duration idleTimeout() {
        return idleTimeout.get();
    }

    Duration trialPatience() {
        return trialPatience;
    }

    VersionTable versions() {
        return versions;
    }

    /** What came of a certificate is checked against the access's own authorities, if any. */
    SeenChain chain(Access access) {
        KeyStore own = access.identity() == null ? null : access.identity().authorities();
        return new SeenChain(own == null ? authorities : own);
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        workers.shutdownNow();
    }
}
