package dev.corral.fleet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hc.client5.http.DnsResolver;

/**
 * The addresses of the one host that a client connects to. The library looks a name up on the
 * thread that leases a connection, be it the watch's or another backend's; a name service that is
 * silent would freeze all of them. So it is asked on a thread of its own. Thread-safe.
 */
final class Names implements DnsResolver, AutoCloseable {

    /** Where addresses come from. */
    interface Lookup {
        /** May block. */
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /** Less than Java keeps what it looked up. */
    private static final long FRESH = Duration.ofSeconds(20).toNanos();

    private record Known(InetAddress[] addresses, long at) {}

    private final String host;
    private final Integer port;
    private final boolean literal;
    private final Lookup lookup;
    private final ThreadPoolExecutor thread;
    private volatile Known known;

    /**
     * Nothing is known yet.
     *
     * @param port what is connected to in place of what is asked for, or null
     */
    Names(String host, Integer port, Lookup lookup) {
        this.host = host;
        this.port = port;
        this.literal =
                host.indexOf(':') >= 0
                        || host.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        this.lookup = lookup;
        this.thread =
                new ThreadPoolExecutor(
                        1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Names::thread);
        thread.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread made = new Thread(work, "corral-names");
        made.setDaemon(true);
        made.setContextClassLoader(Names.class.getClassLoader());
        return made;
    }

    /** Whether nobody has to be asked for the addresses. */
    boolean areFresh() {
        Known last = known;
        return literal || last != null && System.nanoTime() - last.at() < FRESH;
    }

    /** Whether there are addresses, even if they may be others by now. */
    boolean areKnown() {
        return literal || known != null;
    }

    /**
     * Looks the name up, then goes on; returns at once.
     *
     * @throws IllegalStateException if this is closed
     */
    void lookUp(Runnable then, Consumer<Exception> otherwise) {
        try {
            thread.execute(
                    () -> {
                        try {
                            if (!areFresh()) {
                                known = new Known(lookup.of(host), System.nanoTime());
                            }
                            then.run();
                        } catch (UnknownHostException | RuntimeException e) {
                            otherwise.accept(e);
                        }
                    });
        } catch (RejectedExecutionException closed) {
            throw new IllegalStateException("closed", closed);
        }
    }

    @Override
    public InetAddress[] resolve(String asked) throws UnknownHostException {
        Known last = known;
        return last == null ? lookup.of(host) : last.addresses();
    }

    @Override
    public List<InetSocketAddress> resolve(String asked, int portAsked)
            throws UnknownHostException {
        return Arrays.stream(resolve(asked))
                .map(one -> new InetSocketAddress(one, port == null ? portAsked : port))
                .toList();
    }

    @Override
    public String resolveCanonicalHostname(String asked) {
        return asked;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
