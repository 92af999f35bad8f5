package dev.corral.rest;

import dev.corral.identity.Role;
import dev.corral.status.BackendStats.BackendState;
import dev.corral.status.FleetView;
import dev.corral.status.Snapshot;
import dev.corral.status.Status;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** {@code /api/v1/status}: how Corral is. */
@Path("v1/status")
@Produces(MediaType.APPLICATION_JSON)
public final class StatusResource {

    private final Status status;
    private final UnaryOperator<String> versions;

    /**
     * The resource.
     *
     * @param versions the version of the Ollama at a URL, or null while it is not known
     */
    public StatusResource(Status status, UnaryOperator<String> versions) {
        this.status = status;
        this.versions = versions;
    }

    /** The answer. */
    public record Answer(
            String version,
            Instant startedAt,
            long uptimeSeconds,
            Datasource datasource,
            List<Backend> backends,
            Exchanges exchanges,
            Queue queue,
            FleetView fleet) {}

    /** The database. */
    public record Datasource(String kind, boolean answers) {}

    /** An Ollama server. */
    public record Backend(
            String url,
            String health,
            int running,
            int connections,
            String lastFailure,
            String version) {}

    /** Requests to models. */
    public record Exchanges(int open, long total, Map<String, Long> ended) {}

    /** Requests that wait. */
    public record Queue(int length) {}

    @GET
    @Allowed(Role.ADMIN)
    public Answer status() {
        Snapshot now = status.snapshot();
        return new Answer(
                now.version(),
                now.startedAt(),
                now.uptimeSeconds(),
                new Datasource(now.database(), now.databaseAnswers()),
                now.backends().stream().map(this::backend).toList(),
                new Exchanges(now.open(), now.total(), now.ended()),
                new Queue(now.queued()),
                now.fleet());
    }

    private Backend backend(BackendState state) {
        String health = state.health().name().toLowerCase(Locale.ROOT);
        return new Backend(
                state.url(),
                health,
                state.running(),
                state.connections(),
                state.lastFailure(),
                versions.apply(state.url()));
    }
}
