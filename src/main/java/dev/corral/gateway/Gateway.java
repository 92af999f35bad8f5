package dev.corral.gateway;

import dev.corral.door.Errors;
import dev.corral.door.Face;
import dev.corral.door.RawPath;
import dev.corral.exchange.BytesBody;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.RequestBody;
import dev.corral.exchange.StreamedBody;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.gateway.server.ClientConnection;
import dev.corral.gateway.server.ClientConnections;
import dev.corral.identity.Caller;
import dev.corral.identity.Via;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyFacts;
import dev.corral.policy.BodyReader;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries requests that have a route to an exchange and the answers back. Thread-safe. */
public final class Gateway implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final Set<String> MERGED =
            Set.of("/api/tags", "/api/ps", "/api/version", "/v1/models");

    private final RouteTable routes;
    private final Exchanges exchanges;
    private final Fleet fleet;
    private final Settings settings;
    private final Watch watch;
    private final ClientConnections connections = new ClientConnections();

    /** A gateway to the fleet. */
    public Gateway(Exchanges exchanges, Fleet fleet, Settings settings, Watch watch) {
        this.exchanges = exchanges;
        this.fleet = fleet;
        this.settings = settings;
        this.watch = watch;
        this.routes = RouteTable.ofOllama(settings.get(Catalogue.ROUTES_EXTRA).orElse(null));
    }

    RouteTable routes() {
        return routes;
    }

    MergedReads mergedReads() {
        return new MergedReads(exchanges, fleet);
    }

    /** Whether the answer is made of several backends' answers. */
    boolean isMerged(Route route) {
        return fleet.backends().size() > 1 && MERGED.contains(route.template());
    }

    /** Passes a request on. Returns at once but for uploads, which keep the container's thread. */
    void pass(
            RouteMatch.Matched matched,
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse)
            throws IOException {
        Route route = matched.route();
        String refusal = route.refusalOfQuery(clientRequest.getQueryString());
        if (refusal == null && route.body() == BodyKind.NONE && hasBody(clientRequest)) {
            refusal = "This address takes no body.";
        }
        if (refusal != null) {
            Errors.send(clientRequest, clientResponse, 400, refusal);
            return;
        }
        AsyncContext async = clientRequest.startAsync(clientRequest, clientResponse);
        async.setTimeout(0);
        Passage passage = new Passage(matched, clientRequest, clientResponse, async);
        switch (route.body()) {
            case NONE -> passage.begin(null);
            case JSON, FORM -> passage.readThenBegin();
            case STREAM -> passage.upload();
        }
    }

    private static boolean hasBody(HttpServletRequest clientRequest) {
        return clientRequest.getContentLengthLong() > 0
                || clientRequest.getHeader("Transfer-Encoding") != null;
    }

    /** Ends the watching of connections. */
    @Override
    public void close() {
        connections.close();
    }

    /** One request on its way. */
    private final class Passage implements ClientBody.Receiver {

        private final RouteMatch.Matched matched;
        private final HttpServletRequest clientRequest;
        private final HttpServletResponse clientResponse;
        private final AsyncContext async;
        private final Face face;
        private BodyFacts facts = BodyFacts.NONE;

        Passage(
                RouteMatch.Matched matched,
                HttpServletRequest clientRequest,
                HttpServletResponse clientResponse,
                AsyncContext async) {
            this.matched = matched;
            this.clientRequest = clientRequest;
            this.clientResponse = clientResponse;
            this.async = async;
            this.face = Face.of(RawPath.of(clientRequest));
        }

        void readThenBegin() throws IOException {
            ClientBody.read(
                    clientRequest.getInputStream(),
                    clientRequest.getContentLengthLong(),
                    settings.get(Catalogue.LIMITS_JSON_BODY),
                    settings.get(Catalogue.GATEWAY_BODY_TIMEOUT).toNanos(),
                    watch,
                    this);
        }

        @Override
        public void whole(byte[] bytes, int length) {
            try {
                facts = facts(bytes, length);
            } catch (BadBody e) {
                refuse(400, e.getMessage());
                return;
            }
            begin(new BytesBody(bytes, length));
        }

        private BodyFacts facts(byte[] bytes, int length) throws BadBody {
            if (matched.route().body() != BodyKind.JSON) {
                return BodyFacts.NONE;
            }
            boolean browserLike =
                    Caller.of(clientRequest).map(caller -> caller.via() == Via.SESSION).orElse(true)
                            || clientRequest.getHeader("Origin") != null
                            || clientRequest.getHeader("Sec-Fetch-Site") != null;
            String refusal =
                    BodyReader.refusalOfLabel(
                            clientRequest.getContentType(),
                            clientRequest.getHeader("Content-Encoding"),
                            browserLike);
            if (refusal != null) {
                throw new BadBody(refusal);
            }
            return BodyReader.read(matched.route().shape(), bytes, 0, length);
        }

        void begin(RequestBody body) {
            ClientConnection connection = connections.of(clientRequest, clientResponse);
            ClientResponse response = response(connection);
            exchanges.start(upstreamRequest(body), response);
            connection.watch(response::clientGone);
            listen(response);
        }

        void upload() throws IOException {
            ClientConnection connection = connections.of(clientRequest, clientResponse);
            ClientResponse response = response(connection);
            StreamedBody body = new StreamedBody(clientRequest.getContentLengthLong());
            if (exchanges.start(upstreamRequest(body), response) != null) {
                try {
                    if (body.fill(clientRequest.getInputStream())) {
                        connection.watch(response::clientGone);
                    }
                } catch (IOException e) {
                    LOG.debug("an upload broke off", e);
                    response.clientGone();
                    return;
                }
            }
            listen(response);
        }

        private ClientResponse response(ClientConnection connection) {
            StreamFormat expected =
                    matched.route().streaming().streams(facts.stream())
                            ? StreamFormat.of(face)
                            : StreamFormat.OPAQUE;
            long beat = settings.get(Catalogue.OLLAMA_KEEP_ALIVE_INTERVAL).toNanos();
            return new ClientResponse(async, connection, face, expected, beat);
        }

        private void listen(ClientResponse response) {
            try {
                clientResponse.getOutputStream().setWriteListener(response);
            } catch (IOException | IllegalStateException e) {
                LOG.debug("the client left before it could be answered", e);
                response.clientGone();
            }
        }

        private UpstreamRequest upstreamRequest(RequestBody body) {
            String query = clientRequest.getQueryString();
            String target =
                    query == null ? matched.upstreamPath() : matched.upstreamPath() + "?" + query;
            return new UpstreamRequest(
                    clientRequest.getMethod(), target, ProxyHeaders.up(clientRequest), body);
        }

        @Override
        public void tooLarge() {
            refuse(
                    413,
                    "The request is larger than "
                            + settings.get(Catalogue.LIMITS_JSON_BODY)
                            + " bytes (corral.limits.json-body).");
        }

        @Override
        public void tooSlow() {
            refuse(408, "The rest of the request did not come in time. Send it again.");
        }

        @Override
        public void gone(Throwable cause) {
            LOG.debug("the client left while it sent its request", cause);
            complete();
        }

        private void refuse(int status, String message) {
            try {
                Errors.send(clientRequest, clientResponse, status, message);
            } catch (IOException e) {
                LOG.debug("the client left before it could be refused", e);
            }
            complete();
        }

        private void complete() {
            try {
                async.complete();
            } catch (IllegalStateException alreadyOver) {
                LOG.debug("the container had ended a request by itself", alreadyOver);
            }
        }
    }
}
