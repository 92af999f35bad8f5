package dev.corral.fleet.wire;

import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.core5.http.ContentLengthStrategy;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.CharCodingConfig;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.impl.DefaultContentLengthStrategy;
import org.apache.hc.core5.http.impl.nio.ClientHttp1StreamDuplexer;
import org.apache.hc.core5.http.impl.nio.DefaultHttpRequestWriterFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.nio.ContentDecoder;
import org.apache.hc.core5.http.nio.SessionInputBuffer;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.reactor.ProtocolIOSession;

/** The library's HTTP/1.1, with bodies that are read in larger pieces. */
final class PlainConnection extends ClientHttp1StreamDuplexer {

    private PlainResponse response;
    private PlainBody body;

    PlainConnection(ProtocolIOSession session, HttpProcessor processor, Http1Config config) {
        super(
                session,
                processor,
                config,
                CharCodingConfig.DEFAULT,
                DefaultClientConnectionReuseStrategy.INSTANCE,
                new DefaultHttpResponseParserFactory(config, PlainResponse.FACTORY, null).create(),
                DefaultHttpRequestWriterFactory.INSTANCE.create(),
                DefaultContentLengthStrategy.INSTANCE,
                DefaultContentLengthStrategy.INSTANCE,
                null);
    }

    @Override
    protected boolean handleIncomingMessage(HttpResponse incoming) throws HttpException {
        response = (PlainResponse) incoming;
        body = null;
        return super.handleIncomingMessage(incoming);
    }

    @Override
    protected ContentDecoder createContentDecoder(
            long length,
            ReadableByteChannel channel,
            SessionInputBuffer received,
            BasicHttpTransportMetrics metrics)
            throws HttpException {
        if (length > 0) {
            body = new LengthBody(channel, received, metrics, length);
        } else if (length == ContentLengthStrategy.CHUNKED) {
            body = new ChunkedBody(channel, received, metrics);
        } else {
            return super.createContentDecoder(length, channel, received, metrics);
        }
        response.body(body);
        return body;
    }

    /** Forgets an answer that is whole; what the backend sent after its end, or null. */
    ByteBuffer surplus() {
        if (body == null || !body.isCompleted()) {
            return null;
        }
        ByteBuffer surplus = body.surplus();
        body = null;
        response = null;
        return surplus;
    }
}
