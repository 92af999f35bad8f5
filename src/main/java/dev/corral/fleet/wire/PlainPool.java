package dev.corral.fleet.wire;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.nio.AsyncClientConnectionOperator;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.DefaultHttpProcessor;
import org.apache.hc.core5.http.protocol.RequestConnControl;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.apache.hc.core5.http.protocol.RequestUserAgent;
import org.apache.hc.core5.util.VersionInfo;

/** Builds a pool of connections without TLS. */
public final class PlainPool extends PoolingAsyncClientConnectionManagerBuilder {

    private final Http1Config config;

    /**
     * A builder like the library's.
     *
     * @param config of the connections; its buffers hold little more than a head
     */
    public PlainPool(Http1Config config) {
        this.config = config;
    }

    @Override
    protected AsyncClientConnectionOperator createConnectionOperator(
            TlsStrategy tls, SchemePortResolver ports, DnsResolver names) {
        String agent =
                VersionInfo.getSoftwareInfo(
                        "Apache-HttpAsyncClient", "org.apache.hc.client5", PlainPool.class);
        return new PlainOperator(
                super.createConnectionOperator(tls, ports, names),
                new DefaultHttpProcessor(
                        new RequestTargetHost(),
                        new RequestContent(),
                        new RequestConnControl(),
                        new RequestUserAgent(agent)),
                config);
    }
}
