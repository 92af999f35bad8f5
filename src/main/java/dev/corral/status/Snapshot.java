package dev.corral.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The state at one moment.
 *
 * @param uptimeSeconds since the start of the application
 * @param total exchanges begun since the start
 * @param uploadBytes bytes of blobs since the start, by the caller's name
 * @param draining since when the server is to be taken out, or null
 * @param fleet the backends and the requests to them
 */
public record Snapshot(
        String version,
        Instant startedAt,
        long uptimeSeconds,
        String database,
        boolean databaseAnswers,
        List<BackendStats.BackendState> backends,
        int open,
        long total,
        Map<String, Long> ended,
        Map<String, Long> uploadBytes,
        int queued,
        Drain.Since draining,
        FleetView fleet) {}
