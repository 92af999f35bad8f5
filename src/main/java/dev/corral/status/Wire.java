package dev.corral.status;

import dev.corral.settings.BaseUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;

/**
 * One connection of a probe, to an address that was resolved before: no redirects, no proxies, no
 * retries, bounded bytes, and cut when its time is over, however slowly the other side drips.
 */
final class Wire implements AutoCloseable {

    private static final Http1Config LIMITS =
            Http1Config.custom()
                    .setMaxLineLength(8 * 1024)
                    .setMaxHeaderCount(100)
                    .setMaxEmptyLineCount(2)
                    .build();

    private final Socket socket;
    private final BaseUrl url;
    private final int millis;
    private final ScheduledFuture<?> end;
    private SSLSocket secure;
    private volatile boolean cut;

    private Wire(Socket socket, BaseUrl url, int millis, ScheduledExecutorService scheduler) {
        this.socket = socket;
        this.url = url;
        this.millis = millis;
        this.end = scheduler.schedule(this::cut, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Connects.
     *
     * @param millis how long everything on this connection may take
     */
    static Wire connect(
            InetAddress address, BaseUrl url, int millis, ScheduledExecutorService scheduler)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, url.port()), millis);
            socket.setSoTimeout(millis);
            return new Wire(socket, url, millis, scheduler);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Speaks TLS and checks the certificate; the chain that came is kept in {@code seen} whatever
     * the check says.
     */
    void secure(SeenChain seen) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {seen}, null);
            SSLSocket tls =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(socket, url.host(), url.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            secure = tls;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** An answer, its body cut at the limit. */
    record Reply(int status, Signs signs, String body) {}

    /** Takes an answer while it comes. */
    @FunctionalInterface
    interface Reader<T> {
        /** Reads the body, or some of it. */
        T read(int status, Signs signs, InputStream body) throws IOException;
    }

    /** Asks for a path below the root. */
    Reply get(String path, int limit) throws IOException, HttpException {
        return ask("GET", path, null, (status, signs, in) -> reply(status, signs, in, limit));
    }

    /** Sends JSON to a path below the root. */
    <T> T post(String path, String json, Reader<T> reader) throws IOException, HttpException {
        return ask("POST", path, json, reader);
    }

    static Reply reply(int status, Signs signs, InputStream in, int limit) throws IOException {
        return new Reply(status, signs, new String(in.readNBytes(limit), StandardCharsets.UTF_8));
    }

    private <T> T ask(String method, String path, String json, Reader<T> reader)
            throws IOException, HttpException {
        try (DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(LIMITS)) {
            if (secure == null) {
                connection.bind(socket);
            } else {
                connection.bind(secure, socket);
            }
            BasicClassicHttpRequest request = request(method, path, json);
            try (ClassicHttpResponse response =
                    new HttpRequestExecutor()
                            .execute(request, connection, HttpCoreContext.create())) {
                InputStream in =
                        response.getEntity() == null
                                ? InputStream.nullInputStream()
                                : response.getEntity().getContent();
                return reader.read(response.getCode(), Signs.of(response.getHeaders()), in);
            }
        }
    }

    private BasicClassicHttpRequest request(String method, String path, String json) {
        BasicClassicHttpRequest request = new BasicClassicHttpRequest(method, path);
        request.setHeader("Host", url.authority());
        request.setHeader("Accept", "*/*");
        request.setHeader("User-Agent", "Corral");
        request.setHeader("Connection", "close");
        if (json != null) {
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            request.setHeader("Content-Type", "application/json");
            request.setHeader("Content-Length", String.valueOf(body.length));
            request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        }
        return request;
    }

    private void cut() {
        // Before the close, which the other thread may notice first.
        cut = true;
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the time of this connection is over. */
    boolean isCut() {
        return cut;
    }

    int millis() {
        return millis;
    }

    @Override
    public void close() throws IOException {
        end.cancel(false);
        socket.close();
    }
}
