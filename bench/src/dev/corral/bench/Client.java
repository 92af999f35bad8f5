package dev.corral.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * One keep-alive connection of a load client, in the loop's thread. What happens is told to its
 * listener.
 */
final class Client implements Loop.Ready {

    /** Hears of the answer to the request that was sent last. */
    interface Listener {
        default void connected() {}

        default void head(int status) {}

        default void data(ByteBuffer part) {}

        /** The answer is whole. */
        void end();

        /** The connection broke, or was closed by the server before the answer was whole. */
        void broken(IOException cause);
    }

    private static final ByteBuffer READ = ByteBuffer.allocateDirect(256 * 1024);

    private final SocketChannel channel = SocketChannel.open();
    private final Output output = new Output(channel);
    private final SelectionKey key;
    private final byte[] head = new byte[8 * 1024];
    private Listener listener;
    private int headLength;
    private int lineLength;
    private boolean inBody;
    private long left;
    private ChunkDecoder chunks;

    Client(Loop loop, int port, Listener listener) throws IOException {
        this.listener = listener;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
    }

    void listener(Listener next) {
        listener = next;
    }

    void send(byte[] request) throws IOException {
        output.write(ByteBuffer.wrap(request), key);
    }

    void pour(Output.Source source) throws IOException {
        output.pour(source, key);
    }

    /** Stops or goes on with reading. */
    void reading(boolean on) {
        if (on) {
            key.interestOpsOr(SelectionKey.OP_READ);
        } else {
            key.interestOpsAnd(~SelectionKey.OP_READ);
        }
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isConnectable() && channel.finishConnect()) {
            key.interestOps(SelectionKey.OP_READ);
            listener.connected();
            return;
        }
        if (ready.isWritable()) {
            output.flush(key);
        }
        if (ready.isValid() && ready.isReadable()) {
            READ.clear();
            if (channel.read(READ) < 0) {
                broken(new IOException("the server closed the connection"));
                return;
            }
            take(READ.flip());
        }
    }

    @Override
    public void broken(IOException cause) {
        close();
        listener.broken(cause);
    }

    private void take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && channel.isOpen()) {
            if (!inBody && !takeHead(bytes)) {
                return;
            }
            boolean whole;
            if (chunks != null) {
                whole = chunks.decode(bytes, listener::data);
            } else {
                int n = (int) Math.min(left, bytes.remaining());
                if (n > 0) {
                    listener.data(bytes.slice(bytes.position(), n));
                    bytes.position(bytes.position() + n);
                    left -= n;
                }
                whole = left == 0;
            }
            if (whole) {
                inBody = false;
                chunks = null;
                listener.end();
            }
        }
    }

    private boolean takeHead(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            head[headLength++] = b;
            if (b == '\n') {
                if (lineLength == 0) {
                    readHead(new String(head, 0, headLength, ISO_8859_1));
                    headLength = 0;
                    return true;
                }
                lineLength = 0;
            } else if (b != '\r') {
                lineLength++;
            }
        }
        return false;
    }

    private void readHead(String text) throws IOException {
        int status = Integer.parseInt(text.substring(9, 12));
        inBody = true;
        left = 0;
        int length = find(text, "\ncontent-length:");
        if (length >= 0) {
            left = Long.parseLong(text.substring(length, text.indexOf('\r', length)).trim());
        } else if (find(text, "\ntransfer-encoding:") >= 0) {
            chunks = new ChunkDecoder();
        } else {
            throw new IOException("an answer without a length: " + status);
        }
        listener.head(status);
    }

    private static int find(String text, String header) {
        for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
            if (text.regionMatches(true, i, header, 0, header.length())) {
                return i + header.length();
            }
        }
        return -1;
    }
}
