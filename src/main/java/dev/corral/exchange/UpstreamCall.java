package dev.corral.exchange;

import dev.corral.fleet.Backend;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.nio.AsyncClientExchangeHandler;
import org.apache.hc.core5.http.nio.CapacityChannel;
import org.apache.hc.core5.http.nio.DataStreamChannel;
import org.apache.hc.core5.http.nio.RequestChannel;
import org.apache.hc.core5.http.protocol.HttpContext;

/**
 * The client library's view of an {@link Exchange}; all calls come on the connection's reactor
 * thread.
 */
final class UpstreamCall implements AsyncClientExchangeHandler {

    private final Exchange exchange;
    private final Backend backend;
    private final UpstreamRequest request;
    private final RequestBody body;
    private final Credit credit;

    UpstreamCall(Exchange exchange, Backend backend, UpstreamRequest request, Credit credit) {
        this.exchange = exchange;
        this.backend = backend;
        this.request = request;
        this.body = request.body();
        this.credit = credit;
    }

    @Override
    public void produceRequest(RequestChannel channel, HttpContext context)
            throws HttpException, IOException {
        HttpRequest upstreamRequest =
                backend.request(request.method(), request.target(), request.headers());
        channel.sendRequest(
                upstreamRequest, body == null ? null : new BodyDetails(body.length()), context);
    }

    @Override
    public int available() {
        return body == null ? 0 : body.available();
    }

    @Override
    public void produce(DataStreamChannel channel) throws IOException {
        exchange.heard();
        body.produce(channel);
    }

    @Override
    public void consumeInformation(HttpResponse response, HttpContext context) {
        exchange.heard();
    }

    @Override
    public void consumeResponse(HttpResponse response, EntityDetails entity, HttpContext context)
            throws HttpException {
        exchange.heard();
        if (response.getCode() > 599) {
            throw new HttpException("status out of range");
        }
        long length = entity == null ? -1 : entity.getContentLength();
        exchange.head(new Head(response.getCode(), response.getHeaders(), length, entity != null));
        if (entity == null) {
            exchange.whole(bodySent());
        }
    }

    @Override
    public void updateCapacity(CapacityChannel channel) throws IOException {
        credit.exhausted(channel);
    }

    @Override
    public void consume(ByteBuffer bytes) {
        exchange.heard();
        exchange.data(bytes);
        bytes.position(bytes.limit());
    }

    @Override
    public void streamEnd(List<? extends Header> trailers) {
        exchange.whole(bodySent());
    }

    private boolean bodySent() {
        return body == null || body.sent();
    }

    @Override
    public void failed(Exception cause) {
        exchange.fail(Failures.of(cause), cause);
    }

    @Override
    public void cancel() {
        failed(new ConnectionClosedException());
    }

    @Override
    public void releaseResources() {
        if (!exchange.isSettled()) {
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
