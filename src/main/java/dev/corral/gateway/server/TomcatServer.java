package dev.corral.gateway.server;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.Lock;

/** Tomcat 10.1 and 11: {@code RequestFacade} → connector request → coyote request → processor. */
final class TomcatServer implements Server {
    static final String REQUEST = "org.apache.catalina.connector.RequestFacade";
    private static final String HTTP_1 = "org.apache.coyote.http11.Http11Processor";
    private static final String NIO = "org.apache.tomcat.util.net.NioEndpoint$NioSocketWrapper";
    private static final String NIO2 = "org.apache.tomcat.util.net.Nio2Endpoint$Nio2SocketWrapper";
    private static final String PLAIN = "org.apache.tomcat.util.net.NioChannel";

    /** What Tomcat puts around a write that is sent in chunks, and some more. */
    private static final int FRAMING = 256;

    private final PeerWatcher watcher;
    private final Member facadeRequest;
    private final Member coyoteRequest;
    private final Member hook;
    private final Member coyoteResponse;
    private final Member action;
    private final Member contentType;
    private final Object closeNow;
    private final Member socketWrapper;
    private final Member wrapperLock;
    private final Member wrapperClosed;
    private final Member wrapperChannel;
    private final Member wrapperBuffers;
    private final Member wrapperPoller;
    private final Member pollerSelector;
    private final Member forWrite;
    private final Member readBuffer;
    private final Member writeBuffer;
    private final Member socket;
    private final Member asynchronousSocket;
    private final Member read;

    TomcatServer(Class<?> facade, PeerWatcher watcher) throws ReflectiveOperationException {
        this.watcher = watcher;
        ClassLoader loader = facade.getClassLoader();
        Class<?> connectorRequest = load("org.apache.catalina.connector.Request", loader);
        Class<?> request = load("org.apache.coyote.Request", loader);
        Class<?> response = load("org.apache.coyote.Response", loader);
        Class<?> code = load("org.apache.coyote.ActionCode", loader);
        facadeRequest = Member.field(facade, "request");
        coyoteRequest = Member.method(connectorRequest, "getCoyoteRequest");
        hook = Member.field(request, "hook");
        coyoteResponse = Member.method(request, "getResponse");
        action =
                Member.method(
                        load("org.apache.coyote.ActionHook", loader), "action", code, Object.class);
        contentType = Member.method(response, "setContentTypeNoCharset", String.class);
        closeNow = code.getField("CLOSE_NOW").get(null);
        Class<?> wrapper = load(NIO, loader);
        Class<?> channel = load(PLAIN, loader);
        Class<?> buffers = load("org.apache.tomcat.util.net.SocketBufferHandler", loader);
        socketWrapper = Member.field(load(HTTP_1, loader), "socketWrapper");
        wrapperLock = Member.method(wrapper, "getLock");
        wrapperClosed = Member.method(wrapper, "isClosed");
        wrapperChannel = Member.method(wrapper, "getSocket");
        wrapperBuffers = Member.method(wrapper, "getSocketBufferHandler");
        wrapperPoller = Member.method(wrapper, "getPoller");
        pollerSelector =
                Member.method(
                        load("org.apache.tomcat.util.net.NioEndpoint$Poller", loader),
                        "getSelector");
        forWrite = Member.method(buffers, "configureReadBufferForWrite");
        readBuffer = Member.method(buffers, "getReadBuffer");
        writeBuffer = Member.method(buffers, "getWriteBuffer");
        socket = Member.method(channel, "getIOChannel");
        asynchronousSocket =
                Member.method(
                        load("org.apache.tomcat.util.net.Nio2Channel", loader), "getIOChannel");
        read = Member.method(channel, "read", ByteBuffer.class);
    }

    private static boolean isA(Object object, String className) {
        return object != null && object.getClass().getName().equals(className);
    }

    private static Class<?> load(String name, ClassLoader loader) throws ClassNotFoundException {
        return Class.forName(name, false, loader);
    }

