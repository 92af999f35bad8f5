package dev.corral.fleet;

import dev.corral.fleet.book.Access;
import java.net.SocketAddress;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.http.nio.ssl.TlsStrategy;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.ssl.TransportSecurityLayer;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes the connections of an https backend secure: with its own certificates and name, and behind
 * a proxy through a tunnel, since TLS begins where the tunnel ends. Nothing is sent before the
 * server proved who it is.
 */
final class UpstreamTls implements TlsStrategy {

    private final HttpHost target;
    private final Access access;
    private final TlsStrategy tls;

    UpstreamTls(HttpHost target, Access access) {
        this.target = target;
        this.access = access;
        ClientTlsStrategyBuilder builder = ClientTlsStrategyBuilder.create();
        if (access.identity() != null) {
            builder.setSslContext(access.identity().context());
        }
        this.tls = builder.buildAsync();
    }

    @Override
    public void upgrade(
            TransportSecurityLayer connection,
            NamedEndpoint endpoint,
            Object attachment,
            Timeout timeout,
            FutureCallback<TransportSecurityLayer> callback) {
        NamedEndpoint named =
                access.tlsName() == null
                        ? target
                        : new HttpHost(target.getSchemeName(), access.tlsName(), target.getPort());
        if (access.proxy() == null) {
            tls.upgrade(connection, named, attachment, timeout, callback);
            return;
        }
        Tunnel tunnel =
                new Tunnel(
                        target,
                        new CallbackContribution<>(callback) {
                            @Override
                            public void completed(Void open) {
                                tls.upgrade(connection, named, attachment, timeout, callback);
                            }
                        });
        ((ManagedAsyncClientConnection) connection)
                .submitCommand(
                        new RequestExecutionCommand(tunnel, HttpCoreContext.create()),
                        Command.Priority.NORMAL);
    }

    /** The older way, which the connection pool does not take. */
    @Deprecated
    @Override
    public boolean upgrade(
            TransportSecurityLayer connection,
            HttpHost host,
            SocketAddress local,
            SocketAddress remote,
            Object attachment,
            Timeout timeout) {
        throw new UnsupportedOperationException();
    }
}
