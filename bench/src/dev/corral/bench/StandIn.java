package dev.corral.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The upstream that all are measured with: as much of Ollama as the benchmark asks for, on one
 * thread, as cheap as it can be, since it shares the machine with what is measured.
 */
final class StandIn implements Loop.Ready {

    private final Loop loop = new Loop();
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final Map<Integer, Long> closed = new LinkedHashMap<>();

    private StandIn() throws IOException {}

    /** Listens on the port of the first argument until it is killed. */
    public static void main(String[] args) throws IOException {
        new StandIn().listen(Integer.parseInt(args[0]));
    }

    private void listen(int port) throws IOException {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(new InetSocketAddress("127.0.0.1", port), 16_384);
        server.configureBlocking(false);
        server.register(loop.selector(), SelectionKey.OP_ACCEPT, this);
        loop.runWhile(() -> true);
    }

    @Override
    public void ready(SelectionKey key) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            StandInConnection connection = new StandInConnection(this, channel);
            connection.key(channel.register(loop.selector(), SelectionKey.OP_READ, connection));
        }
    }

    @Override
    public void broken(IOException cause) {
        throw new IllegalStateException("the stand-in cannot accept", cause);
    }

    Loop loop() {
        return loop;
    }

    /** Notes when the connection of an unfinished stream was seen closed. */
    void streamClosed(int id) {
        closed.put(id, System.nanoTime());
    }

    /** One line {@code id nanos} for each stream whose connection was closed; forgets them. */
    String takeClosed() {
        StringBuilder lines = new StringBuilder();
        closed.forEach((id, at) -> lines.append(id).append(' ').append(at).append('\n'));
        closed.clear();
        return lines.toString();
    }
}
