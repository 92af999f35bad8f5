package dev.corral.gateway;

import dev.corral.door.Errors;
import dev.corral.exchange.Watch;
import dev.corral.gateway.server.ClientConnection;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what {@link Everywhere} merges to clients, with a thread for each: administrators' work,
 * few at a time. Thread-safe.
 */
final class ManyAtOnce implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManyAtOnce.class);
    private static final int MOST = 8;
    private static final long BEAT_MILLIS = 10_000;
    private static final int TOO_MANY = 429;
    private static final String FULL =
            "As many operations on all backends are running as may be. Wait for one to end.";

    private final Watch watch;
    private final Settings settings;
    private final AtomicInteger number = new AtomicInteger();
    private final ExecutorService threads =
            new ThreadPoolExecutor(
                    0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), this::thread);

    /**
     * Writes nothing yet.
     *
     * @param watch looks whether clients take what is written
     */
    ManyAtOnce(Watch watch, Settings settings) {
        this.watch = watch;
        this.settings = settings;
    }

    private Thread thread(Runnable work) {
        Thread made = new Thread(work, "corral-everywhere-" + number.incrementAndGet());
        made.setDaemon(true);
        made.setContextClassLoader(ManyAtOnce.class.getClassLoader());
        return made;
    }

    /**
     * Begins the parts and writes their answers.
     *
     * @param connection is cut when the client takes nothing for too long: a write that waits for
     *     it waits without end on some servers
     * @param begin begins them; called once, on the thread that writes, if there is one
     * @param streams whether progress is told while it comes
     */
    void run(
            AsyncContext async,
            ClientConnection connection,
            Everywhere all,
            Runnable begin,
            boolean streams) {
        try {
            threads.execute(() -> write(async, connection, all, begin, streams));
        } catch (RejectedExecutionException full) {
            all.abandon();
            refuse(async);
        }
    }

    private static void refuse(AsyncContext async) {
        try {
            Errors.send(
                    (HttpServletRequest) async.getRequest(),
                    (HttpServletResponse) async.getResponse(),
                    TOO_MANY,
                    FULL);
        } catch (IOException e) {
            LOG.debug("the client left before it could be refused", e);
        }
        complete(async);
    }

    private void write(
            AsyncContext async,
            ClientConnection connection,
            Everywhere all,
            Runnable begin,
            boolean streams) {
        try (Patience patience = new Patience(connection)) {
            begin.run();
            if (streams) {
                stream(async, all, patience);
            } else {
                whole(async, all);
            }
        } catch (IOException e) {
            LOG.debug("the client left while all backends were at work", e);
            all.abandon();
        } catch (InterruptedException e) {
            all.abandon();
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("an operation on all backends failed", e);
            all.abandon();
        } finally {
            complete(async);
        }
    }

    /** Cuts a connection when one write takes too long. */
    private final class Patience implements AutoCloseable, Watch.Watched {
        private final ClientConnection connection;
        private final long nanos;
        private boolean writing;
        private long since;

        Patience(ClientConnection connection) {
            this.connection = connection;
            this.nanos = settings.get(Catalogue.LIMITS_SLOW_READER).toNanos();
            if (nanos > 0) {
                watch.add(this);
            }
        }

        void write(ServletOutputStream out, byte[] bytes) throws IOException {
            writes(true);
            try {
                out.write(bytes);
                out.flush();
            } finally {
                writes(false);
            }
        }

        private synchronized void writes(boolean now) {
            since = System.nanoTime();
            writing = now;
        }

        /** Under the same lock as the end of a write: the server uses the connection again. */
        @Override
        public synchronized void tick(long now) {
            if (writing && now - since > nanos) {
                LOG.debug("a client takes nothing of what all backends tell");
                connection.abort();
            }
        }

        @Override
        public void close() {
            watch.remove(this);
        }
    }

    private static void stream(AsyncContext async, Everywhere all, Patience patience)
            throws IOException, InterruptedException {
        HttpServletResponse clientResponse = (HttpServletResponse) async.getResponse();
        clientResponse.setStatus(HttpServletResponse.SC_OK);
        clientResponse.setContentType(StreamFormat.NDJSON.contentType());
        clientResponse.setHeader("X-Accel-Buffering", "no");
        ServletOutputStream out = clientResponse.getOutputStream();
        for (String line = all.next(BEAT_MILLIS); line != null; line = all.next(BEAT_MILLIS)) {
            patience.write(out, line.isEmpty() ? StreamFormat.NDJSON.beat() : utf8(line));
        }
        patience.write(out, utf8(all.last() + "\n"));
    }

    private static void whole(AsyncContext async, Everywhere all)
            throws IOException, InterruptedException {
        String line = all.next(BEAT_MILLIS);
        while (line != null) {
            line = all.next(BEAT_MILLIS);
        }
        HttpServletResponse clientResponse = (HttpServletResponse) async.getResponse();
        byte[] body = utf8(all.whole());
        clientResponse.setStatus(all.status());
        clientResponse.setContentType("application/json; charset=utf-8");
        clientResponse.setContentLength(body.length);
        clientResponse.getOutputStream().write(body);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void complete(AsyncContext async) {
        try {
            async.complete();
        } catch (IllegalStateException alreadyOver) {
            LOG.debug("the container had ended a request by itself", alreadyOver);
        }
    }

    /** Ends what is running. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
