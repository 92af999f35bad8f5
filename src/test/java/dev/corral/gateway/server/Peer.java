package dev.corral.gateway.server;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The client's end of a connection, plain or TLS; it sends bytes as they are given. */
final class Peer implements AutoCloseable {
    private final Socket raw;
    private final Socket socket;
    private final InputStream in;

    Peer(ServerKind kind, int port) throws Exception {
        raw = new Socket("127.0.0.1", port);
        raw.setTcpNoDelay(true);
        raw.setSoTimeout(5_000);
        socket =
                kind.tls
                        ? TestTls.context()
                                .getSocketFactory()
                                .createSocket(raw, "localhost", port, true)
                        : raw;
        in = socket.getInputStream();
    }

    static String post(String body) {
        return "POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                + body.length()
                + "\r\n\r\n"
                + body;
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes the TCP connection without a word of TLS. */
    void drop() throws IOException {
        raw.close();
    }

    void reset() throws IOException {
        raw.setSoLinger(true, 0);
        raw.close();
    }

    /** Leaves in order: with TLS, the close notification goes first. */
    void leave() throws IOException {
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** The head of the next response, up to its empty line. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) read());
        }
        return head.toString();
    }

    /** A whole response with a Content-Length or in chunks; its body. */
    String body() throws IOException {
        String head = head().toLowerCase();
        int at = head.indexOf("content-length: ");
        if (at >= 0) {
            int end = head.indexOf('\r', at);
            return bytes(Integer.parseInt(head.substring(at + 16, end)));
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int size = -1;
        while (size != 0) {
            size = Integer.parseInt(line(), 16);
            all.writeBytes(bytes(size).getBytes(StandardCharsets.ISO_8859_1));
            line();
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\r\n") < 0) {
            line.append((char) read());
        }
        return line.substring(0, line.length() - 2);
    }

    private String bytes(int count) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) read());
        }
        return text.toString();
    }

    /** Reads on until there is an exception. */
    void readInto(StringBuilder body) throws IOException {
        while (true) {
            body.append((char) read());
        }
    }

    int read() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the server closed");
        }
        return octet;
    }
}
