package dev.corral.status;

import dev.corral.settings.BaseUrl;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
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
    record Reply(int status, String server, String body) {}

    /** Asks for a path below the root. */
    Reply get(String path, int limit) throws IOException, HttpException {
        try (DefaultBHttpClientConnection connection = new DefaultBHttpClientConnection(LIMITS)) {
            if (secure == null) {
                connection.bind(socket);
            } else {
                connection.bind(secure, socket);
            }
            BasicClassicHttpRequest request = new BasicClassicHttpRequest("GET", path);
            request.setHeader("Host", url.authority());
            request.setHeader("Accept", "*/*");
            request.setHeader("User-Agent", "Corral");
            request.setHeader("Connection", "close");
            try (ClassicHttpResponse response =
                    new HttpRequestExecutor()
                            .execute(request, connection, HttpCoreContext.create())) {
                Header server = response.getFirstHeader("Server");
                return new Reply(
                        response.getCode(),
                        server == null ? "" : clean(server.getValue()),
                        body(response, limit));
            }
        }
    }

    private static String body(ClassicHttpResponse response, int limit) throws IOException {
        if (response.getEntity() == null) {
            return "";
        }
        InputStream in = response.getEntity().getContent();
        return new String(in.readNBytes(limit), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** What a stranger calls itself, made harmless. */
    private static String clean(String text) {
        String printable = text == null ? "" : text.replaceAll("[^A-Za-z0-9 ./()_-]", "");
        return printable.length() <= 60 ? printable : printable.substring(0, 60);
    }

    private void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether the time of this connection is over. */
    boolean isCut() {
        return end.isDone() && !end.isCancelled();
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
