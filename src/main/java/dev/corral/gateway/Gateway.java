package dev.corral.gateway;

import dev.corral.door.Errors;
import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.Looks;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.gateway.server.ClientConnections;
import dev.corral.identity.Caller;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.Policy;
import dev.corral.settings.Settings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;

/** Carries requests that have a route to an exchange and the answers back. Thread-safe. */
public final class Gateway implements AutoCloseable {

    /** Where {@link MergedServlet} is; also for keys in the path. */
    private static final String MERGED_SERVLET = "/ollama";

    private static final Set<String> MERGED =
            Set.of("/api/tags", "/api/ps", "/api/version", "/v1/models", "/v1/models/{model}");

    private static final int LOOP_DETECTED = 508;
    private static final String LOOP =
            "This request came from here: an Ollama Server URL leads back to Corral. Set it to the Ollama server itself.";

    private final RouteTable routes;
    private final Exchanges exchanges;
    private final Fleet fleet;
    private final Facts.Knowledge models;
    private final Supplier<Policy> policy;
    private final Settings settings;
    private final Watch watch;
    private final BodyMemory bodies;
    private final Looks looks;
    private final String instance;
    private final ClientConnections connections = new ClientConnections();
    private final ManyAtOnce everywhere;
    private final BlobHomes blobs = new BlobHomes();

    /**
     * A gateway to the fleet.
     *
     * @param routes what may go up
     * @param models what is known about the fleet's models
     * @param policy the policy in force, asked anew for each list that is cut down to what the
     *     caller may see
     * @param bodies room for the bodies of requests
     * @param looks asks the backends for what they answer together
     * @param instance names this Corral in its own questions
     */
    public Gateway(
            RouteTable routes,
            Exchanges exchanges,
            Fleet fleet,
            Facts.Knowledge models,
            Supplier<Policy> policy,
            Settings settings,
            Watch watch,
            BodyMemory bodies,
            Looks looks,
            String instance) {
        this.bodies = bodies;
        this.looks = looks;
        this.instance = instance;
        this.routes = routes;
        this.exchanges = exchanges;
        this.fleet = fleet;
        this.models = models;
        this.policy = policy;
        this.settings = settings;
        this.watch = watch;
        this.everywhere = new ManyAtOnce(watch, settings);
    }

    RouteTable routes() {
        return routes;
    }

    MergedReads mergedReads() {
        return new MergedReads(looks, fleet, models, policy, watch);
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Policy policy() {
        return policy.get();
    }

    Facts.Knowledge models() {
        return models;
    }

    Settings settings() {
        return settings;
    }

    BodyMemory bodies() {
        return bodies;
    }

    Watch watch() {
        return watch;
    }

    Fleet fleet() {
        return fleet;
    }

    BlobHomes blobs() {
        return blobs;
    }

    ManyAtOnce everywhere() {
        return everywhere;
    }

    /** The connections of clients, for others who write to them without blocking. */
    public ClientConnections connections() {
        return connections;
    }

    /** Passes a request on. Returns at once but for uploads, which keep the container's thread. */
    void pass(
            RouteMatch.Matched matched,
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse)
            throws IOException, ServletException {
        Route route = matched.route();
        if (instance.equals(clientRequest.getHeader(Looks.HOP))) {
            clientResponse.setHeader(Looks.LOOP, "1");
            Errors.send(clientRequest, clientResponse, LOOP_DETECTED, LOOP);
            return;
        }
        String refusal =
                RequestFacts.objection(
                        route, clientRequest.getQueryString(), hasBody(clientRequest));
        if (refusal == null) {
            refusal = ClientWishes.objection(clientRequest);
        }
        Target target = Target.of(clientRequest.getHeader(Target.HEADER), route.operation(), fleet);
        if (refusal == null) {
            refusal = target.objection();
        }
        if (refusal != null) {
            Errors.send(clientRequest, clientResponse, 400, refusal);
        } else if (fleet.backends().size() > 1 && MERGED.contains(route.template())) {
            merge(matched, clientRequest, clientResponse);
        } else {
            AsyncContext async = clientRequest.startAsync(clientRequest, clientResponse);
            async.setTimeout(0);
            new Passage(this, matched, target, async).begin();
        }
    }

    private static boolean hasBody(HttpServletRequest clientRequest) {
        return clientRequest.getContentLengthLong() > 0
                || clientRequest.getHeader("Transfer-Encoding") != null;
    }

    private void merge(
            RouteMatch.Matched matched,
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse)
            throws IOException, ServletException {
        Caller caller = Caller.of(clientRequest).orElseThrow();
        Decision decision = exchanges.decide(caller, RequestFacts.withoutBody(matched, 0));
        if (decision.allowed()) {
            clientRequest
                    .getRequestDispatcher(MERGED_SERVLET + matched.upstreamPath())
                    .forward(clientRequest, clientResponse);
        } else {
            Errors.send(clientRequest, clientResponse, 403, decision.reason());
        }
    }

    /** Ends the watching of connections. */
    @Override
    public void close() {
        everywhere.close();
        connections.close();
    }
}
