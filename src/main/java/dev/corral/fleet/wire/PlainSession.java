package dev.corral.fleet.wire;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection's session as the library sees it. Two things are different from the library's own:
 * who has a request sends it at once, without waking the reactor, if nobody works on the connection
 * just now; and what the selector shall wait for is changed once at the end of the work, and only
 * if it is different, since each change costs a wake-up.
 */
final class PlainSession implements ProtocolIOSession {

    private final ProtocolIOSession own;
    private final Deque<Command> commands = new ConcurrentLinkedDeque<>();
    private final ReentrantLock work = new ReentrantLock();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean open;
    private PlainEvents events;

    // Of the thread that is in.
    private int before;
    private int wanted;

    PlainSession(ProtocolIOSession own) {
        this.own = own;
    }

    void events(PlainEvents handler) {
        events = handler;
    }

    void opened() {
        open = true;
    }

    /** Begins to work on the connection. Waits for who is at it, which never blocks. */
    void enter() {
        work.lock();
        begin();
    }

    private void begin() {
        if (work.getHoldCount() == 1) {
            // What was asked for until now was written down before, and will be seen.
            asked.set(0);
            before = ownEvents();
            wanted = before;
        }
    }

    private int ownEvents() {
        try {
            return own.getEventMask();
        } catch (CancelledKeyException closed) {
            return 0;
        }
    }

    /** Ends the work. */
    void leave() {
        if (work.getHoldCount() == 1) {
            settle();
        }
        work.unlock();
    }

    private void settle() {
        int cleared = before & ~wanted;
        int set = wanted & ~before;
        if (cleared != 0) {
            own.clearEvent(cleared);
            // Somebody asked meanwhile for what was just cleared.
            set |= asked.get() & cleared;
        }
        if (set != 0) {
            own.setEvent(set);
        }
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        if (priority == Command.Priority.IMMEDIATE) {
            commands.addFirst(command);
        } else {
            commands.addLast(command);
        }
        if (!own.isOpen()) {
            if (commands.remove(command)) {
                command.cancel();
            }
        } else if (!open || !(command instanceof RequestExecutionCommand) || !writeAtOnce()) {
            ask(SelectionKey.OP_WRITE);
        }
    }

    private boolean writeAtOnce() {
        if (work.isHeldByCurrentThread() || !work.tryLock()) {
            return false;
        }
        begin();
        try {
            events.write();
        } catch (IOException e) {
            events.exception(this, e);
        } finally {
            leave();
        }
        return true;
    }

    private void ask(int events) {
        asked.accumulateAndGet(events, (a, b) -> a | b);
        own.setEvent(events);
    }

    @Override
    public int getEventMask() {
        return work.isHeldByCurrentThread() ? wanted : ownEvents();
    }

    @Override
    public void setEventMask(int events) {
        if (work.isHeldByCurrentThread()) {
            wanted = events;
        } else {
            own.setEventMask(events);
        }
    }

    @Override
    public void setEvent(int events) {
        if (work.isHeldByCurrentThread()) {
            wanted |= events;
        } else {
            ask(events);
        }
    }

    @Override
    public void clearEvent(int events) {
        if (work.isHeldByCurrentThread()) {
            wanted &= ~events;
        } else {
            own.clearEvent(events);
        }
    }

    @Override
    public boolean hasCommands() {
        return !commands.isEmpty() || own.hasCommands();
    }

    @Override
    public Command poll() {
        Command first = commands.pollFirst();
        return first == null ? own.poll() : first;
    }

    @Override
    public IOEventHandler getHandler() {
        return own.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        own.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return own.getLock();
    }

    @Override
    public ByteChannel channel() {
        return own.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return own.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return own.getLocalAddress();
    }

    @Override
    public NamedEndpoint getInitialEndpoint() {
        return own.getInitialEndpoint();
    }

    @Override
    public void close() {
        own.close();
    }

    @Override
    public void close(CloseMode how) {
        own.close(how);
    }

    @Override
    public Status getStatus() {
        return own.getStatus();
    }

    @Override
    public boolean isOpen() {
        return own.isOpen();
    }

    @Override
    public Timeout getSocketTimeout() {
        return own.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        own.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return own.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return own.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return own.getLastEventTime();
    }

    @Override
    public void updateReadTime() {
        own.updateReadTime();
    }

    @Override
    public void updateWriteTime() {
        own.updateWriteTime();
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return own.read(bytes);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return own.write(bytes);
    }

    @Override
    public String getId() {
        return own.getId();
    }

    /** Connections without TLS only. */
    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode buffers,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout timeout) {
        throw new UnsupportedOperationException();
    }

    @Override
    public TlsDetails getTlsDetails() {
        return null;
    }
}
