package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Reads one response body piece by piece. */
final class ResponseBody {
    private enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        CLOSE
    }

    private final RawClient client;
    private final Framing framing;
    private long left;
    private Ending ending;

    private ResponseBody(RawClient client, Framing framing, long left) {
        this.client = client;
        this.framing = framing;
        this.left = left;
    }

    static ResponseBody of(RawClient client, Head head, String method) {
        String status = head.word(1);
        if (method.equals("HEAD") || status.equals("204") || status.equals("304")) {
            return new ResponseBody(client, Framing.NONE, 0);
        }
        if (head.chunked()) {
            return new ResponseBody(client, Framing.CHUNKED, 0);
        }
        long length = head.contentLength();
        return new ResponseBody(client, length < 0 ? Framing.CLOSE : Framing.LENGTH, length);
    }

    Ending ending() {
        return ending;
    }

    Piece next() throws IOException {
        if (ending != null) {
            return null;
        }
        try {
            byte[] data = framing == Framing.CHUNKED ? chunk() : plain();
            return data == null ? null : new Piece(data, System.nanoTime());
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            ending = Ending.RESET;
            return null;
        }
    }

    private byte[] plain() throws IOException {
        if (framing == Framing.NONE || framing == Framing.LENGTH && left == 0) {
            ending = Ending.WHOLE;
            return null;
        }
        byte[] data = client.some(framing == Framing.LENGTH ? left : Long.MAX_VALUE);
        if (data == null) {
            ending = framing == Framing.LENGTH ? Ending.TRUNCATED : Ending.CLOSED;
            return null;
        }
        left -= data.length;
        return data;
    }

    private byte[] chunk() throws IOException {
        String line = line();
        if (line == null) {
            return null;
        }
        long size;
        try {
            size = Long.parseLong(line.trim(), 16);
        } catch (NumberFormatException e) {
            ending = Ending.GARBLED;
            return null;
        }
        if (size == 0) {
            String trailer = line();
            while (trailer != null && !trailer.isEmpty()) {
                trailer = line();
            }
            ending = trailer == null ? Ending.TRUNCATED : Ending.WHOLE;
            return null;
        }
        return data(size);
    }

    /** A chunk that was cut off is handed out as far as it came. */
    private byte[] data(long size) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream((int) Math.min(size, 1 << 20));
        try {
            while (data.size() < size) {
                byte[] some = client.some(size - data.size());
                if (some == null) {
                    ending = Ending.TRUNCATED;
                    return data.toByteArray();
                }
                data.writeBytes(some);
            }
            String end = line();
            if (end != null && !end.isEmpty()) {
                ending = Ending.GARBLED;
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            ending = Ending.RESET;
        }
        return data.toByteArray();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = client.read(); b != '\n'; b = client.read()) {
            if (b < 0) {
                ending = Ending.TRUNCATED;
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
