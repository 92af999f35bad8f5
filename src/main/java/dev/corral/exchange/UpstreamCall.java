package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.fleet.choice.Place;
import dev.corral.fleet.choice.Result;
import dev.corral.fleet.wire.PlainResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One try of an {@link Exchange} at one backend, whose place it holds from the beginning until
 * {@link #over}, which runs once. The client library calls on the connection's reactor thread;
 * {@code over} may come from any thread.
 */
final class UpstreamCall
        implements AsyncClientExchangeHandler, FutureCallback<AsyncClientEndpoint> {

    /** How far a try is. It only goes forward. */
    enum Stage {
        /** Nothing of an answer was passed on. */
        ASKED,
        /** An answer is held back until it is known whether it will be passed on. */
        HELD,
        /** The answer is passed on. */
        PASSING,
        /** Nothing counts any more. */
        OVER
    }

    private final Exchange exchange;
    private final Backend backend;
    private final Place place;
    private final UpstreamRequest request;
    private final RequestBody body;
    private final AnswerTail tail;
    private final Credit credit = new Credit();
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.ASKED);
    private volatile AsyncClientEndpoint connection;
    private volatile long heard = System.nanoTime();
    private volatile boolean sent;
    private volatile boolean reused;
    private HeldAnswer held;

    /**
     * A try.
     *
     * @param place in the dispatcher, which is told how the try ends; null if it was not asked
     */
    UpstreamCall(Exchange exchange, Backend backend, Place place, UpstreamRequest request) {
        this.place = place;
        boolean steered = place != null && place.ask().model() != null;
        this.tail = steered || exchange.terms().measured() ? new AnswerTail() : null;
        this.exchange = exchange;
        this.backend = backend;
        this.request = request;
        this.body = request.body();
    }

    Backend backend() {
        return backend;
    }

    /** Whether the backend may have seen any of the request. */
    boolean isSent() {
        return sent;
    }

    /**
     * Whether the connection had served a request before, so that it may have been dead already.
     */
    boolean isReused() {
        return reused;
    }

    boolean isConnected() {
        return connection != null;
    }

    boolean isAnswering() {
        return stage.get() == Stage.PASSING;
    }

    /** Since when the backend is silent by its own fault; {@code now} if it is not. */
    long silentSince(long now) {
        return credit.withheld() ? now : heard;
    }

    void begin() {
        try {
            backend.lease(this);
        } catch (IllegalStateException closed) {
            exchange.broke(this, Failures.stopping(), closed);
        }
    }

    @Override
    public void completed(AsyncClientEndpoint leased) {
        connection = leased;
        // Either this thread sees the end, or over() sees the connection.
        if (stage.get() == Stage.OVER) {
            leased.releaseAndReuse();
            return;
        }
        heard = System.nanoTime();
        try {
            leased.execute(this, null, backend.context());
        } catch (IllegalStateException released) {
            exchange.broke(this, Failures.stopping(), released);
        }
    }

    @Override
    public void cancelled() {
        exchange.broke(this, Failures.stopping(), null);
    }

    /** Whether its model had to be loaded. */
    boolean isCold() {
        return place != null && place.isCold();
    }

    /** Why it is at this backend, in one sentence, or null. */
    String reason() {
        return place == null ? null : place.reason();
    }

    boolean isOver() {
        return stage.get() == Stage.OVER;
    }

    /**
     * Ends this try before its answer was whole, and gives back its connection and its place; only
     * the first end counts. Any thread.
     *
     * @return how far it was
     */
    Stage over(Result result) {
        Stage before = stage.getAndSet(Stage.OVER);
        if (before != Stage.OVER) {
            release(false, result);
        }
        return before;
    }

    /** Ends this try with a whole answer, so that the connection may serve on. */
    Stage whole(Result result) {
        Stage before = stage.getAndSet(Stage.OVER);
        if (before != Stage.OVER) {
            release(body == null || body.sent(), result);
        }
        return before;
    }

    /** Ends this try if nothing of an answer has been passed on; returns whether it did. */
    boolean withdraw(Result result) {
        if (stage.compareAndSet(Stage.ASKED, Stage.OVER)
                || stage.compareAndSet(Stage.HELD, Stage.OVER)) {
            release(false, result);
            return true;
        }
        return false;
    }

    private void release(boolean reusable, Result result) {
        AsyncClientEndpoint leased = connection;
        if (leased != null) {
            if (reusable) {
                leased.releaseAndReuse();
            } else {
                leased.releaseAndDiscard();
            }
        }
        backend.release();
        if (place != null) {
            exchange.ended(place, result);
        }
    }

    void written(int n) throws IOException {
        credit.written(n);
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context)
            throws HttpException, IOException {
        HttpRequest upstreamRequest =
                backend.request(request.method(), request.target(), request.headers());
        EndpointDetails endpoint = HttpCoreContext.cast(context).getEndpointDetails();
        reused = endpoint != null && endpoint.getRequestCount() > 0;
        sent = true;
        // Either this thread sees the end, or whoever ends sees that it was sent.
        if (stage.get() == Stage.OVER) {
            throw new ConnectionClosedException();
        }
        channel.sendRequest(
                upstreamRequest, body == null ? null : new BodyDetails(body.length()), context);
    }

    @Override
    public int available() {
        return body == null ? 0 : body.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        heard = System.nanoTime();
        // The next try may need the bytes.
        if (stage.get() == Stage.OVER) {
            throw new ConnectionClosedException();
        }
        body.produce(channel);
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        heard = System.nanoTime();
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context)
            throws HttpException {
        heard = System.nanoTime();
        if (response.getCode() > 599) {
            throw new HttpException("status out of range");
        }
        if (response instanceof PlainResponse plain) {
            plain.deliverTo(this::consume);
        }
        long length = entity == null ? -1 : entity.getContentLength();
        Head head = new Head(response.getCode(), response.getHeaders(), length, entity != null);
        if (exchange.mayMoveOn(this, head)) {
            held = new HeldAnswer(head);
            stage.compareAndSet(Stage.ASKED, Stage.HELD);
        } else if (stage.compareAndSet(Stage.ASKED, Stage.PASSING)) {
            exchange.head(this, head);
        }
        if (entity == null) {
            ended();
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        credit.exhausted(channel);
    }

    @Override
    public void consume(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            // What it would be has been delivered past the library.
            return;
        }
        heard = System.nanoTime();
        credit.received(bytes.remaining());
        if (held == null || !held.add(bytes)) {
            passHeld();
            pass(bytes);
        }
        bytes.position(bytes.limit());
    }

    private void pass(ByteBuffer bytes) {
        if (stage.get() == Stage.PASSING && bytes.hasRemaining()) {
            if (tail != null) {
                if (tail.add(bytes) && place != null) {
                    exchange.firstByte(place);
                }
            }
            exchange.data(this, bytes);
        }
    }

    /** What was held goes to the client after all. */
    private void passHeld() {
        HeldAnswer answer = held;
        held = null;
        if (answer != null && stage.compareAndSet(Stage.HELD, Stage.PASSING)) {
            exchange.head(this, answer.head());
            pass(answer.bytes());
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        ended();
    }

    private void ended() {
        HeldAnswer answer = held;
        if (answer != null && exchange.movesOn(this, answer)) {
            return;
        }
        passHeld();
        exchange.whole(this, tail == null ? Result.DONE : tail.result());
    }

    @Override
    public void failed(Exception cause) {
        exchange.broke(this, Failures.of(cause), cause);
    }

    @Override
    public void cancel() {
        failed(new ConnectionClosedException());
    }

    @Override
    public void releaseResources() {
        if (stage.get() != Stage.OVER) {
            failed(new ConnectionClosedException());
        }
    }

    private record BodyDetails(long length) implements EntityDetails {
        @Override
        public long getContentLength() {
            return length;
        }

        @Override
        public String getContentType() {
            return null;
        }

        @Override
        public String getContentEncoding() {
            return null;
        }

        @Override
        public boolean isChunked() {
            return length < 0;
        }

        @Override
        public Set<String> getTrailerNames() {
            return Set.of();
        }
    }
}
