package dev.corral.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** One connection of the stand-in: reads requests, one after the other, and answers them. */
final class StandInConnection implements Loop.Ready {

    private static final ByteBuffer READ = ByteBuffer.allocateDirect(256 * 1024);
    private static final int KEPT_OF_A_BODY = 64 * 1024;
    private static final int POUR = 64;
    private static final byte[] FILL = "x".repeat(64 * 1024).getBytes(ISO_8859_1);
    private static final byte[] VERSION = json("{\"version\":\"0.24.0\"}");
    private static final byte[] NO_MODELS = json("{\"models\":[]}");
    private static final byte[] TAGS =
            json(
                    "{\"models\":[{\"name\":\"bench:latest\",\"model\":\"bench:latest\","
                            + "\"modified_at\":\"2026-01-01T00:00:00Z\",\"size\":1,\"digest\":\""
                            + "0".repeat(64)
                            + "\",\"details\":{\"format\":\"gguf\",\"family\":\"bench\"}}]}");
    private static final byte[] CHAT =
            json(
                    "{\"model\":\"bench\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{"
                            + "\"role\":\"assistant\",\"content\":\"A short answer.\"},\"done\":true,"
                            + "\"done_reason\":\"stop\",\"total_duration\":1000000,"
                            + "\"prompt_eval_count\":20,\"eval_count\":4,\"eval_duration\":500000}");
    private static final byte[] STREAM =
            ("HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(ISO_8859_1);
    private static final byte[] CHUNK_SIZE =
            (Integer.toHexString(Frames.LENGTH) + "\r\n").getBytes(ISO_8859_1);
    private static final byte[] POURED = poured();
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] CREATED =
            "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);

    private final StandIn standIn;
    private final SocketChannel channel;
    private final Output output;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    private SelectionKey key;
    private int headEnd;
    private String path;
    private long bodyLeft = -1;
    private Ask streaming;

    StandInConnection(StandIn standIn, SocketChannel channel) {
        this.standIn = standIn;
        this.channel = channel;
        this.output = new Output(channel);
    }

    void key(SelectionKey key) {
        this.key = key;
    }

    @Override
    public void ready(SelectionKey ready) throws IOException {
        if (ready.isWritable()) {
            output.flush(key);
        }
        if (ready.isValid() && ready.isReadable()) {
            READ.clear();
            if (channel.read(READ) < 0) {
                broken(null);
                return;
            }
            take(READ.flip());
        }
    }

    @Override
    public void broken(IOException cause) {
        if (streaming != null) {
            standIn.streamClosed(streaming.id());
            streaming = null;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (bodyLeft < 0) {
                takeHead(bytes);
            } else {
                takeBody(bytes);
            }
            if (bodyLeft == 0) {
                bodyLeft = -1;
                answer();
            }
        }
    }

    private void takeHead(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            head.write(b);
            headEnd = b == '\n' ? headEnd + 1 : b == '\r' ? headEnd : 0;
            if (headEnd == 2) {
                String text = head.toString(ISO_8859_1);
                head.reset();
                body.reset();
                headEnd = 0;
                int space = text.indexOf(' ');
                path = text.substring(space + 1, text.indexOf(' ', space + 1));
                bodyLeft = contentLength(text);
                return;
            }
        }
    }

    private static long contentLength(String text) throws IOException {
        int at = indexOfIgnoreCase(text, "\r\ncontent-length:");
        if (at < 0) {
            if (indexOfIgnoreCase(text, "\r\ntransfer-encoding:") >= 0) {
                throw new IOException("the stand-in takes no chunked request");
            }
            return 0;
        }
        int from = at + "\r\ncontent-length:".length();
        return Long.parseLong(text.substring(from, text.indexOf('\r', from)).trim());
    }

    private static int indexOfIgnoreCase(String text, String what) {
        for (int i = 0; i + what.length() <= text.length(); i++) {
            if (text.charAt(i) == '\r' && text.regionMatches(true, i, what, 0, what.length())) {
                return i;
            }
        }
        return -1;
    }

    private void takeBody(ByteBuffer bytes) {
        int n = (int) Math.min(bodyLeft, bytes.remaining());
        bodyLeft -= n;
        for (int i = 0; i < n && body.size() < KEPT_OF_A_BODY; i++) {
            body.write(bytes.get(bytes.position() + i));
        }
        bytes.position(bytes.position() + n);
    }

    private void answer() throws IOException {
        if (path.startsWith("/api/chat")) {
            chat(Ask.of(body.toString(ISO_8859_1)));
        } else if (path.startsWith("/api/blobs/")) {
            send(CREATED);
        } else if (path.equals("/api/tags")) {
            send(TAGS);
        } else if (path.equals("/api/ps")) {
            send(NO_MODELS);
        } else if (path.equals("/bench/closed")) {
            send(json(standIn.takeClosed()));
        } else {
            send(VERSION);
        }
    }

    private void chat(Ask ask) throws IOException {
        if (ask.bytes() > 0) {
            download(ask.bytes());
        } else if (ask.frames() == 0) {
            send(CHAT);
        } else {
            send(STREAM);
            streaming = ask;
            if (ask.gapMillis() == 0) {
                pour(ask);
            } else {
                frame(ask, 0, System.nanoTime());
            }
        }
    }

    private void download(long length) throws IOException {
        send(
                ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + length
                                + "\r\n\r\n")
                        .getBytes(ISO_8859_1));
        long[] left = {length};
        output.pour(
                () -> {
                    int n = (int) Math.min(left[0], FILL.length);
                    left[0] -= n;
                    return n == 0 ? null : ByteBuffer.wrap(FILL, 0, n);
                },
                key);
    }

    private void pour(Ask ask) throws IOException {
        int[] left = {ask.frames()};
        output.pour(
                () -> {
                    if (streaming == null) {
                        return null;
                    }
                    int n = Math.min(left[0], POUR);
                    left[0] -= n;
                    if (n == 0) {
                        streaming = null;
                        return ByteBuffer.wrap(LAST_CHUNK);
                    }
                    return ByteBuffer.wrap(POURED, 0, n * (POURED.length / POUR));
                },
                key);
    }

    private void frame(Ask ask, int seq, long due) {
        if (streaming != ask) {
            return;
        }
        try {
            if (seq == ask.frames()) {
                streaming = null;
                send(LAST_CHUNK);
                return;
            }
            output.write(ByteBuffer.wrap(chunk(ask.id(), seq, System.nanoTime())), key);
        } catch (IOException e) {
            broken(e);
            return;
        }
        long next = due + ask.gapMillis() * 1_000_000L;
        standIn.loop().at(next, () -> frame(ask, seq + 1, next));
    }

    private void send(byte[] bytes) throws IOException {
        output.write(ByteBuffer.wrap(bytes), key);
    }

    private static byte[] chunk(int id, int seq, long stamp) {
        byte[] chunk = new byte[CHUNK_SIZE.length + Frames.LENGTH + 2];
        System.arraycopy(CHUNK_SIZE, 0, chunk, 0, CHUNK_SIZE.length);
        System.arraycopy(Frames.frame(id, seq, stamp), 0, chunk, CHUNK_SIZE.length, Frames.LENGTH);
        chunk[chunk.length - 2] = '\r';
        chunk[chunk.length - 1] = '\n';
        return chunk;
    }

    private static byte[] poured() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < POUR; i++) {
            all.writeBytes(chunk(0, 0, 0));
        }
        return all.toByteArray();
    }

    private static byte[] json(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
                        + "Content-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(ISO_8859_1);
    }
}
