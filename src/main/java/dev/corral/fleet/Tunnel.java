package dev.corral.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * Asks a proxy for a way to the backend (CONNECT). All calls come on the connection's reactor
 * thread.
 */
final class Tunnel implements AsyncClientExchangeHandler {

    private final HttpHost target;
    private final FutureCallback<Void> callback;
    private final AtomicBoolean told = new AtomicBoolean();
    private int status;

    Tunnel(HttpHost target, FutureCallback<Void> callback) {
        this.target = target;
        this.callback = callback;
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context)
            throws HttpException, IOException {
        String authority = target.toHostString();
        BasicHttpRequest connect = new BasicHttpRequest("CONNECT", target, authority);
        channel.sendRequest(connect, null, context);
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context) {
        status = response.getCode();
        if (entity == null) {
            answered();
        }
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        answered();
    }

    private void answered() {
        if (status / 100 == 2) {
            if (told.compareAndSet(false, true)) {
                callback.completed(null);
            }
        } else {
            failed(new ProxyRefused(status));
        }
    }

    @Override
    public void failed(Exception cause) {
        if (told.compareAndSet(false, true)) {
            callback.failed(cause);
        }
    }

    @Override
    public void cancel() {
        failed(new ConnectionClosedException());
    }

    @Override
    public void releaseResources() {
        failed(new ConnectionClosedException());
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        channel.update(Integer.MAX_VALUE);
    }

    @Override
    public void consume(ByteBuffer bytes) {
        bytes.position(bytes.limit());
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        // A hint on the way; the answer follows.
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    public void produce(DataStreamChannel channel) {
        throw new IllegalStateException("CONNECT has no body");
    }
}
