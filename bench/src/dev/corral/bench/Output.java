package dev.corral.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;

/** What is still to be written to a channel that does not block. */
final class Output {

    /** Gives the next bytes while there is room for them, or null when there are no more. */
    interface Source {
        ByteBuffer next();
    }

    private final SocketChannel channel;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
    private Source source;

    Output(SocketChannel channel) {
        this.channel = channel;
    }

    /** Writes as much as fits and keeps the rest for {@link #flush}. */
    void write(ByteBuffer bytes, SelectionKey key) throws IOException {
        if (waiting.isEmpty()) {
            channel.write(bytes);
        }
        if (bytes.hasRemaining()) {
            waiting.add(bytes);
            key.interestOpsOr(SelectionKey.OP_WRITE);
        }
    }

    /** Writes what the source gives, as fast as it is taken. */
    void pour(Source from, SelectionKey key) throws IOException {
        source = from;
        flush(key);
    }

    /** Writes on; called when the channel is writable. */
    void flush(SelectionKey key) throws IOException {
        // Bounded, so that one fast reader does not hold up the others.
        for (int turns = 0; turns < 8; turns++) {
            ByteBuffer first = waiting.peek();
            if (first == null && source != null) {
                first = source.next();
                if (first == null) {
                    source = null;
                } else {
                    waiting.add(first);
                }
            }
            if (first == null) {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
                return;
            }
            channel.write(first);
            if (first.hasRemaining()) {
                break;
            }
            waiting.poll();
        }
        key.interestOpsOr(SelectionKey.OP_WRITE);
    }
}
