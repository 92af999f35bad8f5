package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One request at the stand-in, as it came, and the means to answer it. Its own script uses the
 * writing methods; what was received may be read from any thread.
 */
public final class Exchange {
    /** Bodies are kept up to this size; of longer ones only length and digest. */
    public static final int KEPT = 8 << 20;

    private final Connection connection;
    private final Head head;
    private final long startedAt = System.nanoTime();
    private final MessageDigest digest = sha256();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private long received;
    private boolean complete;
    private volatile long sent;
    private volatile boolean closeAfter;
    private volatile boolean ended;

    Exchange(Connection connection, Head head) {
        this.connection = connection;
        this.head = head;
    }

    /** The request's head as it came. */
    public Head head() {
        return head;
    }

    /** The method. */
    public String method() {
        return head.word(0);
    }

    /** Path and query as they came. */
    public String target() {
        return head.word(1);
    }

    /** The path as it came. */
    public String path() {
        String target = target();
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** {@link System#nanoTime()} when the head was complete. */
    public long startedAt() {
        return startedAt;
    }

    /** Decoded body bytes received so far. */
    public synchronized long received() {
        return received;
    }

    /** Whether the body came to its end. */
    public synchronized boolean complete() {
        return complete;
    }

    /** Waits for the end of the body and returns it (at most its first {@link #KEPT} bytes). */
    public synchronized byte[] body() throws InterruptedException {
        while (!complete) {
            wait();
        }
        return body.toByteArray();
    }

    /** Waits until so many bytes of the body have been received. */
    public synchronized void awaitReceived(long bytes) throws InterruptedException {
        while (received < bytes && !complete) {
            wait();
        }
    }

    /** The body as UTF-8 text. */
    public String text() throws InterruptedException {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** Waits for the end of the body and returns the SHA-256 of all of it in hex. */
    public synchronized String sha256Hex() throws InterruptedException {
        while (!complete) {
            wait();
        }
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets so many more wire bytes of an unread body in (see {@link StandIn#onUnread}). */
    public void read(long bytes) {
        connection.allow(bytes);
    }

    /** Sends bytes exactly as given. */
    public Exchange send(byte[] bytes) throws IOException {
        connection.write(ByteBuffer.wrap(bytes));
        sent += bytes.length;
        return this;
    }

    /** Sends text exactly as given (UTF-8). */
    public Exchange send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Sends a head. If it promises neither a length nor chunks, the end of the script closes the
     * connection.
     *
     * @param headers whole header lines, such as {@code Content-Length: 3}
     */
    public Exchange head(int status, String... headers) throws IOException {
        StringBuilder text =
                new StringBuilder("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
        boolean framed = method().equals("HEAD") || status == 204 || status == 304;
        for (String header : headers) {
            text.append(header).append("\r\n");
            String lower = header.toLowerCase(java.util.Locale.ROOT);
            framed |= lower.startsWith("content-length:") || lower.startsWith("transfer-encoding:");
            closeAfter |= lower.matches("connection:.*close.*");
        }
        closeAfter |= !framed;
        return send(text.append("\r\n").toString());
    }

    /** Sends one chunk in one write. */
    public Exchange chunk(String text) throws IOException {
        return chunk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends one chunk in one write; an empty one is left out, because it would be the last. */
    public Exchange chunk(byte[] data) throws IOException {
        if (data.length == 0) {
            return this;
        }
        byte[] size =
                (Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[size.length + data.length + 2];
        System.arraycopy(size, 0, all, 0, size.length);
        System.arraycopy(data, 0, all, size.length, data.length);
        all[all.length - 2] = '\r';
        all[all.length - 1] = '\n';
        return send(all);
    }

    /** Sends the last chunk. */
    public Exchange lastChunk() throws IOException {
        ended = true;
        return send("0\r\n\r\n");
    }

    /** Sends a whole answer with a Content-Length; to HEAD only its head. */
    public void respond(int status, String contentType, byte[] bytes) throws IOException {
        String length = "Content-Length: " + bytes.length;
        ended = bytes.length < 65_536;
        if (contentType == null) {
            head(status, length);
        } else {
            head(status, "Content-Type: " + contentType, length);
        }
        if (!method().equals("HEAD")) {
            send(bytes);
        }
    }

    /** Sends a whole answer with a Content-Length; to HEAD only its head. */
    public void respond(int status, String contentType, String text) throws IOException {
        respond(status, contentType, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sleeps; the client's leaving ends it with {@link InterruptedException}. */
    public Exchange pause(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
        return this;
    }

    /** Says nothing more, until the client leaves or the stand-in is closed. */
    public void silence() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    /** Breaks the connection with a RST. */
    public void reset() {
        ended = true;
        connection.reset();
    }

    /** Closes the connection with a FIN, whatever was promised. */
    public void close() {
        ended = true;
        connection.close();
    }

    /** Ends the sending side, waits so long for the client to notice, and closes, as Go does. */
    public void finish(Duration linger) throws IOException, InterruptedException {
        ended = true;
        connection.shutdownOutput();
        pause(linger);
        close();
    }

    /** Bytes that the operating system has taken so far, heads and framing included. */
    public long sent() {
        return sent;
    }

    /** Whether the answer is whole, was broken off here, or the client left. */
    public boolean ended() {
        return ended;
    }

    void end() {
        ended = true;
    }

    boolean closeAfter() {
        return closeAfter;
    }

    synchronized void accept(ByteBuffer bytes) {
        received += bytes.remaining();
        digest.update(bytes.duplicate());
        int keep = Math.min(bytes.remaining(), KEPT - body.size());
        if (keep > 0) {
            byte[] copy = new byte[keep];
            bytes.get(copy);
            body.write(copy, 0, keep);
        }
        notifyAll();
    }

    synchronized void bodyDone() {
        complete = true;
        notifyAll();
    }

    @Override
    public String toString() {
        return method() + " " + target();
    }

    static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 204 -> "No Content";
            case 301 -> "Moved Permanently";
            case 304 -> "Not Modified";
            case 307 -> "Temporary Redirect";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Status";
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
