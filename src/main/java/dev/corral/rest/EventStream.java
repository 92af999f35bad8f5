package dev.corral.rest;

import dev.corral.chats.Channel;
import dev.corral.exchange.Watch;
import dev.corral.gateway.server.ClientConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reader of a channel. It holds nothing but its place: whoever wakes it leaves word, and one
 * writer thread at a time, by a counter, takes from the channel what the client has room for. A
 * client that takes nothing for too long is cut; one that comes too late for what the channel keeps
 * is told to begin again.
 */
final class EventStream implements WriteListener, Watch.Watched {

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private static final long BEAT = Duration.ofSeconds(15).toNanos();
    // So that a login that is over, or a role that was taken away, ends the reading as well.
    private static final long LONGEST = Duration.ofMinutes(30).toNanos();
    private static final long LOCK_NANOS = 20_000;
    private static final int AT_ONCE = 32 * 1024;
    private static final byte[] HELLO =
            ": here\nretry: 2000\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] COMMENT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final AsyncContext async;
    private final HttpServletResponse clientResponse;
    private final ClientConnection connection;
    private final Channel channel;
    private final Terms terms;
    private final Consumer<EventStream> whenOver;
    private final Runnable waker = this::wake;
    private final long begun = System.nanoTime();
    private final AtomicInteger wip = new AtomicInteger();
    private volatile boolean listening;
    private volatile boolean writable;
    private volatile boolean gone;
    private volatile boolean ending;
    private volatile boolean beatDue;
    private volatile boolean over;
    private volatile long wrote = begun;

    // Touched by the one that drains only.
    private ServletOutputStream out;
    private long place;
    private boolean greeted;

    /**
     * @param slowNanos how long the client may take nothing; 0 for ever
     * @param writers run the writing
     */
    record Terms(long slowNanos, Executor writers) {}

    EventStream(
            AsyncContext async,
            ClientConnection connection,
            Channel channel,
            long place,
            Terms terms,
            Consumer<EventStream> whenOver) {
        this.async = async;
        this.clientResponse = (HttpServletResponse) async.getResponse();
        this.connection = connection;
        this.channel = channel;
        this.place = place;
        this.terms = terms;
        this.whenOver = whenOver;
    }

    /** On the request's own thread. */
    void begin() throws IOException {
        clientResponse.setStatus(HttpServletResponse.SC_OK);
        clientResponse.setContentType("text/event-stream;charset=UTF-8");
        clientResponse.setHeader("Cache-Control", "no-store, no-transform");
        clientResponse.setHeader("X-Accel-Buffering", "no");
        out = clientResponse.getOutputStream();
        channel.join(waker);
        connection.watch(this::gone, true);
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        listening = true;
        writable = true;
        wake();
    }

    @Override
    public void onError(Throwable cause) {
        LOG.debug("writing to a reader of events failed", cause);
        listening = true;
        if (over) {
            complete();
        } else {
            gone();
        }
    }

    /** The client left. Any thread, any number of times. */
    void gone() {
        gone = true;
        wake();
    }

    /** Ends the stream in order; the client comes back. */
    void finish() {
        ending = true;
        wake();
    }

    @Override
    public void tick(long now) {
        if (now - begun > LONGEST) {
            finish();
        } else if (terms.slowNanos > 0 && listening && !writable && now - wrote > terms.slowNanos) {
            gone();
        } else if (writable && now - wrote > BEAT) {
            beatDue = true;
            wake();
        }
    }

    private void wake() {
        if (!over && wip.getAndIncrement() == 0) {
            try {
                terms.writers.execute(this::drain);
            } catch (RejectedExecutionException stopping) {
                LOG.debug("the writers have ended", stopping);
            }
        }
    }

    private void drain() {
        Lock lock = connection.lock();
        int missed = wip.get();
        do {
            if (listening || lock == null) {
                if (lock == null || take(lock)) {
                    try {
                        step();
                    } finally {
                        if (lock != null) {
                            lock.unlock();
                        }
                    }
                }
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    private boolean take(Lock lock) {
        while (!lock.tryLock()) {
            if (over) {
                return false;
            }
            LockSupport.parkNanos(LOCK_NANOS);
        }
        return true;
    }

    private void step() {
        if (over) {
            return;
        }
        try {
            if (gone) {
                end(true);
                return;
            }
            write();
            if (ending) {
                end(false);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("writing to a reader of events failed", e);
            over();
            if (connection.lock() == null) {
                complete();
            }
            // Else the server is about to end it, and calls onError() then.
        }
    }

    private void write() throws IOException {
        boolean any = false;
        if (writable && !greeted) {
            greeted = true;
            List<byte[]> first = new ArrayList<>(List.of(HELLO));
            first.addAll(channel.standing(place));
            put(joined(first));
            any = true;
        }
        while (writable) {
            Channel.News news = channel.after(place, AT_ONCE);
            if (news.frames().isEmpty()) {
                break;
            }
            put(joined(news.frames()));
            place = news.place();
            any = true;
        }
        if (writable && beatDue && !any) {
            put(COMMENT);
            any = true;
        }
        beatDue = false;
        if (any && writable) {
            out.flush();
            askReady();
        }
    }

    private static byte[] joined(List<byte[]> frames) {
        if (frames.size() == 1) {
            return frames.get(0);
        }
        int size = frames.stream().mapToInt(frame -> frame.length).sum();
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] frame : frames) {
            System.arraycopy(frame, 0, all, at, frame.length);
            at += frame.length;
        }
        return all;
    }

    private void put(byte[] bytes) throws IOException {
        out.write(bytes);
        wrote = System.nanoTime();
        askReady();
    }

    private void askReady() {
        // First no, then ask: the container may call onWritePossible before isReady() returns.
        writable = false;
        if (out.isReady()) {
            writable = true;
        }
    }

    private void end(boolean cut) {
        over();
        if (cut) {
            connection.abort();
        }
        complete();
    }

    private void over() {
        over = true;
        channel.leave(waker);
        connection.unwatch();
        whenOver.accept(this);
    }

    private void complete() {
        try {
            async.complete();
        } catch (RuntimeException alreadyOver) {
            LOG.debug("the container had ended a stream of events by itself", alreadyOver);
        }
    }
}
