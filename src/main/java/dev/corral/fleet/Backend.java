package dev.corral.fleet;

import dev.corral.fleet.book.BackendSpec;
import dev.corral.settings.BaseUrl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;

/**
 * One Ollama server with its own client and bounded pool. A place is taken by {@link Fleet#acquire}
 * and given back by {@link #release}; thread-safe. A backend that left the fleet closes its client
 * when its last place was given back.
 */
public final class Backend {

    /** What a backend may send of an answer beyond what was passed on, in bytes. */
    public static final int WINDOW = 32 * 1024;

    /** Connections that are on their way back to the pool while their places were taken again. */
    private static final int SPARE = 64;

    /** In short, whether it can be used. */
    public enum Health {
        /** It answers. */
        UP,
        /** It does not. */
        DOWN,
        /** It was not asked yet. */
        UNKNOWN
    }

    /** Who is told of what changed; called with no lock held, on any thread. */
    interface Listener {
        /** Its state is another one. */
        void health(Backend backend);

        /** It told the models on its disk. */
        void disk(Backend backend);

        /**
         * It told the models in its memory.
         *
         * @param asked when it was asked
         */
        void memory(Backend backend, long asked);
    }

    private final int maxConnections;
    private final HttpHost target;
    private final UpstreamClient client;
    private final List<Header> ownHeaders;
    private volatile BackendSpec spec;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Vitals vitals = new Vitals(System.nanoTime());
    private final Listener listener;
    private volatile Contents contents = Contents.UNKNOWN;

    Backend(BackendSpec spec, int maxConnections, Duration connectTimeout, Listener listener) {
        BaseUrl url = spec.url();
        this.spec = spec;
        this.listener = listener;
        this.maxConnections = maxConnections;
        this.target = new HttpHost(url.scheme(), url.host(), url.port());
        this.ownHeaders =
                spec.access().headers().stream()
                        .map(own -> (Header) new BasicHeader(own.name(), own.value(), true))
                        .toList();
        this.client =
                new UpstreamClient(target, spec.access(), maxConnections + SPARE, connectTimeout);
    }

    /** The base URL, which names the backend in numbers and logs. */
    public String name() {
        return spec.url().toString();
    }

    /** What is said of it now; URL and access never change. */
    public BackendSpec spec() {
        return spec;
    }

    /** Takes up what is said of it now, if that can be done without another client. */
    boolean take(BackendSpec next) {
        if (!next.url().equals(spec.url()) || !next.access().equals(spec.access())) {
            return false;
        }
        spec = next;
        return true;
    }

    /**
     * A request as it goes on the wire: with the backend's own header fields in place of those of
     * the same name, and with the whole URL where a proxy without a tunnel has to know it.
     *
     * @param pathAndQuery begins with {@code /}
     */
    public HttpRequest request(String method, String pathAndQuery, List<Header> headers) {
        BasicHttpRequest upstreamRequest = new BasicHttpRequest(method, target, pathAndQuery);
        if (spec.access().proxy() != null && !spec.url().secure()) {
            upstreamRequest.setAbsoluteRequestUri(true);
        }
        for (Header header : headers) {
            upstreamRequest.addHeader(header);
        }
        for (Header own : ownHeaders) {
            upstreamRequest.setHeader(own);
        }
        return upstreamRequest;
    }

    /** Scheme, host and port, as the request line and the Host header need them. */
    public HttpHost target() {
        return target;
    }

    /** A context for one upstream request. */
    public HttpClientContext context() {
        return client.context();
    }

    /** How many exchanges have a place here now. */
    public int running() {
        return running.get();
    }

    /** How many connections exist now, in use or idle. */
    public int connections() {
        return client.connections();
    }

    /** What failed last since the last success, as in {@link Vitals.View#reason}, or null. */
    public String lastFailure() {
        return vitals.view().reason();
    }

    int maxConnections() {
        return maxConnections;
    }

    boolean tryAcquire() {
        if (running.incrementAndGet() > maxConnections || retired.get()) {
            release();
            return false;
        }
        return true;
    }

    /** Gives a place back; once for each that was taken. */
    public void release() {
        if (running.decrementAndGet() == 0 && retired.get()) {
            close();
        }
    }

    /**
     * Leases a connection, opening one if needed; the callback comes on any thread, maybe at once.
     */
    public void lease(FutureCallback<AsyncClientEndpoint> callback) {
        client.lease(callback);
    }

    /** The next lease opens a connection: one that was idle was found dead, and its like may be. */
    public void dropIdle() {
        client.dropIdle();
    }

    /** How far it can be trusted. */
    public Vitals.View vitals() {
        return vitals.view();
    }

    /** How many nanoseconds ago it answered last; {@link Long#MAX_VALUE} if it never did. */
    public long answeredAgo() {
        return vitals.answeredAgo(System.nanoTime());
    }

    /** Nobody was there, or a look broke. */
    public void failed(Vitals.Proof proof, String reason) {
        tellIf(vitals.failed(proof, reason, System.nanoTime()));
    }

    /** A request or a look was answered here. */
    public void answered() {
        tellIf(vitals.answered(System.nanoTime()));
    }

    /**
     * A look was not answered in time.
     *
     * @param began when it was sent, {@link System#nanoTime()}
     */
    public void missed(long began) {
        tellIf(vitals.missed(began, System.nanoTime()));
    }

    private void tellIf(boolean changed) {
        if (changed) {
            listener.health(this);
        }
    }

    /** Whether it answers. */
    public Health health() {
        return switch (vitals.view().state()) {
            case UNKNOWN -> Health.UNKNOWN;
            case HEALTHY, SUSPECT -> Health.UP;
            case DOWN -> Health.DOWN;
        };
    }

    /** What it told last of itself. */
    public Contents contents() {
        return contents;
    }

    /** It told the models on its disk. */
    public void tellDisk(Map<String, Contents.OnDisk> models) {
        synchronized (this) {
            contents = contents.withDisk(models, System.nanoTime());
        }
        listener.disk(this);
    }

    /**
     * It told the models in its memory.
     *
     * @param asked when it was asked, {@link System#nanoTime()}
     */
    public void tellMemory(List<Contents.InMemory> models, long asked) {
        synchronized (this) {
            contents = contents.withMemory(models, System.nanoTime());
        }
        listener.memory(this, asked);
    }

    /**
     * It told its version.
     *
     * @param clockAhead by how many seconds its clock is ahead of ours
     */
    public synchronized void tellVersion(String version, long clockAhead) {
        contents = contents.withVersion(version, clockAhead);
    }

    void retire() {
        retired.set(true);
        if (running.get() == 0) {
            close();
        }
    }

    void close() {
        if (closed.compareAndSet(false, true)) {
            client.close();
        }
    }
}
