package dev.corral.fleet;

import dev.corral.settings.BaseUrl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
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

    /** What the last answer, or the lack of one, tells. */
    public enum Health {
        /** Its last answer was one. */
        UP,
        /** Its last request failed by its fault. */
        DOWN,
        /** It was not asked yet. */
        UNKNOWN
    }

    private final BaseUrl url;
    private final int maxConnections;
    private final HttpHost target;
    private final UpstreamClient client;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Health health = Health.UNKNOWN;
    private volatile String lastFailure;

    Backend(BaseUrl url, int maxConnections, Duration connectTimeout) {
        this.url = url;
        this.maxConnections = maxConnections;
        this.target = new HttpHost(url.scheme(), url.host(), url.port());
        this.client = new UpstreamClient(target, maxConnections + SPARE, connectTimeout);
    }

    /** The base URL, which names the backend. */
    public String name() {
        return url.toString();
    }

    BaseUrl url() {
        return url;
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

    /** What failed last since the last success, or null. */
    public String lastFailure() {
        return lastFailure;
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

    /** An exchange failed here. */
    public void failed(String kind) {
        lastFailure = kind;
        health = Health.DOWN;
    }

    /** An answer came from here. */
    public void answered() {
        if (health != Health.UP) {
            health = Health.UP;
            lastFailure = null;
        }
    }

    /** Whether it answers. */
    public Health health() {
        return health;
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
