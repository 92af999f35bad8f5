package dev.corral.gateway.server;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

/** Undertow 2.3, alone and in WildFly: the request's exchange and its connection. */
final class UndertowServer implements Server {
    static final String REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";
    private static final String HTTP_1 = "io.undertow.server.protocol.http.HttpServerConnection";
    private static final String TLS = "io.undertow.protocols.ssl.UndertowSslConnection";
    private static final String NIO = "org.xnio.nio.NioSocketStreamConnection";
    private static final String STREAM = "io.undertow.servlet.spec.ServletOutputStreamImpl";
    private static final String INPUT = "io.undertow.servlet.spec.ServletInputStreamImpl";
    private static final int ROOM = 2048;

    private final PeerWatcher watcher;
    private final Map<Class<?>, Optional<Member>> sockets = new ConcurrentHashMap<>();
    private final Member exchange;
    private final Member connection;
    private final Member responseHeaders;
    private final Member setMaxEntitySize;
    private final Member putHeader;
    private final Object contentType;
    private final Member channel;
    private final Member tlsDelegate;
    private final Member source;
    private final Member sourceRead;
    private final Member extraBytes;
    private final Member setExtraBytes;
    private final Member pool;
    private final Member allocate;
    private final Member pooledBuffer;
    private final Member isOpen;
    private final Member ioThread;
    private final Member streamFlags;
    private final Object streamClosed;
    private final Member inputChannel;
    private final Member awaitReadable;

    UndertowServer(Class<?> request, PeerWatcher watcher) throws ReflectiveOperationException {
        this.watcher = watcher;
        exchange = Member.method(request, "getExchange");
        Class<?> exchangeClass = request.getMethod("getExchange").getReturnType();
        ClassLoader loader = exchangeClass.getClassLoader();
        connection = Member.method(exchangeClass, "getConnection");
        responseHeaders = Member.method(exchangeClass, "getResponseHeaders");
        setMaxEntitySize = Member.method(exchangeClass, "setMaxEntitySize", long.class);
        Class<?> name = Class.forName("io.undertow.util.HttpString", false, loader);
        Class<?> headers = Class.forName("io.undertow.util.HeaderMap", false, loader);
        putHeader = Member.method(headers, "put", name, String.class);
        contentType =
                Class.forName("io.undertow.util.Headers", true, loader)
                        .getField("CONTENT_TYPE")
                        .get(null);
        Class<?> http = Class.forName(HTTP_1, false, loader);
        channel = Member.method(http, "getChannel");
        tlsDelegate = Member.field(Class.forName(TLS, false, loader), "delegate");
        source = Member.method(http, "getOriginalSourceConduit");
        Class<?> conduit = http.getMethod("getOriginalSourceConduit").getReturnType();
        sourceRead = Member.method(conduit, "read", ByteBuffer.class);
        extraBytes = Member.method(http, "getExtraBytes");
        Class<?> pooled = http.getMethod("getExtraBytes").getReturnType();
        setExtraBytes = Member.method(http, "setExtraBytes", pooled);
        pool = Member.method(http, "getByteBufferPool");
        allocate = Member.method(http.getMethod("getByteBufferPool").getReturnType(), "allocate");
        pooledBuffer = Member.method(pooled, "getBuffer");
        isOpen = Member.method(http, "isOpen");
        ioThread = Member.method(http, "getIoThread");
        Class<?> stream = Class.forName(STREAM, false, request.getClassLoader());
        streamFlags = Member.method(stream, "setFlags", int.class);
        Field closedFlag = stream.getDeclaredField("FLAG_CLOSED");
        closedFlag.setAccessible(true);
        streamClosed = closedFlag.get(null);
        Class<?> input = Class.forName(INPUT, false, request.getClassLoader());
        inputChannel = Member.field(input, "channel");
        Class<?> readable =
                Class.forName("org.xnio.channels.SuspendableReadChannel", false, loader);
        awaitReadable = Member.method(readable, "awaitReadable", long.class, TimeUnit.class);
    }

    @Override
    public ClientConnection connection(Object request, HttpServletResponse response)
            throws IOException {
        return new Connection(exchange.of(request), response);
    }

