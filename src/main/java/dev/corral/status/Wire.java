package dev.corral.status;

import dev.corral.fleet.book.Access;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final int LONGEST_HEAD = 8 * 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})");

    private final Socket socket;
    private final BaseUrl url;
    private final Access access;
    private final int millis;
    private final ScheduledFuture<?> end;
    private SSLSocket secure;
    private volatile boolean cut;

    /** The proxy on the way did not let the connection through. */
    static final class ProxySaid extends IOException {
        private static final long serialVersionUID = 1;

        private final int status;

        ProxySaid(int status) {
            super("the proxy answered " + status);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    private Wire(
            Socket socket,
            BaseUrl url,
            Access access,
            int millis,
            ScheduledExecutorService scheduler) {
        this.socket = socket;
        this.url = url;
        this.access = access;
        this.millis = millis;
        this.end = scheduler.schedule(this::cut, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Connects.
     *
     * @param address of the server, or of the proxy on the way to it
     * @param millis how long everything on this connection may take
     */
    static Wire connect(
            InetAddress address,
            BaseUrl url,
            Access access,
            int millis,
            ScheduledExecutorService scheduler)
            throws IOException {
        int port = access.proxy() == null ? url.port() : access.proxy().port();
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address, port), millis);
            socket.setSoTimeout(millis);
            return new Wire(socket, url, access, millis, scheduler);
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
        if (access.proxy() != null) {
            tunnel();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    access.identity() == null ? null : access.identity().keyManagers(),
                    new TrustManager[] {seen},
                    null);
            String name = access.tlsName() == null ? url.host() : access.tlsName();
            SSLSocket tls =
                    (SSLSocket)
                            context.getSocketFactory().createSocket(socket, name, url.port(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            secure = tls;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Asks the proxy for a way to the server; reads not a byte more than its answer. */
    private void tunnel() throws IOException {
        String target = url.host().indexOf(':') >= 0 ? "[" + url.host() + "]" : url.host();
        String authority = target + ":" + url.port();
        String connect = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority + "\r\n\r\n";
        socket.getOutputStream().write(connect.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.length() < LONGEST_HEAD && head.indexOf("\r\n\r\n") < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new ProxySaid(0);
            }
            head.append((char) c);
        }
        Matcher status = STATUS_LINE.matcher(head);
        if (!status.lookingAt() || !status.group(1).startsWith("2")) {
            throw new ProxySaid(status.lookingAt() ? Integer.parseInt(status.group(1)) : 0);
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
        boolean whole = access.proxy() != null && !url.secure();
        BasicClassicHttpRequest request =
                new BasicClassicHttpRequest(method, whole ? url + path : path);
        request.setHeader("Host", url.authority());
        request.setHeader("Accept", "*/*");
        request.setHeader("User-Agent", "Corral");
        request.setHeader("Connection", "close");
        access.headers().forEach(own -> request.setHeader(own.name(), own.value()));
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
