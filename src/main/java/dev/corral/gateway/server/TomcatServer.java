package dev.corral.gateway.server;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;

/** Tomcat 10.1 and 11: {@code RequestFacade} → connector request → coyote request → processor. */
final class TomcatServer implements Server {
    static final String REQUEST = "org.apache.catalina.connector.RequestFacade";
    private static final String HTTP_1 = "org.apache.coyote.http11.Http11Processor";
    private static final String NIO = "org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper";
    private static final String PLAIN = "org.apache.tomcat.util.net.NioChannel";

    private final PeerWatcher watcher;
    private final Member facadeRequest;
    private final Member coyoteRequest;
    private final Member hook;
    private final Member coyoteResponse;
    private final Member responseAction;
    private final Member contentType;
    private final Object closeNow;
    private final Member socketWrapper;
    private final Member wrapperLock;
    private final Member wrapperClosed;
    private final Member wrapperChannel;
    private final Member wrapperBuffers;
    private final Member forWrite;
    private final Member readBuffer;
    private final Member socket;
    private final Member read;

    TomcatServer(Class<?> facade, PeerWatcher watcher) throws ReflectiveOperationException {
        this.watcher = watcher;
        ClassLoader loader = facade.getClassLoader();
        Class<?> connectorRequest = load("org.apache.catalina.connector.Request", loader);
        Class<?> request = load("org.apache.coyote.Request", loader);
        Class<?> response = load("org.apache.coyote.Response", loader);
        Class<?> action = load("org.apache.coyote.ActionCode", loader);
        facadeRequest = Member.field(facade, "request");
        coyoteRequest = Member.method(connectorRequest, "getCoyoteRequest");
        hook = Member.field(request, "hook");
        coyoteResponse = Member.method(request, "getResponse");
        responseAction = Member.method(response, "action", action, Object.class);
        contentType = Member.method(response, "setContentTypeNoCharset", String.class);
        closeNow = action.getField("CLOSE_NOW").get(null);
        Class<?> wrapper = load(NIO, loader);
        Class<?> channel = load(PLAIN, loader);
        Class<?> buffers = load("org.apache.tomcat.util.net.SocketBufferHandler", loader);
        socketWrapper = Member.field(load(HTTP_1, loader), "socketWrapper");
        wrapperLock = Member.method(wrapper, "getLock");
        wrapperClosed = Member.method(wrapper, "isClosed");
        wrapperChannel = Member.method(wrapper, "getSocket");
        wrapperBuffers = Member.method(wrapper, "getSocketBufferHandler");
        forWrite = Member.method(buffers, "configureReadBufferForWrite");
        readBuffer = Member.method(buffers, "getReadBuffer");
        socket = Member.method(channel, "getIOChannel");
        read = Member.method(channel, "read", ByteBuffer.class);
    }

    private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    @Override
    public ClientConnection connection(Object request, HttpServletResponse response)
            throws IOException {
        return new Connection(coyoteRequest.of(facadeRequest.of(request)), response);
    }

    private final class Connection extends SocketConnection {
        private final HttpServletResponse response;
        private final Object processor;
        private final Object coyote;

        Connection(Object request, HttpServletResponse response) throws IOException {
            super(watcher);
            this.response = response;
            this.processor = hook.of(request);
            this.coyote = coyoteResponse.of(request);
        }

        @Override
        Probe probe() throws IOException {
            Object wrapper = wrapper();
            return wrapper == null ? null : new NioProbe(wrapper);
        }

        @Override
        SocketChannel socket() throws IOException {
            Object wrapper = wrapper();
            return wrapper == null ? null : (SocketChannel) socket.of(wrapperChannel.of(wrapper));
        }

        // HTTP/2 shares its connection among streams, AJP among clients; NIO2 has no selector.
        private Object wrapper() throws IOException {
            if (!processor.getClass().getName().equals(HTTP_1)) {
                return null;
            }
            Object wrapper = socketWrapper.of(processor);
            return wrapper != null && wrapper.getClass().getName().equals(NIO) ? wrapper : null;
        }

        @Override
        void closeBroken() throws IOException {
            responseAction.of(coyote, closeNow, new IOException("The answer was cut"));
        }

        @Override
        public boolean contentType(String value) {
            try {
                if (!response.isCommitted()) {
                    contentType.of(coyote, value);
                    return true;
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return false;
        }
    }

    /**
     * Reads into the buffer from which Tomcat itself takes the next request, decrypted by Tomcat's
     * own channel. The wrapper's lock keeps out Tomcat's threads, which reuse channel and buffer
     * for another client once they have closed this one.
     */
    private final class NioProbe implements Probe {
        private final Object wrapper;
        private final SocketChannel socketChannel;
        private final boolean plain;

        NioProbe(Object wrapper) throws IOException {
            this.wrapper = wrapper;
            Object channel = wrapperChannel.of(wrapper);
            this.socketChannel = (SocketChannel) socket.of(channel);
            this.plain = channel.getClass().getName().equals(PLAIN);
        }

        @Override
        public SocketChannel channel() {
            return socketChannel;
        }

        @Override
        public Object monitor() {
            return this;
        }

        @Override
        public Sight look() throws IOException {
            Lock lock = (Lock) wrapperLock.of(wrapper);
            if (!lock.tryLock()) {
                return Sight.BUSY;
            }
            try {
                return (boolean) wrapperClosed.of(wrapper) ? Sight.GONE : lookLocked();
            } finally {
                lock.unlock();
            }
        }

        private Sight lookLocked() throws IOException {
            Object buffers = wrapperBuffers.of(wrapper);
            forWrite.of(buffers);
            ByteBuffer buffer = (ByteBuffer) readBuffer.of(buffers);
            // Tomcat's TLS channel never comes to an end when a record does not fit.
            if (!buffer.hasRemaining() || !plain && buffer.position() > 0) {
                return Sight.FULL;
            }
            return (int) read.of(wrapperChannel.of(wrapper), buffer) < 0 ? Sight.GONE : Sight.QUIET;
        }

        @Override
        public void giveBack() {}
    }
}
