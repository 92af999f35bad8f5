package dev.corral.status;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** What runs here: Corral and all below and behind it. Thread-safe. */
public final class About {

    private final Status status;
    private final String server;
    private final ContainerSigns container;
    private final Supplier<List<BackendVersions.Known>> backends;

    /**
     * @param server name and version of the application server
     */
    public About(
            Status status,
            String server,
            ContainerSigns container,
            Supplier<List<BackendVersions.Known>> backends) {
        this.status = status;
        this.server = server;
        this.container = container;
        this.backends = backends;
    }

    /**
     * The versions now.
     *
     * @param version of Corral
     * @param memory in bytes
     */
    public record Versions(
            String version,
            Instant startedAt,
            String java,
            String os,
            String server,
            String database,
            int processors,
            long memory,
            ContainerSigns container,
            List<BackendVersions.Known> backends) {}

    /** Asks nobody and waits for nothing but the database, a second at most. */
    public Versions now() {
        Snapshot snapshot = status.snapshot();
        Runtime runtime = Runtime.getRuntime();
        return new Versions(
                snapshot.version(),
                snapshot.startedAt(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch"),
                server,
                snapshot.database(),
                runtime.availableProcessors(),
                runtime.maxMemory(),
                container,
                backends.get());
    }
}
