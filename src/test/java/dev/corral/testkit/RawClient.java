package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection of an HTTP client that sends exactly the bytes that it is given and reports
 * exactly what came back. One thread at a time may read, another may write.
 */
public final class RawClient implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int from;
    private int to;
    private int slowBytes = Integer.MAX_VALUE;
    private Duration slowPause = Duration.ZERO;
    private ResponseBody current;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** Connects to host and port of a URI; reads time out after 20 s of silence. */
    public static RawClient connect(URI uri) throws IOException {
        return connect(uri, 0);
    }

    /** Connects with a receive buffer of so many bytes (0: the system's choice). */
    public static RawClient connect(URI uri, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), 10_000);
        return new RawClient(socket);
    }

    /** Sends one request on a connection of its own and reads the whole response. */
    public static Response ask(URI uri, RawRequest request) throws IOException {
        try (RawClient client = connect(uri)) {
            return client.exchange(request);
        }
    }

    /** Sends a request and reads the whole response; the connection stays open. */
    public Response exchange(RawRequest request) throws IOException {
        send(request.bytes());
        return response(request.method());
    }

    /** Sets the longest silence that a read accepts. */
    public RawClient timeout(Duration silence) throws IOException {
        socket.setSoTimeout((int) silence.toMillis());
        return this;
    }

    /** From now on reads at most so many bytes at a time, with a pause before each read. */
    public RawClient slowly(int bytes, Duration pause) {
        slowBytes = bytes;
        slowPause = pause;
        return this;
    }

    /** Sends bytes exactly as given. */
    public RawClient send(byte[] bytes) throws IOException {
        return send(bytes, 0, bytes.length);
    }

    /** Sends a part of an array exactly as given. */
    public RawClient send(byte[] bytes, int offset, int length) throws IOException {
        socket.getOutputStream().write(bytes, offset, length);
        return this;
    }

    /** Sends text exactly as given (UTF-8). */
    public RawClient send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads a response to that method to its end; interim responses (1xx) are skipped. */
    public Response response(String method) throws IOException {
        Head head;
        try {
            head = head(method);
        } catch (EOFException e) {
            return new Response(null, List.of(), Ending.TRUNCATED);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return new Response(null, List.of(), Ending.RESET);
        }
        List<Piece> pieces = new ArrayList<>();
        for (Piece piece = piece(); piece != null; piece = piece()) {
            pieces.add(piece);
        }
        return new Response(head, pieces, ending());
    }

    /** Reads the head of a response to that method; interim responses (1xx) are skipped. */
    public Head head(String method) throws IOException {
        Head head = readHead();
        while (head.word(1).startsWith("1")) {
            head = readHead();
        }
        current = ResponseBody.of(this, head, method);
        return head;
    }

    /** The next chunk, or what the next read brings of a body without chunks; null at the end. */
    public Piece piece() throws IOException {
        return current.next();
    }

    /** How the body ended; null before {@link #piece} was null. */
    public Ending ending() {
        return current.ending();
    }

    /** Reads pieces until the text read so far contains something; returns the text. */
    public String readUntil(String wanted) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(wanted) < 0) {
            Piece piece = piece();
            if (piece == null) {
                throw new EOFException("body ended (" + ending() + ") after: " + text);
            }
            text.append(piece.text());
        }
        return text.toString();
    }

    /** Waits for the server to close the connection; returns whether it did so in time. */
    public boolean awaitClose(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            while (in.read(buffer) >= 0) {
                // What still comes is not of interest.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Ends the sending side. */
    public void halfClose() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a RST. */
    public void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes with a FIN (the system sends a RST if something was left unread). */
    @Override
    public void close() throws IOException {
        socket.close();
    }

    @Override
    public String toString() {
        return "client on port " + socket.getLocalPort();
    }

    // ---- for ResponseBody

    int read() throws IOException {
        return fill() ? buffer[from++] & 0xff : -1;
    }

    /** Some bytes, at most max; null at the end of the connection. */
    byte[] some(long max) throws IOException {
        if (!fill()) {
            return null;
        }
        int n = (int) Math.min(max, to - from);
        byte[] bytes = java.util.Arrays.copyOfRange(buffer, from, from + n);
        from += n;
        return bytes;
    }

    private boolean fill() throws IOException {
        if (from < to) {
            return true;
        }
        if (!slowPause.isZero()) {
            java.util.concurrent.locks.LockSupport.parkNanos(slowPause.toNanos());
        }
        from = 0;
        to = Math.max(0, in.read(buffer, 0, Math.min(buffer.length, slowBytes)));
        return to > 0;
    }

    private Head readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int newlines = 0;
        while (newlines < 2) {
            int b = read();
            if (b < 0) {
                throw new EOFException("connection ended in the head: " + bytes);
            }
            bytes.write(b);
            newlines = b == '\n' ? newlines + 1 : b == '\r' ? newlines : 0;
        }
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        return new Head(text.substring(0, text.length() - 2));
    }
}
