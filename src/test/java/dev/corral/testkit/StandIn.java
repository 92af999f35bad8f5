package dev.corral.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * An upstream on a real loopback socket that does what its scripts say. One selector thread accepts
 * and reads all connections, so that a client's close is noticed at once; each request's script
 * runs on a thread of its own with a small stack, thousands of them at a time.
 *
 * <p>Freshly started or {@link #reset}, it answers like an Ollama (see {@link CannedOllama}).
 */
public final class StandIn implements AutoCloseable {
    record Route(Script script, boolean unread) {}

    private final ServerSocketChannel server;
    private final Selector selector;
    private final Thread thread;
    private final ExecutorService scripts;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Map<String, Route> routes = new ConcurrentHashMap<>();
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final Queue<Exchange> exchanges = new ConcurrentLinkedQueue<>();
    private final List<Abort> aborts = new CopyOnWriteArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile int sendBuffer;
    private volatile int receiveBuffer;
    private volatile boolean closing;

    private StandIn(int port) throws IOException {
        server = ServerSocketChannel.open();
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        AtomicInteger number = new AtomicInteger();
        scripts =
                Executors.newCachedThreadPool(
                        work -> {
                            String name = "stand-in-script-" + number.incrementAndGet();
                            Thread script = new Thread(null, work, name, 256 * 1024);
                            script.setDaemon(true);
                            return script;
                        });
        thread = new Thread(this::loop, "stand-in-selector");
        thread.setDaemon(true);
    }

    /** Starts one on a port that is free. */
    public static StandIn start() throws IOException {
        return start(0);
    }

    /** Starts one on that port of the loopback address. */
    public static StandIn start(int port) throws IOException {
        StandIn standIn = new StandIn(port);
        CannedOllama.install(standIn);
        standIn.thread.start();
        return standIn;
    }

    /** The port that it listens on. */
    public int port() {
        return server.socket().getLocalPort();
    }

    /** {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /**
     * Answers a method and path by a script from now on.
     *
     * @param method a method, or {@code *} for each
     * @param path an exact path as on the wire, or the beginning of paths followed by {@code *}
     */
    public StandIn on(String method, String path, Script script) {
        routes.put(method + " " + path, new Route(script, false));
        return this;
    }

    /** Like {@link #on}, but reads nothing of the body until {@link Exchange#read} lets it. */
    public StandIn onUnread(String method, String path, Script script) {
        routes.put(method + " " + path, new Route(script, true));
        return this;
    }

    /** Sets the buffers of connections accepted from now on (bytes; 0: the system's choice). */
    public StandIn buffers(int send, int receive) {
        this.sendBuffer = send;
        this.receiveBuffer = receive;
        return this;
    }

    /**
     * Breaks off what is being answered and forgets scripts and everything recorded. Idle
     * connections stay, as they do at a server that nobody restarted.
     */
    public void reset() {
        buffers(0, 0);
        routes.clear();
        CannedOllama.install(this);
        running.forEach(Exchange::close);
        await(Duration.ofSeconds(10), running::isEmpty);
        exchanges.clear();
        aborts.clear();
        failures.clear();
        accepted.set(0);
    }

    /** Closes every connection now. */
    public void dropConnections() {
        open.forEach(Connection::close);
    }

    /** Connections open now, idle ones included. */
    public int connectionsOpen() {
        return open.size();
    }

    /** Connections accepted since the start or the last {@link #reset}. */
    public int connectionsTotal() {
        return accepted.get();
    }

    /** Requests being answered now. */
    public int exchangesOpen() {
        return running.size();
    }

    /** Every request so far, in the order in which their heads were complete. */
    public List<Exchange> exchanges() {
        return new ArrayList<>(exchanges);
    }

    /** The only request so far; fails if there were more or none. */
    public Exchange only() {
        List<Exchange> all = exchanges();
        if (all.size() != 1) {
            throw new AssertionError("expected one request, but there were: " + all);
        }
        return all.get(0);
    }

    /** Every request so far whose client left before it was answered. */
    public List<Abort> aborts() {
        return List.copyOf(aborts);
    }

    /** What went wrong in the stand-in or its scripts; a test that ends should find none. */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** Waits until a condition holds; returns whether it did in time. */
    public static boolean await(Duration time, BooleanSupplier condition) {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(500_000);
        }
        return true;
    }

    @Override
    public void close() {
        closing = true;
        dropConnections();
        scripts.shutdownNow();
        selector.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- for connections

    Route route(Exchange exchange) {
        for (String method : new String[] {exchange.method(), "*"}) {
            Route exact = routes.get(method + " " + exchange.path());
            if (exact != null) {
                return exact;
            }
        }
        Route best = null;
        int length = -1;
        for (Map.Entry<String, Route> entry : routes.entrySet()) {
            String key = entry.getKey();
            int space = key.indexOf(' ');
            String path = key.substring(space + 1);
            boolean method = key.startsWith("* ") || key.startsWith(exchange.method() + " ");
            if (method && path.endsWith("*") && path.length() > length) {
                if (exchange.path().startsWith(path.substring(0, path.length() - 1))) {
                    best = entry.getValue();
                    length = path.length();
                }
            }
        }
        return best == null ? new Route(CannedOllama::unknown, false) : best;
    }

    void start(Exchange exchange, Runnable work) {
        running.add(exchange);
        exchanges.add(exchange);
        scripts.execute(work);
    }

    void finished(Exchange exchange) {
        running.remove(exchange);
    }

    void aborted(Abort abort) {
        aborts.add(abort);
    }

    void broken(Throwable failure) {
        if (!closing) {
            failures.add(failure);
        }
    }

    void closed(Connection connection) {
        open.remove(connection);
    }

    void onSelector(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    // ---- the selector's thread

    private void loop() {
        ByteBuffer scratch = ByteBuffer.allocateDirect(128 * 1024);
        try (selector;
                server) {
            while (!closing) {
                selector.select(key -> ready(key, scratch));
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    run(task);
                }
            }
        } catch (IOException e) {
            broken(e);
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (java.nio.channels.CancelledKeyException e) {
            // The connection was closed meanwhile.
        } catch (RuntimeException e) {
            broken(e);
        }
    }

    private void ready(SelectionKey key, ByteBuffer scratch) {
        try {
            if (key.attachment() instanceof Connection connection) {
                connection.ready(scratch);
            } else {
                accept();
            }
        } catch (IOException | RuntimeException e) {
            broken(e);
        }
    }

    private void accept() throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (sendBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
            }
            if (receiveBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            }
            Connection connection = new Connection(this, channel);
            accepted.incrementAndGet();
            open.add(connection);
            connection.register(channel.register(selector, SelectionKey.OP_READ, connection));
        }
    }
}
