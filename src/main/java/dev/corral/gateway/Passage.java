package dev.corral.gateway;

import dev.corral.door.Errors;
import dev.corral.door.Face;
import dev.corral.door.RawPath;
import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.BytesBody;
import dev.corral.exchange.Failure;
import dev.corral.exchange.RequestBody;
import dev.corral.exchange.Sink;
import dev.corral.exchange.StreamedBody;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.exchange.Wishes;
import dev.corral.fleet.Backend;
import dev.corral.gateway.server.ClientConnection;
import dev.corral.identity.Caller;
import dev.corral.identity.Via;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyFacts;
import dev.corral.policy.Decision;
import dev.corral.policy.Facts;
import dev.corral.policy.Operation;
import dev.corral.policy.Subject;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request on its way from the filter to its exchange: its body is taken as its route says. */
final class Passage implements ClientBody.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(Passage.class);

    /** Where the model is not, there is nothing to be done. */
    private static final Set<Operation> MAY_LACK = EnumSet.of(Operation.DELETE, Operation.COPY);

    private static final Set<Operation> BLOBS =
            EnumSet.of(Operation.BLOB_READ, Operation.BLOB_WRITE);

    private final Gateway gateway;
    private final RouteMatch.Matched matched;
    private final Route route;
    private final Target target;
    private final AsyncContext async;
    private final HttpServletRequest clientRequest;
    private final HttpServletResponse clientResponse;
    private final Caller caller;
    private final Face face;
    private final ClientConnection connection;
    private final BodyMemory.Held memory;

    Passage(Gateway gateway, RouteMatch.Matched matched, Target target, AsyncContext async) {
        this.target = target;
        this.gateway = gateway;
        this.matched = matched;
        this.route = matched.route();
        this.async = async;
        this.clientRequest = (HttpServletRequest) async.getRequest();
        this.clientResponse = (HttpServletResponse) async.getResponse();
        this.caller = Caller.of(clientRequest).orElseThrow();
        this.face = Face.of(RawPath.of(clientRequest));
        this.memory = gateway.bodies().of(caller.name());
        this.connection = gateway.connections().of(clientRequest, clientResponse);
    }

    void begin() throws IOException {
        try {
            take();
        } catch (IOException e) {
            memory.close();
            throw e;
        }
    }

    private void take() throws IOException {
        switch (route.body()) {
            case NONE -> sendOrSpread(factsWithoutBody(), null);
            case STREAM -> {
                if (target.all()) {
                    uploadEverywhere();
                } else {
                    upload();
                }
            }
            case JSON, FORM -> {
                Settings settings = gateway.settings();
                // A little more, so that it is Corral that refuses, in words.
                connection.allowBody(settings.get(Catalogue.LIMITS_JSON_BODY) + 64 * 1024);
                ClientBody.read(
                        clientRequest.getInputStream(),
                        clientRequest.getContentLengthLong(),
                        settings.get(Catalogue.LIMITS_JSON_BODY),
                        settings.get(Catalogue.GATEWAY_BODY_TIMEOUT).toNanos(),
                        gateway.watch(),
                        memory,
                        this);
            }
        }
    }

    private Facts factsWithoutBody() {
        return RequestFacts.withoutBody(matched, clientRequest.getContentLengthLong());
    }

    @Override
    public void whole(byte[] bytes, int length) {
        Facts facts;
        try {
            facts = RequestFacts.withBody(route, label(), bytes, length);
        } catch (BadBody e) {
            refuse(400, e.getMessage());
            return;
        }
        sendOrSpread(facts, new BytesBody(bytes, length, memory::close));
    }

    /**
     * To one backend, or to all.
     *
     * @param body may be null
     */
    private void sendOrSpread(Facts facts, BytesBody body) {
        if (!target.all()) {
            send(facts, body);
            return;
        }
        Decision decision = gateway.exchanges().decide(caller, facts);
        if (decision.allowed()) {
            sendEverywhere(facts, body);
        } else {
            refuse(403, decision.reason());
        }
    }

    private RequestFacts.Label label() {
        return new RequestFacts.Label(
                clientRequest.getContentType(),
                clientRequest.getHeader("Content-Encoding"),
                caller.via() == Via.SESSION
                        || clientRequest.getHeader("Origin") != null
                        || clientRequest.getHeader("Sec-Fetch-Site") != null);
    }

    private void send(Facts facts, BytesBody upstreamBody) {
        ClientResponse response = response(facts.body());
        gateway.exchanges()
                .start(
                        caller,
                        facts,
                        upstreamRequest(upstreamBody),
                        sink(response),
                        wishes(only(facts, upstreamBody)));
        connection.watch(response::clientGone, route.body() == BodyKind.JSON);
        listen(response);
    }

    /** Who names no backend gets the one where what is brought belongs. */
    private String only(Facts facts, BytesBody body) {
        return target.only() == null || clientRequest.getHeader(Target.HEADER) != null
                ? target.only()
                : Destination.of(
                        gateway, caller, facts, body == null ? matched.parameter() : body.text());
    }

    private Wishes wishes(String only) {
        return ClientWishes.of(clientRequest, caller, gateway.settings(), only);
    }

    /** Sends it to every backend, under the same rules as to a single one. */
    private void sendEverywhere(Facts facts, BytesBody body) {
        // What goes to all is small, and each has it for itself.
        memory.close();
        Everywhere all = new Everywhere(MAY_LACK.contains(facts.operation()));
        Map<String, Sink> parts = parts(all);
        UpstreamRequest first = upstreamRequest(body);
        Runnable begin =
                () ->
                        parts.forEach(
                                (name, sink) ->
                                        gateway.exchanges()
                                                .start(
                                                        caller,
                                                        facts,
                                                        new UpstreamRequest(
                                                                first.method(),
                                                                first.target(),
                                                                first.headers(),
                                                                body == null ? null : body.again()),
                                                        sink,
                                                        wishes(name)));
        boolean streams = route.streaming().streams(facts.body().stream());
        gateway.everywhere().run(async, connection, all, begin, streams);
    }

    private Map<String, Sink> parts(Everywhere all) {
        Map<String, Sink> parts = new LinkedHashMap<>();
        for (Backend backend : gateway.fleet().backends()) {
            if (!backend.spec().draining()) {
                String name = backend.spec().name();
                parts.put(name, blob(all.part(name)));
            }
        }
        return parts;
    }

    /** Lets it be learnt where files are. */
    private Sink blob(Sink sink) {
        return BLOBS.contains(route.operation())
                ? new BlobSink(sink, gateway.blobs(), BlobHomes.digests(matched.parameter()))
                : sink;
    }

    /** One upload for every backend, under the same rules as for a single one. */
    private void uploadEverywhere() throws IOException {
        Facts facts = factsWithoutBody();
        Decision decision = gateway.exchanges().decide(caller, facts);
        if (!decision.allowed()) {
            closeAfterwards();
            refuse(403, decision.reason());
            return;
        }
        connection.allowBody(-1);
        Everywhere all = new Everywhere(false);
        List<StreamedBody> copies = new ArrayList<>();
        parts(all)
                .forEach(
                        (name, sink) -> {
                            StreamedBody copy =
                                    new StreamedBody(
                                            clientRequest.getContentLengthLong(),
                                            gateway.exchanges().uploads().of(caller.name()));
                            if (gateway.exchanges()
                                            .start(
                                                    caller,
                                                    facts,
                                                    upstreamRequest(copy),
                                                    sink,
                                                    wishes(name))
                                    != null) {
                                copies.add(copy);
                            }
                        });
        if (!copies.isEmpty() && !readInto(copies, all)) {
            return;
        }
        gateway.everywhere().run(async, connection, all, () -> {}, false);
    }

    /** Whether the answer is what came of it. */
    private boolean readInto(List<StreamedBody> copies, Everywhere all) {
        long patience = gateway.settings().get(Catalogue.GATEWAY_BODY_TIMEOUT).toNanos();
        try {
            ServletInputStream in = clientRequest.getInputStream();
            switch (new Upload(in, connection, new Copies(copies)::fill, patience).read()) {
                case WHOLE -> {}
                case UNWANTED -> endBodyAfter(patience);
                case SILENT -> {
                    all.abandon();
                    connection.endBody();
                    tooSlow();
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            LOG.debug("an upload broke off", e);
            all.abandon();
            complete();
            return false;
        }
    }

    private void upload() throws IOException {
        ClientResponse response = response(BodyFacts.NONE);
        connection.allowBody(-1);
        StreamedBody body =
                new StreamedBody(
                        clientRequest.getContentLengthLong(),
                        gateway.exchanges().uploads().of(caller.name()));
        if (gateway.exchanges()
                        .start(
                                caller,
                                factsWithoutBody(),
                                upstreamRequest(body),
                                blob(response),
                                wishes(only(factsWithoutBody(), null)))
                != null) {
            try {
                ServletInputStream in = clientRequest.getInputStream();
                long patience = gateway.settings().get(Catalogue.GATEWAY_BODY_TIMEOUT).toNanos();
                switch (new Upload(in, connection, body::fill, patience).read()) {
                    case WHOLE -> connection.watch(response::clientGone, true);
                    case UNWANTED -> endBodyAfter(patience);
                    case SILENT -> {
                        closeAfterwards();
                        connection.endBody();
                        response.fail(Failure.slowClient());
                    }
                }
            } catch (IOException e) {
                LOG.debug("an upload broke off", e);
                response.neverAnswered();
                return;
            }
        }
        listen(response);
    }

    /** The rest of a body that nobody wants is drained by the server, but not for ever. */
    private void endBodyAfter(long nanos) {
        closeAfterwards();
        long begun = System.nanoTime();
        gateway.watch()
                .addUntil(
                        now -> {
                            if (now - begun < nanos) {
                                return false;
                            }
                            connection.endBody();
                            return true;
                        });
    }

    /** What the client still sends must not be taken for its next request. */
    private void closeAfterwards() {
        if (clientRequest.getProtocol().startsWith("HTTP/1")) {
            clientResponse.setHeader("Connection", "close");
        }
    }

    private ClientResponse response(BodyFacts body) {
        boolean streams = route.streaming().streams(body.stream());
        Settings settings = gateway.settings();
        ClientWishes.Beats beats = ClientWishes.beats(clientRequest, caller, settings);
        StreamFormat expected = StreamFormat.OPAQUE;
        if (streams) {
            expected = StreamFormat.of(face);
        } else if (beats.whole() && route.body() == BodyKind.JSON) {
            expected = StreamFormat.JSON;
        }
        return new ClientResponse(
                async,
                connection,
                face,
                expected,
                beats.interval().toNanos(),
                settings.get(Catalogue.LIMITS_SLOW_READER).toNanos(),
                settings.get(Catalogue.FLEET_TELL_BACKEND));
    }

    private Sink sink(ClientResponse response) {
        if (BLOBS.contains(route.operation())) {
            return blob(response);
        }
        ModelList list = ModelList.at(route.template());
        if (list != null && clientRequest.getMethod().equals("HEAD")) {
            return new HeadOfList(response);
        }
        return list == null
                ? response
                : new ListSink(
                        response, list, gateway.policy(), Subject.of(caller), gateway.models());
    }

    private void listen(ClientResponse response) {
        try {
            clientResponse.getOutputStream().setWriteListener(response);
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the client left before it could be answered", e);
            response.neverAnswered();
        }
    }

    private UpstreamRequest upstreamRequest(RequestBody body) {
        String query = clientRequest.getQueryString();
        String path = matched.upstreamPath();
        return new UpstreamRequest(
                clientRequest.getMethod(),
                query == null ? path : path + "?" + query,
                ProxyHeaders.up(clientRequest),
                body);
    }

    @Override
    public void tooLarge() {
        closeAfterwards();
        refuse(413, RequestFacts.tooLarge(gateway.settings().get(Catalogue.LIMITS_JSON_BODY)));
    }

    @Override
    public void noRoom() {
        closeAfterwards();
        memory.close();
        try {
            Errors.send(
                    clientRequest, clientResponse, 503, BodyMemory.FULL, BodyMemory.RETRY_SECONDS);
        } catch (IOException e) {
            LOG.debug("the client left before it could be refused", e);
        }
        complete();
    }

    @Override
    public void tooSlow() {
        closeAfterwards();
        Failure slow = Failure.slowClient();
        refuse(slow.status(), slow.message());
    }

    @Override
    public void gone(Throwable cause) {
        LOG.debug("the client left while it sent its request", cause);
        memory.close();
        complete();
    }

    private void refuse(int status, String message) {
        memory.close();
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