    @Override
    public ClientConnection connection(Object request, HttpServletResponse response)
            throws IOException {
        return new Connection(coyoteRequest.of(facadeRequest.of(request)), response);
    }

    // Everything is looked up at the beginning: Tomcat gives processors to other connections, but
    // socket wrappers and sockets never.
    private final class Connection extends SocketConnection {
        private final HttpServletResponse response;
        private final Object processor;
        private final Object coyote;
        private final Object wrapper;
        private final NetworkChannel channel;
        private final Lock lock;
        private final int mostAtOnce;
        private volatile Selector waiting;

        Connection(Object request, HttpServletResponse response) throws IOException {
            super(watcher);
            this.response = response;
            this.processor = hook.of(request);
            this.coyote = coyoteResponse.of(request);
            // HTTP/2 shares its connection among streams, AJP among clients.
            this.wrapper = isA(processor, HTTP_1) ? socketWrapper.of(processor) : null;
            this.channel = socketOf(wrapper);
            this.lock = channel != null ? (Lock) wrapperLock.of(wrapper) : null;
            this.mostAtOnce = isA(wrapper, NIO) ? room() : Integer.MAX_VALUE;
        }

        private int room() throws IOException {
            Object buffer = writeBuffer.of(wrapperBuffers.of(wrapper));
            return Math.max(FRAMING, ((ByteBuffer) buffer).capacity() - FRAMING);
        }

        private NetworkChannel socketOf(Object wrapper) throws IOException {
            if (isA(wrapper, NIO)) {
                return (NetworkChannel) socket.of(wrapperChannel.of(wrapper));
            }
            return isA(wrapper, NIO2)
                    ? (NetworkChannel) asynchronousSocket.of(wrapperChannel.of(wrapper))
                    : null;
        }

        // NIO2 has no selector, and an asynchronous read could not be taken back.
        @Override
        Probe probe() throws IOException {
            return isA(wrapper, NIO) && channel != null
                    ? new NioProbe(wrapper, (SocketChannel) channel)
                    : null;
        }

        @Override
        NetworkChannel socket() {
            return channel;
        }

        // A TLS record that Tomcat has read in part is seen by no selector.
        @Override
        Sight look(ServletInputStream body, long millis) throws IOException {
            if (!isA(wrapper, NIO) || !isA(wrapperChannel.of(wrapper), PLAIN)) {
                return Sight.UNKNOWN;
            }
            if (waiting == null) {
                waiting = Selector.open();
                ((SocketChannel) channel).register(waiting, SelectionKey.OP_READ);
            }
            waiting.selectedKeys().clear();
            return waiting.select(millis) > 0 ? Sight.THERE : Sight.NOTHING;
        }

        @Override
        void afterBody() throws IOException {
            if (waiting != null) {
                waiting.close();
            }
        }

        @Override
        void closeBroken() throws IOException {
            action.of(processor, closeNow, new IOException("The answer was cut"));
        }

        @Override
        void afterReset() throws IOException {
            if (isA(wrapper, NIO)) {
                ((Selector) pollerSelector.of(wrapperPoller.of(wrapper))).wakeup();
            }
        }

        @Override
        void setContentType(String value) throws IOException {
            contentType.of(coyote, value);
        }

        // Tomcat limits forms that it reads itself, not bodies that the application reads.
        @Override
        void limitBody(long bytes) {}

        @Override
        public int mostAtOnce() {
            return mostAtOnce;
        }

        // HTTP/2 and AJP give nobody the objects of a stream that failed.
        @Override
        public Lock lock() {
            return lock;
        }

        @Override
        HttpServletResponse response() {
            return response;
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

        NioProbe(Object wrapper, SocketChannel socketChannel) throws IOException {
            this.wrapper = wrapper;
            this.socketChannel = socketChannel;
            this.plain = isA(wrapperChannel.of(wrapper), PLAIN);
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
