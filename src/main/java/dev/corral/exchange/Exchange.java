package dev.corral.exchange;

import dev.corral.fleet.Backend;
import dev.corral.policy.Allowance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request on its way through an upstream. It is open from {@link Exchanges#start} until {@link
 * #terminate}, which every way to end meets and which runs once: it gives back the connection
 * (closing it unless the answer was whole, since that is the only cancel that Ollama knows), the
 * body and the place in the registry.
 */
public final class Exchange implements Watch.Watched {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    private final Exchanges exchanges;
    private final Backend backend;
    private final UpstreamRequest request;
    private final Sink sink;
    private final Terms terms;
    private final Credit credit = new Credit();
    private final long begun = System.nanoTime();
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private volatile AsyncClientEndpoint connection;
    private volatile long heard = begun;
    private long bytes;

    /**
     * On what terms an exchange began.
     *
     * @param caller the name of who asked, or null for a question of Corral's own
     * @param changesModels whether the backend may have other models afterwards
     * @param allowance how far the answer may go
     */
    record Terms(String caller, boolean changesModels, Allowance allowance) {
        static final Terms OWN = new Terms(null, false, Allowance.UNLIMITED);
    }

    Exchange(
            Exchanges exchanges, Backend backend, UpstreamRequest request, Sink sink, Terms terms) {
        this.terms = terms;
        this.exchanges = exchanges;
        this.backend = backend;
        this.request = request;
        this.sink = sink;
    }

    /** The backend that was chosen. */
    public Backend backend() {
        return backend;
    }

    Terms terms() {
        return terms;
    }

    void open() {
        sink.open(this);
    }

    void begin() {
        backend.lease(
                new FutureCallback<>() {
                    @Override
                    public void completed(AsyncClientEndpoint leased) {
                        send(leased);
                    }

                    @Override
                    public void failed(Exception cause) {
                        fail(Failures.of(cause), cause);
                    }

                    @Override
                    public void cancelled() {
                        fail(Failures.stopping(), null);
                    }
                });
    }

    private void send(AsyncClientEndpoint leased) {
        connection = leased;
        // Either this thread sees the end, or terminate() sees the connection.
        if (outcome.get() != null) {
            leased.releaseAndReuse();
            return;
        }
        heard = System.nanoTime();
        try {
            leased.execute(
                    new UpstreamCall(this, backend, request, credit), null, backend.context());
        } catch (IllegalStateException released) {
            fail(Failures.stopping(), released);
        }
    }

    /**
     * Tells that bytes of the answer were passed on, so that the upstream may send as many more.
     * Any thread.
     *
     * @param n bytes, as they came in {@link Sink#data}
     */
    public void written(int n) throws IOException {
        credit.written(n);
    }

    /**
     * Ends this exchange; only the first call counts. Any thread. Closes the upstream connection at
     * once unless its answer was whole.
     *
     * @return whether this call ended it
     */
    public boolean terminate(Outcome how) {
        if (!outcome.compareAndSet(null, how)) {
            return false;
        }
        AsyncClientEndpoint leased = connection;
        if (leased != null) {
            leased.releaseAndDiscard();
        }
        if (request.body() != null) {
            request.body().discard();
        }
        backend.release();
        exchanges.ended(this, how);
        return true;
    }

    void heard() {
        heard = System.nanoTime();
    }

    boolean isSettled() {
        return settled.get();
    }

    void head(Head head) {
        if (!settled.get()) {
            backend.answered();
            sink.head(head);
        }
    }

    void data(ByteBuffer part) {
        if (settled.get()) {
            return;
        }
        bytes += part.remaining();
        Long most = terms.allowance().bytes();
        if (most != null && bytes > most) {
            fail(Failures.tooLarge(), null);
            return;
        }
        credit.received(part.remaining());
        sink.data(part);
    }

    void whole(boolean reusable) {
        if (settled.compareAndSet(false, true)) {
            if (reusable) {
                connection.releaseAndReuse();
            } else {
                connection.releaseAndDiscard();
            }
            if (request.body() != null) {
                request.body().discard();
            }
            sink.end();
        }
    }

    void fail(Failure failure, Throwable cause) {
        if (settled.compareAndSet(false, true)) {
            LOG.debug("upstream {} failed: {}", backend.name(), failure.kind(), cause);
            if (failure.kind().isBackends()) {
                backend.failed(failure.kind().name().toLowerCase(Locale.ROOT));
            }
            AsyncClientEndpoint leased = connection;
            if (leased != null) {
                leased.releaseAndDiscard();
            }
            if (request.body() != null) {
                request.body().discard();
            }
            sink.fail(failure);
        }
    }

    @Override
    public void tick(long now) {
        if (!settled.get()) {
            long totalNanos = exchanges.totalNanos();
            Duration longest = terms.allowance().duration();
            if (totalNanos > 0 && now - begun > totalNanos) {
                fail(Failures.tooLong(), null);
            } else if (longest != null && now - begun > longest.toNanos()) {
                fail(Failures.longerThanAllowed(), null);
            } else if (now - heard > exchanges.idleNanos() && !credit.withheld()) {
                fail(connection == null ? Failures.connectTimeout() : Failures.silent(), null);
            }
        }
        sink.tick(now);
    }
}
