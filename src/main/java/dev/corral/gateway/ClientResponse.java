package dev.corral.gateway;

import dev.corral.door.Face;
import dev.corral.door.RequestId;
import dev.corral.exchange.Exchange;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.exchange.Outcome;
import dev.corral.exchange.Sink;
import dev.corral.gateway.server.ClientConnection;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pump from an exchange into a servlet response that never blocks.
 *
 * <p>Reactor, container and watch threads only leave word ({@code queue} and the volatile fields)
 * and call {@link #drain}. One of them at a time, by a counter and without a lock, does what is to
 * be done; only that one touches the response. {@code writable} is true only between a container's
 * consent and the first {@code isReady()} that says no, so that nobody asks twice.
 */
final class ClientResponse implements Sink, WriteListener {

    private static final Logger LOG = LoggerFactory.getLogger(ClientResponse.class);

    private static final long LOCK_NANOS = 20_000;

    /**
     * A short answer is held until it is whole, so that a break in it can still be told by a
     * status.
     */
    private static final int HOLD = 16 * 1024;

    /** What a head mostly takes less than. */
    private static final int HEAD = 2 * 1024;

    private final AsyncContext async;
    private final HttpServletRequest clientRequest;
    private final HttpServletResponse clientResponse;
    private final ClientConnection connection;
    private final Face face;
    private final String requestId;
    private final StreamFormat expected;
    private final long beatNanos;
    private final long slowNanos;
    private final boolean tellBackend;

    private final AtomicInteger wip = new AtomicInteger();
    private final Queue<ByteBuffer> queue = new ConcurrentLinkedQueue<>();
    private volatile Exchange exchange;
    private volatile Head head;
    private volatile boolean ended;
    private volatile Failure failure;
    private volatile boolean listening;
    private volatile boolean writable;
    private volatile boolean gone;
    private volatile boolean beatDue;
    private volatile long wrote = System.nanoTime();
    private volatile boolean over;

    // Touched by drain() only.
    private ServletOutputStream out;
    private Answer answer;
    private Outcome closing;
    private int unflushed;
    private boolean writeFailed;
    private boolean completed;
    private volatile Thread container;

    /**
     * A pump for one request.
     *
     * @param expected how the answer will be framed if it is streamed; {@link StreamFormat#OPAQUE}
     *     if it is not
     * @param beatNanos after how much silence a streamed answer gets a byte without a meaning; 0
     *     for never
     * @param slowNanos how long the client may take nothing before it is cut; 0 for ever
     * @param tellBackend whether the client is told which backend answers, and why that one
     */
    ClientResponse(
            AsyncContext async,
            ClientConnection connection,
            Face face,
            StreamFormat expected,
            long beatNanos,
            long slowNanos,
            boolean tellBackend) {
        this.tellBackend = tellBackend;
        this.async = async;
        this.clientRequest = (HttpServletRequest) async.getRequest();
        this.clientResponse = (HttpServletResponse) async.getResponse();
        this.connection = connection;
        this.face = face;
        this.requestId = RequestId.of(clientRequest);
        this.expected = expected;
        this.beatNanos = beatNanos;
        this.slowNanos = slowNanos;
    }

    @Override
    public void open(Exchange begun) {
        exchange = begun;
    }

    @Override
    public void head(Head received) {
        head = received;
        drain();
    }

    @Override
    public void data(ByteBuffer bytes) {
        if (!passThrough(bytes)) {
            queue.add(copy(bytes));
            drain();
        }
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return ByteBuffer.wrap(copy);
    }

    /** Writes without a copy what need not wait; false if it must. */
    private boolean passThrough(ByteBuffer bytes) {
        Lock lock = connection.lock();
        if (!bytes.hasArray() || !listening || lock != null && !lock.tryLock()) {
            return false;
        }
        try {
            return wip.compareAndSet(0, 1) && passAlone(bytes);
        } finally {
            if (lock != null) {
                lock.unlock();
            }
        }
    }

    private boolean passAlone(ByteBuffer bytes) {
        boolean flows =
                writable
                        && queue.isEmpty()
                        && !over
                        && !gone
                        && failure == null
                        && closing == null
                        && answer != null
                        && answer.isFlowing();
        if (flows) {
            carefully(() -> writeThrough(bytes));
        }
        workOff(1);
        return flows;
    }

    private void writeThrough(ByteBuffer bytes) throws IOException {
        write(bytes);
        if (bytes.hasRemaining()) {
            queue.add(copy(bytes));
        }
        flush();
    }

    @Override
    public void end() {
        ended = true;
        drain();
    }

    @Override
    public void fail(Failure why) {
        failure = why;
        drain();
    }

    @Override
    public void tick(long now) {
        if (slowNanos > 0 && listening && !writable && now - wrote >= slowNanos) {
            LOG.debug("a client takes nothing of its answer and is cut");
            clientGone();
            return;
        }
        if (beatNanos > 0 && expected != StreamFormat.OPAQUE && !over && now - wrote >= beatNanos) {
            beatDue = true;
            drain();
        }
    }

    @Override
    public void onWritePossible() {
        container = Thread.currentThread();
        listening = true;
        writable = true;
        drain();
        container = null;
    }

    @Override
    public void onError(Throwable cause) {
        neverAnswered();
        if (over && !completed) {
            complete();
        }
    }

    /** The client left. Any thread, any number of times. */
    void clientGone() {
        gone = true;
        drain();
    }

    /** The client left, and the container will not ask for an answer. Container's threads only. */
    void neverAnswered() {
        listening = true;
        gone = true;
        drain();
    }

    private void drain() {
        Lock lock = connection.lock();
        if (lock == null) {
            drainAlone();
        } else if (listening) {
            drainUnder(lock);
        } else if (gone) {
            // The container is at work on the request; it will ask, and be told then.
            terminate(Outcome.CLIENT_GONE);
        }
    }

    /** Waits only as long as there is something to do: the lock is also the next request's. */
    private void drainUnder(Lock lock) {
        while (!lock.tryLock()) {
            if (over) {
                return;
            }
            LockSupport.parkNanos(LOCK_NANOS);
        }
        try {
            drainAlone();
        } finally {
            lock.unlock();
        }
    }

    private void drainAlone() {
        if (wip.getAndIncrement() == 0) {
            carefully(this::step);
            workOff(1);
        }
    }

    /** Goes on as long as somebody left word meanwhile, and then lets others in. */
    private void workOff(int done) {
        int missed = wip.addAndGet(-done);
        while (missed != 0) {
            carefully(this::step);
            missed = wip.addAndGet(-missed);
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void carefully(Work work) {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            LOG.debug("writing to the client failed", e);
            gone = true;
            writeFailed = true;
            abandon();
        }
    }

    private void abandon() {
        queue.clear();
        if (!over) {
            finish(Outcome.CLIENT_GONE);
        }
    }

    private void step() throws IOException {
        if (over || gone) {
            abandon();
            return;
        }
        if (!writable) {
            return;
        }
        if (closing != null) {
            finish(closing);
            return;
        }
        // Read before the queue, so that nothing can be added after an end was seen.
        boolean whole = ended;
        Failure broken = failure;
        if (answer == null) {
            answer = new Answer(clientRequest, clientResponse, connection, face, expected);
            out = clientResponse.getOutputStream();
        }
        if (!begin(whole, broken)) {
            return;
        }
        boolean any = writeQueued();
        if (!writable || !queue.isEmpty()) {
            return;
        }
        if (whole) {
            last(answer.lastFrame(), Outcome.WHOLE);
        } else if (broken != null) {
            breakOff(broken);
        } else if (any || beatDue) {
            beatIfDue(any);
            flush();
        }
    }

    /** Whether the body may be written now. */
    private boolean begin(boolean whole, Failure broken) throws IOException {
        if (answer.hasHead()) {
            return true;
        }
        Head received = head;
        boolean held = received != null && isHeld(received);
        if (broken != null && (received == null || held)) {
            queue.clear();
            last(answer.refuse(broken), Outcome.FAILED);
            return false;
        }
        if (received == null) {
            if (beatDue) {
                beatDue = false;
                write(answer.beginSilently());
                flush();
            }
            return false;
        }
        if (held && !whole) {
            return false;
        }
        answer.begin(received, tellBackend ? from() : null);
        unflushed = HEAD;
        if (received.body() && received.contentLength() < 0) {
            // The head must not wait for the first frame, and no length be made up for a short one.
            flush();
        }
        return true;
    }

    private String from() {
        Exchange begun = exchange;
        if (begun == null || begun.backend() == null) {
            return null;
        }
        String reason = begun.reason();
        String text = begun.backend().spec().name() + (reason == null ? "" : " (" + reason + ")");
        return text.replaceAll("[^\\x20-\\x7E]", "?");
    }

    private boolean isHeld(Head received) {
        return !received.body()
                || received.contentLength() >= 0 && received.contentLength() <= HOLD;
    }

    private boolean writeQueued() throws IOException {
        boolean any = false;
        ByteBuffer bytes;
        while (writable && (bytes = queue.peek()) != null) {
            if (answer.isFlowing()) {
                any = true;
                write(bytes);
                if (bytes.hasRemaining()) {
                    return true;
                }
            } else {
                answer.turn(bytes.array());
                exchange.written(bytes.capacity());
            }
            queue.remove();
        }
        return any;
    }

    /**
     * Writes what the container takes, never more at a time than it can send on at once: with more
     * Tomcat would wait for its poller each time.
     */
    private void write(ByteBuffer bytes) throws IOException {
        int most = connection.mostAtOnce();
        while (writable && bytes.hasRemaining()) {
            int n = Math.min(bytes.remaining(), most);
            if (unflushed + n > most) {
                flush();
                if (!writable) {
                    return;
                }
            }
            int from = bytes.arrayOffset() + bytes.position();
            bytes.position(bytes.position() + n);
            answer.passes(bytes.array(), from, n);
            out.write(bytes.array(), from, n);
            unflushed += n;
            wrote = System.nanoTime();
            askReady();
            exchange.written(n);
        }
    }

    private void write(byte[] bytes) throws IOException {
        if (bytes.length > 0) {
            out.write(bytes);
            unflushed += bytes.length;
            wrote = System.nanoTime();
            askReady();
        }
    }

    private void flush() throws IOException {
        if (writable) {
            out.flush();
            unflushed = 0;
            askReady();
        }
    }

    private void askReady() {
        // First no, then ask: the container may call onWritePossible before isReady() has even
        // returned.
        writable = false;
        if (out.isReady()) {
            writable = true;
        }
    }

    private void beatIfDue(boolean any) throws IOException {
        if (beatDue) {
            beatDue = false;
            if (!any) {
                write(answer.beat());
            }
        }
    }

    /** Writes the last bytes and ends when the container took them. */
    private void last(byte[] bytes, Outcome how) throws IOException {
        write(bytes);
        if (writable) {
            finish(how);
        } else {
            closing = how;
        }
    }

    private void breakOff(Failure broken) throws IOException {
        byte[] event = answer.breakOff(broken);
        if (event != null) {
            last(event, Outcome.FAILED);
        } else if (connection.abort()) {
            finish(Outcome.FAILED);
        } else {
            over = true;
            connection.unwatch();
            terminate(Outcome.FAILED);
            async.dispatch(AbortServlet.PATH);
        }
    }

    private void finish(Outcome how) {
        over = true;
        connection.unwatch();
        terminate(how);
        if (writeFailed && connection.lock() != null && Thread.currentThread() != container) {
            // The container is about to end it, and calls onError() then.
            return;
        }
        if (how == Outcome.CLIENT_GONE) {
            // It may still read: what it has must not end as if it were whole.
            connection.abort();
        }
        complete();
    }

    private void complete() {
        completed = true;
        try {
            async.complete();
        } catch (RuntimeException alreadyOver) {
            LOG.debug("the container had ended request {} by itself", requestId, alreadyOver);
        }
    }

    private void terminate(Outcome how) {
        Exchange begun = exchange;
        if (begun != null) {
            begun.terminate(how);
        }
    }
}
