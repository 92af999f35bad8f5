package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One connection to the stand-in. The selector's thread reads and parses, so that a close is seen
 * at once even while a script sleeps; the script's thread writes.
 */
final class Connection {
    private final StandIn standIn;
    private final SocketChannel channel;
    private SelectionKey key;

    // The selector's thread only.
    private final ByteArrayOutputStream headBytes = new ByteArrayOutputStream();
    private ByteBuffer leftover = ByteBuffer.allocate(0);
    private BodyDecoder decoder;
    private Exchange exchange;
    private boolean busy;

    // Guarded by this.
    private Thread scriptThread;
    private boolean writable = true;
    private boolean closed;
    private String gone;
    private long credit;

    Connection(StandIn standIn, SocketChannel channel) {
        this.standIn = standIn;
        this.channel = channel;
    }

    void register(SelectionKey selectionKey) {
        this.key = selectionKey;
    }

    // ---- the selector's thread

    void ready(ByteBuffer scratch) {
        try {
            if (key.isWritable()) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                synchronized (this) {
                    writable = true;
                    notifyAll();
                }
            }
            if (key.isReadable()) {
                readable(scratch);
            }
        } catch (java.nio.channels.CancelledKeyException e) {
            closeQuietly();
        }
    }

    private void readable(ByteBuffer scratch) {
        int n;
        scratch.clear();
        try {
            n = channel.read(scratch);
        } catch (IOException e) {
            gone(e instanceof ClosedChannelException ? "closed here" : "RST");
            return;
        }
        if (n < 0) {
            gone("FIN");
            return;
        }
        spend(n);
        scratch.flip();
        parse(scratch);
    }

    private void spend(int n) {
        synchronized (this) {
            if (exchange == null || exchange.complete()) {
                return;
            }
            credit = credit == Long.MAX_VALUE ? credit : credit - n;
            if (credit > 0) {
                return;
            }
        }
        key.interestOpsAnd(~SelectionKey.OP_READ);
    }

    private void parse(ByteBuffer in) {
        try {
            if (exchange == null) {
                readHead(in);
            }
            if (exchange != null && !decoder.done()) {
                decoder.feed(in, exchange::accept);
            }
            if (exchange != null && decoder.done() && !exchange.complete()) {
                exchange.bodyDone();
                key.interestOpsOr(SelectionKey.OP_READ);
            }
            keep(in);
        } catch (IOException e) {
            standIn.broken(e);
            closeQuietly();
        }
    }

    private void keep(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return;
        }
        ByteBuffer all = ByteBuffer.allocate(leftover.remaining() + in.remaining());
        leftover = all.put(leftover).put(in).flip();
    }

    private void readHead(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            byte b = in.get();
            headBytes.write(b);
            String text = b != '\n' || headBytes.size() < 4 ? "" : endOfHead();
            if (!text.isEmpty()) {
                headBytes.reset();
                begin(new Head(text));
                return;
            }
        }
    }

    private String endOfHead() {
        byte[] all = headBytes.toByteArray();
        int n = all.length;
        if (all[n - 1] != '\n' || all[n - 2] != '\r' || all[n - 3] != '\n' || all[n - 4] != '\r') {
            return "";
        }
        return new String(all, 0, n - 2, StandardCharsets.ISO_8859_1);
    }

    private void begin(Head head) {
        long length = head.contentLength();
        decoder =
                head.chunked() ? BodyDecoder.chunked() : BodyDecoder.ofLength(Math.max(0, length));
        exchange = new Exchange(this, head);
        StandIn.Route route = standIn.route(exchange);
        synchronized (this) {
            credit = route.unread() ? 0 : Long.MAX_VALUE;
        }
        if (route.unread() && !decoder.done()) {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }
        busy = true;
        standIn.start(exchange, () -> runScript(exchange, route.script()));
    }

    private void gone(String how) {
        synchronized (this) {
            if (gone == null && !closed) {
                gone = how;
                // Before the script is woken: its end would make the answer look whole.
                if (busy && !exchange.ended()) {
                    standIn.aborted(new Abort(exchange, System.nanoTime(), how));
                }
                if (scriptThread != null) {
                    scriptThread.interrupt();
                }
            }
            notifyAll();
        }
        closeQuietly();
    }

    private void afterAnswer(Exchange answered) {
        if (answered.complete()) {
            next();
        } else {
            close();
        }
    }

    private void next() {
        exchange = null;
        busy = false;
        ByteBuffer in = leftover;
        leftover = ByteBuffer.allocate(0);
        parse(in);
    }

    // ---- the script's thread

    private void runScript(Exchange current, Script script) {
        synchronized (this) {
            scriptThread = Thread.currentThread();
            if (gone != null) {
                scriptThread.interrupt();
            }
        }
        boolean whole = false;
        try {
            script.run(current);
            whole = true;
        } catch (ClientGone | InterruptedException e) {
            // The client left: that is counted where it was noticed.
        } catch (IOException | RuntimeException | Error e) {
            standIn.broken(e);
        } finally {
            synchronized (this) {
                scriptThread = null;
                Thread.interrupted();
            }
            current.end();
            standIn.finished(current);
        }
        if (whole && !current.closeAfter()) {
            // There the body that came with the head has been taken, however quick the script was.
            standIn.onSelector(() -> afterAnswer(current));
        } else {
            close();
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            awaitWritable();
            int n;
            try {
                n = channel.write(bytes);
            } catch (IOException e) {
                gone("write: " + e.getMessage());
                throw new ClientGone(String.valueOf(e.getMessage()));
            }
            if (n == 0) {
                synchronized (this) {
                    writable = false;
                }
                standIn.onSelector(() -> key.interestOpsOr(SelectionKey.OP_WRITE));
            }
        }
    }

    private synchronized void awaitWritable() throws ClientGone {
        while (!writable && gone == null && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClientGone("interrupted");
            }
        }
        if (gone != null || closed) {
            throw new ClientGone(gone == null ? "closed here" : gone);
        }
    }

    // ---- any thread

    void allow(long bytes) {
        synchronized (this) {
            credit =
                    bytes == Long.MAX_VALUE || credit == Long.MAX_VALUE
                            ? Long.MAX_VALUE
                            : credit + bytes;
            if (credit <= 0) {
                return;
            }
        }
        standIn.onSelector(() -> key.interestOpsOr(SelectionKey.OP_READ));
    }

    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Already closed: nothing is left to break.
        }
        close();
    }

    void shutdownOutput() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new ClientGone(String.valueOf(e.getMessage()));
        }
    }

    void close() {
        closeQuietly();
        standIn.onSelector(() -> {});
    }

    private void closeQuietly() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            if (scriptThread != null && scriptThread != Thread.currentThread()) {
                scriptThread.interrupt();
            }
            notifyAll();
        }
        try {
            channel.close();
        } catch (IOException e) {
            standIn.broken(e);
        }
        standIn.closed(this);
    }
}
