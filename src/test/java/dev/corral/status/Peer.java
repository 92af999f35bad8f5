package dev.corral.status;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A server that reads the first bytes of each connection and then writes what a test wants, on a
 * thread for each.
 */
final class Peer implements AutoCloseable {

    /** Writes; throwing closes the connection, returning leaves it open. */
    interface Talk {
        void to(OutputStream out) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Talk talk;

    Peer(Talk talk) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), talk);
    }

    Peer(ServerSocket server, Talk talk) {
        this.server = server;
        this.talk = talk;
        Thread acceptor = new Thread(this::accept, "peer");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread thread = new Thread(() -> speak(socket), "peer-connection");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                return;
            }
        }
    }

    private void speak(Socket socket) {
        try {
            if (socket.getInputStream().read(new byte[8192]) >= 0) {
                talk.to(socket.getOutputStream());
                socket.getOutputStream().flush();
            }
        } catch (IOException | InterruptedException e) {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
