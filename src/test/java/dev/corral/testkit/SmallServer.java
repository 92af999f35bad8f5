package dev.corral.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * An HTTP server with or without TLS that answers every request in the same way and keeps the heads
 * of all; or a proxy that lets through what it is told.
 */
public final class SmallServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Queue<String> heads = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> tunnels = new ConcurrentHashMap<>();
    private volatile String answer =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{\"version\":\"0.24.0\"}";

    private SmallServer(ServerSocket socket) {
        this.socket = socket;
        thread(this::accept);
    }

    /** One without TLS. */
    public static SmallServer plain() throws IOException {
        return new SmallServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    }

    /** One with TLS. */
    public static SmallServer secure(SSLContext context, boolean askForCertificate)
            throws IOException {
        SSLServerSocket socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket.setNeedClientAuth(askForCertificate);
        return new SmallServer(socket);
    }

    /** Answers like this from now on: a whole HTTP message. */
    public SmallServer answer(String message) {
        answer = message;
        return this;
    }

    /** From now on {@code CONNECT authority} leads to that port of this machine. */
    public SmallServer tunnel(String authority, int port) {
        tunnels.put(authority, port);
        return this;
    }

    /** Its port. */
    public int port() {
        return socket.getLocalPort();
    }

    /** The heads of all requests. */
    public Queue<String> heads() {
        return heads;
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "small-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                thread(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            for (String head = head(in); head != null; head = head(in)) {
                heads.add(head);
                String[] line = head.split(" ");
                Integer port = line[0].equals("CONNECT") ? tunnels.get(line[1]) : null;
                if (port != null) {
                    pump(client, port);
                    return;
                }
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException gone) {
            return;
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                return null;
            }
            head.append((char) c);
        }
        return head.toString();
    }

    private static void pump(Socket client, int port) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream()
                    .write(
                            "HTTP/1.1 200 Connection established\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            thread(() -> copy(server, client));
            copy(client, server);
        }
    }

    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        try {
            OutputStream out = to.getOutputStream();
            for (int n = from.getInputStream().read(buffer);
                    n >= 0;
                    n = from.getInputStream().read(buffer)) {
                out.write(buffer, 0, n);
            }
            to.shutdownOutput();
        } catch (IOException gone) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
