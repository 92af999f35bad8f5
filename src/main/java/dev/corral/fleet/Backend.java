package dev.corral.fleet;

import dev.corral.fleet.book.BackendSpec;
import dev.corral.settings.BaseUrl;
import java.time.Duration;
import java.util.List;
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

    /** What the last answer, or the lack of one, tells. */
    public enum Health {
        /** Its last answer was one. */
        UP,
        /** Its last request failed by its fault. */
        DOWN,
        /** It was not asked yet. */
        UNKNOWN
    }

    private final int maxConnections;
    private final HttpHost target;
    private final UpstreamClient client;
    private final List<Header> ownHeaders;
    private volatile BackendSpec spec;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicBoolean retired = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Health health = Health.UNKNOWN;
    private volatile String lastFailure;

    Backend(BackendSpec spec, int maxConnections, Duration connectTimeout) {
        BaseUrl url = spec.url();
        this.spec = spec;
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
