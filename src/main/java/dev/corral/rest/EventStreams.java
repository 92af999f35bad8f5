package dev.corral.rest;

import dev.corral.chats.Channel;
import dev.corral.exchange.Watch;
import dev.corral.gateway.server.ClientConnections;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.words.Sentence;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open streams of server-sent events. A stream costs a connection and no thread: two threads
 * write for all of them. Thread-safe; {@link #close} ends all streams.
 */
public final class EventStreams implements AutoCloseable {

    /** The most streams that one person may have open. */
    static final int PER_CALLER = 100;

    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int THREADS = 2;

    private final ClientConnections connections;
    private final Watch watch;
    private final Settings settings;
    private final ExecutorService writers;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> perCaller = new ConcurrentHashMap<>();

    /** Streams on these connections, looked at by that watch. */
    public EventStreams(ClientConnections connections, Watch watch, Settings settings) {
        this.connections = connections;
        this.watch = watch;
        this.settings = settings;
        AtomicInteger number = new AtomicInteger();
        this.writers =
                Executors.newFixedThreadPool(
                        THREADS,
                        work -> {
                            String name = "corral-events-" + number.incrementAndGet();
                            Thread thread = new Thread(work, name);
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /**
     * Answers a request, whose processing was suspended, with what a channel tells.
     *
     * @param after the id of the event that the client read last, or null for what is new from now
     *     on
     */
    void open(HttpServletRequest clientRequest, String caller, Channel channel, String after) {
        if (perCaller.merge(caller, 1, Integer::sum) > PER_CALLER) {
            ended(caller);
            throw ApiProblem.of(
                    429,
                    Sentence.of(
                            "events.most",
                            "You have {n} streams of events open. Close some first.",
                            "n",
                            PER_CALLER));
        }
        AsyncContext async = clientRequest.getAsyncContext();
        async.setTimeout(0);
        HttpServletRequest own = (HttpServletRequest) async.getRequest();
        HttpServletResponse clientResponse = (HttpServletResponse) async.getResponse();
        EventStream stream =
                new EventStream(
                        async,
                        connections.of(own, clientResponse),
                        channel,
                        channel.placeOf(after),
                        new EventStream.Terms(
                                settings.get(Catalogue.LIMITS_SLOW_READER).toNanos(), writers),
                        ended -> {
                            if (open.remove(ended)) {
                                watch.remove(ended);
                                ended(caller);
                            }
                        });
        open.add(stream);
        watch.add(stream);
        try {
            stream.begin();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("the client left before its stream began", e);
            stream.gone();
        }
    }

    private void ended(String caller) {
        perCaller.computeIfPresent(caller, (name, n) -> n == 1 ? null : n - 1);
    }

    /** How many are open. */
    int open() {
        return open.size();
    }

    /** Ends them; their clients come back by themselves. */
    @Override
    public void close() {
        open.forEach(EventStream::finish);
        writers.shutdown();
        try {
            writers.awaitTermination(2, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writers.shutdownNow();
    }
}
