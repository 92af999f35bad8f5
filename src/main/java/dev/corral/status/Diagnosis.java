package dev.corral.status;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Finds out why an Ollama server cannot be used, step by step, from the machine that Corral runs
 * on. For administrators only: it connects to what it is told, within {@link AddressRules},
 * resolves a name once, follows no redirects, and shows nothing of what is no Ollama but its status
 * and the name that it gives itself. Thread-safe; few at a time.
 */
public final class Diagnosis implements AutoCloseable {

    private static final int AT_A_TIME = 4;

    private final BooleanSupplier offline;
    private final ContainerSigns container;
    private final Resolver resolver;
    private final int patienceMillis;
    private final KeyStore authorities;
    private final ScheduledExecutorService scheduler =
            Executors.newScheduledThreadPool(
                    2,
                    work -> {
                        Thread thread = new Thread(work, "corral-diagnosis");
                        thread.setDaemon(true);
                        return thread;
                    });
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
     */
    public Diagnosis(BooleanSupplier offline) {
        this(
                offline,
                ContainerSigns.find(),
                InetAddress::getAllByName,
                Duration.ofSeconds(5),
                null);
    }

    Diagnosis(
            BooleanSupplier offline,
            ContainerSigns container,
            Resolver resolver,
            Duration patience,
            KeyStore authorities) {
        this.offline = offline;
        this.container = container;
        this.resolver = resolver;
        this.authorities = authorities;
        this.patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /**
     * Tries everything; takes half a minute at most.
     *
     * @param text the URL as somebody typed it
     * @return empty when too many are under way
     */
    public Optional<Report> run(String text) {
        if (!places.tryAcquire()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DiagnosisRun(this, text).run());
        } finally {
            places.release();
        }
    }

    boolean offline() {
        return offline.getAsBoolean();
    }

    ContainerSigns container() {
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

    KeyStore authorities() {
        return authorities;
    }

    Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
