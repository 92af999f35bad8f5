package dev.corral.fleet.wire;

import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpResponseFactory;
import org.apache.hc.core5.http.message.BasicHttpResponse;

/**
 * An answer whose body can be had in larger pieces than through the library. For the reactor
 * thread.
 */
public final class PlainResponse extends BasicHttpResponse {

    static final HttpResponseFactory<HttpResponse> FACTORY =
            new HttpResponseFactory<>() {
                @Override
                public HttpResponse newHttpResponse(int status, String reason) {
                    return new PlainResponse(status, reason);
                }

                @Override
                public HttpResponse newHttpResponse(int status) {
                    return new PlainResponse(status, null);
                }
            };

    private static final long serialVersionUID = 1L;

    private transient PlainBody body;

    private PlainResponse(int status, String reason) {
        super(status, reason);
    }

    void body(PlainBody arriving) {
        body = arriving;
    }

    /**
     * From now on the body comes here, past the library, which goes on counting its bytes for
     * backpressure. To be called in {@code consumeResponse} or not at all.
     */
    public void deliverTo(Pieces pieces) {
        if (body != null) {
            body.deliverTo(pieces);
        }
    }
}
