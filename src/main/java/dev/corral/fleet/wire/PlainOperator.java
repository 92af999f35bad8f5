package dev.corral.fleet.wire;

import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.nio.AsyncClientConnectionOperator;
import org.apache.hc.client5.http.nio.ManagedAsyncClientConnection;
import org.apache.hc.core5.concurrent.CallbackContribution;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.ConnectionInitiator;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.util.Timeout;

/** Connects as the library does, and then gives the connection our own handler. Thread-safe. */
final class PlainOperator implements AsyncClientConnectionOperator {

    private final AsyncClientConnectionOperator library;
    private final HttpProcessor processor;
    private final Http1Config config;

    PlainOperator(
            AsyncClientConnectionOperator library, HttpProcessor processor, Http1Config config) {
        this.library = library;
        this.processor = processor;
        this.config = config;
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            Path unixSocket,
            NamedEndpoint name,
            SocketAddress local,
            Timeout timeout,
            Object attachment,
            HttpContext context,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        return library.connect(
                plain(initiator),
                host,
                unixSocket,
                name,
                local,
                timeout,
                attachment,
                context,
                callback);
    }

    @Override
    public Future<ManagedAsyncClientConnection> connect(
            ConnectionInitiator initiator,
            HttpHost host,
            SocketAddress local,
            Timeout timeout,
            Object attachment,
            FutureCallback<ManagedAsyncClientConnection> callback) {
        return library.connect(plain(initiator), host, local, timeout, attachment, callback);
    }

    @Override
    public void upgrade(ManagedAsyncClientConnection connection, HttpHost host, Object attachment) {
        throw new UnsupportedOperationException();
    }

    private ConnectionInitiator plain(ConnectionInitiator initiator) {
        return (remote, remoteAddress, localAddress, timeout, attachment, callback) ->
                initiator.connect(
                        remote,
                        remoteAddress,
                        localAddress,
                        timeout,
                        attachment,
                        new CallbackContribution<IOSession>(callback) {
                            @Override
                            public void completed(IOSession own) {
                                callback.completed(plain(own));
                            }
                        });
    }

    // The reactor has not told the connection's first event yet: our handler hears of all.
    private IOSession plain(IOSession own) {
        PlainSession session = new PlainSession((ProtocolIOSession) own);
        PlainEvents events =
                new PlainEvents(session, new PlainConnection(session, processor, config));
        session.events(events);
        own.upgrade(events);
        return session;
    }
}
