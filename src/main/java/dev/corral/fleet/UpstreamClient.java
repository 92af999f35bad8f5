package dev.corral.fleet;

import dev.corral.fleet.book.Access;
import dev.corral.fleet.book.ProxyAddress;
import dev.corral.fleet.wire.PlainPool;
import java.net.InetAddress;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.async.MinimalHttpAsyncClient;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManager;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.apache.hc.core5.http2.config.H2Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.pool.PoolConcurrencyPolicy;
import org.apache.hc.core5.pool.PoolReusePolicy;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client of one backend. The library's minimal client is taken on purpose: it has no
 * redirects, retries, cookies, credentials, decompression, upgrades or proxies to switch off, and
 * it lets a connection be leased, so that an exchange can close its own at any time. A proxy that
 * an administrator wants is put in below, where connections are made.
 */
final class UpstreamClient implements AutoCloseable {

    /** Small, since an idle stream holds three of them. */
    private static final int BUFFER = 8 * 1024;

    /** For heads only: bodies go through a buffer that all connections share. */
    private static final int PLAIN_BUFFER = 2 * 1024;

    private final HttpHost target;
    private final Names names;
    private final PoolingAsyncClientConnectionManager pool;
    private final MinimalHttpAsyncClient client;
    private final RequestConfig requestConfig;

    UpstreamClient(HttpHost target, Access access, int maxConnections, Duration connectTimeout) {
        this(target, access, maxConnections, connectTimeout, InetAddress::getAllByName);
    }

    UpstreamClient(
            HttpHost target,
            Access access,
            int maxConnections,
            Duration connectTimeout,
            Names.Lookup lookup) {
        this.target = target;
        this.names = names(target, access.proxy(), lookup);
        this.requestConfig =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(connectTimeout))
                        .build();
        boolean plain = target.getSchemeName().equals("http");
        Http1Config http =
                Http1Config.custom()
                        .setBufferSize(plain ? PLAIN_BUFFER : BUFFER)
                        .setInitialWindowSize(Backend.WINDOW)
                        .setMaxHeaderCount(200)
                        .setMaxLineLength(64 * 1024)
                        .build();
        PoolingAsyncClientConnectionManagerBuilder builder =
                plain ? new PlainPool(http) : PoolingAsyncClientConnectionManagerBuilder.create();
        this.pool =
                builder.setPoolConcurrencyPolicy(PoolConcurrencyPolicy.LAX)
                        .setConnPoolPolicy(PoolReusePolicy.LIFO)
                        .setMaxConnPerRoute(maxConnections)
                        .setMaxConnTotal(maxConnections)
                        .setTlsStrategy(new UpstreamTls(target, access))
                        .setDnsResolver(names)
                        .setDefaultTlsConfig(
                                TlsConfig.custom()
                                        .setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1)
                                        .build())
                        .setDefaultConnectionConfig(
                                ConnectionConfig.custom()
                                        .setConnectTimeout(Timeout.of(connectTimeout))
                                        // The reactor sees a closed connection at once; no check
                                        // before each use.
                                        .setValidateAfterInactivity(TimeValue.NEG_ONE_MILLISECOND)
                                        .setSocketTimeout(Timeout.DISABLED)
                                        .build())
                        .build();
        this.client =
                HttpAsyncClients.createMinimal(
                        H2Config.DEFAULT,
                        http,
                        IOReactorConfig.custom()
                                .setIoThreadCount(
                                        Math.max(
                                                1,
                                                Math.min(
                                                        4,
                                                        Runtime.getRuntime()
                                                                .availableProcessors())))
                                .setTcpNoDelay(true)
                                .setSoKeepAlive(true)
                                .setSoTimeout(Timeout.DISABLED)
                                .build(),
                        pool);
        client.start();
    }

    /** Behind a proxy it is the proxy that is connected to, whatever is asked for. */
    private static Names names(HttpHost target, ProxyAddress proxy, Names.Lookup lookup) {
        return proxy == null
                ? new Names(target.getHostName(), null, lookup)
                : new Names(proxy.host(), proxy.port(), lookup);
    }

    HttpClientContext context() {
        HttpClientContext context = HttpClientContext.create();
        context.setRequestConfig(requestConfig);
        return context;
    }

    void lease(FutureCallback<AsyncClientEndpoint> callback) {
        boolean atOnce =
                names.areFresh() || names.areKnown() && pool.getTotalStats().getAvailable() > 0;
        if (atOnce) {
            client.lease(target, context(), callback);
        } else {
            names.lookUp(() -> client.lease(target, context(), callback), callback::failed);
        }
    }

    /** Closes the connections that nobody uses, since one of them was found dead. */
    void dropIdle() {
        pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
    }

    int connections() {
        return pool.getTotalStats().getLeased() + pool.getTotalStats().getAvailable();
    }

    @Override
    public void close() {
        names.close();
        // Without connections the reactors end by themselves; cut off in the middle of that, they
        // log an error.
        pool.close(CloseMode.IMMEDIATE);
        client.close(CloseMode.GRACEFUL);
    }
}