    /** How to get the socket of a channel of this class; empty if it is not XNIO's plain one. */
    private Optional<Member> socketOf(Class<?> channelClass) {
        if (!channelClass.getName().equals(NIO)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Member.method(channelClass, "getChannel"));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private final class Connection extends SocketConnection {
        private final HttpServletResponse response;
        private final Object exchange;
        private final Object connection;

        Connection(Object exchange, HttpServletResponse response) throws IOException {
            super(watcher);
            this.response = response;
            this.exchange = exchange;
            this.connection = UndertowServer.this.connection.of(exchange);
        }

        // A client that has already sent its next request is not watched.
        @Override
        Probe probe() throws IOException {
            SocketChannel socket = socket();
            if (socket == null || extraBytes.of(connection) != null) {
                return null;
            }
            boolean tls = channel.of(connection).getClass().getName().equals(TLS);
            return new XnioProbe(connection, socket, tls);
        }

        @Override
        SocketChannel socket() throws IOException {
            if (!connection.getClass().getName().equals(HTTP_1)) {
                return null;
            }
            Object stream = channel.of(connection);
            if (stream.getClass().getName().equals(TLS)) {
                stream = tlsDelegate.of(stream);
            }
            Optional<Member> member =
                    sockets.computeIfAbsent(stream.getClass(), UndertowServer.this::socketOf);
            return member.isEmpty() ? null : (SocketChannel) member.get().of(stream);
        }

        // What waits in Undertow's own buffers was looked for by available(), TLS included.
        @Override
        Sight look(ServletInputStream body, long millis) throws IOException {
            if (!body.getClass().getName().equals(INPUT)) {
                return Sight.UNKNOWN;
            }
            awaitReadable.of(inputChannel.of(body), millis, TimeUnit.MILLISECONDS);
            return body.available() > 0 || body.isFinished() ? Sight.THERE : Sight.NOTHING;
        }

        // On HTTP/2 this object is the one stream, and closing it resets that stream.
        @Override
        void closeBroken() throws IOException {
            ((Closeable) connection).close();
        }

        // The stream counts as closed first: completing it on a connection that is gone is an ERROR
        // with a stack trace in the server's log, for every client that leaves.
        @Override
        void afterReset() throws IOException {
            try {
                Object stream = ownResponse().getOutputStream();
                if (stream.getClass().getName().equals(STREAM)) {
                    streamFlags.of(stream, streamClosed);
                }
            } finally {
                closeBroken();
            }
        }

        private ServletResponse ownResponse() {
            ServletResponse own = response;
            while (own instanceof ServletResponseWrapper wrapper) {
                own = wrapper.getResponse();
            }
            return own;
        }

        @Override
        void setContentType(String value) throws IOException {
            putHeader.of(responseHeaders.of(exchange), contentType, value);
        }

        @Override
        void limitBody(long bytes) throws IOException {
            setMaxEntitySize.of(exchange, bytes);
        }

        @Override
        public int mostAtOnce() {
            return Integer.MAX_VALUE;
        }

        // Undertow gives its objects to nobody else.
        @Override
        public Lock lock() {
            return null;
        }

        @Override
        HttpServletResponse response() {
            return response;
        }
    }

    /**
     * Reads into a buffer of its own and hands its bytes to the connection as the "extra bytes"
     * with which Undertow begins the next request. While a request runs that was read to its end
     * nobody else reads. TLS is read through Undertow's conduit, which is its own lock and calls
     * close listeners under it; on the I/O thread, where what they do is not logged as an error.
     */
    private final class XnioProbe implements Probe {
        private final Object connection;
        private final SocketChannel socket;
        private final Object conduit;
        private final Executor executor;
        private ByteBuffer buffer;

        XnioProbe(Object connection, SocketChannel socket, boolean tls) throws IOException {
            this.connection = connection;
            this.socket = socket;
            this.conduit = tls ? source.of(connection) : null;
            this.executor = tls ? (Executor) ioThread.of(connection) : Runnable::run;
        }

        @Override
        public SocketChannel channel() {
            return socket;
        }

        @Override
        public Object monitor() {
            return conduit == null ? this : conduit;
        }

        @Override
        public Executor executor() {
            return executor;
        }

        @Override
        public Sight look() throws IOException {
            if (buffer == null) {
                buffer = ByteBuffer.allocate(ROOM);
            }
            int count =
                    conduit == null ? socket.read(buffer) : (int) sourceRead.of(conduit, buffer);
            if (count < 0) {
                return Sight.GONE;
            }
            // More of a TLS record may now wait inside the conduit, where no selector sees it.
            boolean done = !buffer.hasRemaining() || conduit != null && buffer.position() > 0;
            return done ? Sight.FULL : Sight.QUIET;
        }

        @Override
        public void giveBack() throws IOException {
            if (buffer == null || buffer.position() == 0 || !(boolean) isOpen.of(connection)) {
                return;
            }
            Object pooled = allocate.of(pool.of(connection));
            ByteBuffer extra = (ByteBuffer) pooledBuffer.of(pooled);
            extra.clear();
            extra.put(buffer.flip()).flip();
            setExtraBytes.of(connection, pooled);
        }
    }
}
