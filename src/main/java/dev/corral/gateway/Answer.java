package dev.corral.gateway;

import dev.corral.door.Face;
import dev.corral.door.RequestId;
import dev.corral.exchange.Failure;
import dev.corral.exchange.Head;
import dev.corral.gateway.server.ClientConnection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.core5.http.Header;

/**
 * What the client is told: the head of the answer and what is put between or after its bytes. Knows
 * how far the answer is. Used by one thread at a time.
 */
final class Answer {

    private static final byte[] NOTHING = new byte[0];
    private static final int LONGEST_ERROR = 64 * 1024;

    private final HttpServletRequest clientRequest;
    private final HttpServletResponse clientResponse;
    private final ClientConnection connection;
    private final Face face;
    private StreamFormat format;
    private boolean begunSilently;
    private boolean hasHead;
    private ByteArrayOutputStream turning;
    private byte beforeLast;
    private byte last;

    Answer(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            ClientConnection connection,
            Face face,
            StreamFormat expected) {
        this.clientRequest = clientRequest;
        this.clientResponse = clientResponse;
        this.connection = connection;
        this.face = face;
        this.format = expected;
    }

    boolean hasHead() {
        return hasHead;
    }

    /**
     * Whether an error came after a 200 was sent to keep the line alive, so that it must become a
     * frame of the stream.
     */
    boolean mustBeTurned(Head head) {
        return begunSilently && head.status() >= 400;
    }

    /**
     * Sends the upstream's head, as far as it may pass.
     *
     * @param from which backend it is and why, for {@code X-Corral-Backend}, or null
     */
    void begin(Head head, String from) {
        hasHead = true;
        if (begunSilently) {
            if (mustBeTurned(head)) {
                turning = new ByteArrayOutputStream();
            }
            return;
        }
        clientResponse.setStatus(head.status());
        if (from != null) {
            clientResponse.setHeader("X-Corral-Backend", from);
        }
        String contentType = copyHeaders(head);
        format = StreamFormat.of(contentType);
        if (head.contentLength() >= 0) {
            clientResponse.setContentLengthLong(head.contentLength());
        } else if (!head.body()) {
            copyLength(head.header("Content-Length"));
        } else {
            clientResponse.setHeader("X-Accel-Buffering", "no");
        }
    }

    private String copyHeaders(Head head) {
        String contentType = null;
        Set<String> seen = new HashSet<>();
        for (Header header : ProxyHeaders.down(head)) {
            String name = header.getName();
            if (name.equalsIgnoreCase("Content-Type")) {
                contentType = header.getValue();
                setContentType(contentType);
            } else if (seen.add(name.toLowerCase(Locale.ROOT))) {
                clientResponse.setHeader(name, header.getValue());
            } else {
                clientResponse.addHeader(name, header.getValue());
            }
        }
        return contentType;
    }

    private void setContentType(String value) {
        if (!connection.contentType(value)) {
            clientResponse.setContentType(value);
        }
    }

    private void copyLength(String length) {
        if (length != null
                && !length.isEmpty()
                && length.length() < 19
                && length.chars().allMatch(c -> c >= '0' && c <= '9')) {
            clientResponse.setContentLengthLong(Long.parseLong(length));
        }
    }

    /**
     * Sends a head of our own before the upstream has spoken; returns bytes without a meaning to
     * send with it.
     */
    byte[] beginSilently() {
        if (!begunSilently) {
            begunSilently = true;
            clientResponse.setStatus(HttpServletResponse.SC_OK);
            setContentType(format.contentType());
            clientResponse.setHeader("X-Accel-Buffering", "no");
        }
        return format.beat();
    }

    /** Whether the upstream's bytes are written as they are, behind a head that was begun. */
    boolean isFlowing() {
        return hasHead && turning == null;
    }

    /** These bytes of the upstream, at least one, are written as they are. */
    void passes(byte[] array, int from, int length) {
        beforeLast = length > 1 ? array[from + length - 2] : last;
        last = array[from + length - 1];
    }

    /** These bytes of the upstream belong to an error that becomes a frame. */
    void turn(byte[] bytes) {
        turning.write(bytes, 0, Math.min(bytes.length, LONGEST_ERROR - turning.size()));
    }

    /** Bytes without a meaning, or none where they would have one. */
    byte[] beat() {
        return format.atBoundary(beforeLast, last) ? format.beat() : NOTHING;
    }

    /** What is still to be written when the upstream's answer is whole. */
    byte[] lastFrame() {
        if (turning == null) {
            return NOTHING;
        }
        return format.frame(face, turning.toString(StandardCharsets.UTF_8));
    }

    /**
     * An error before anything of the upstream was sent; sets the head unless a silent one went
     * out.
     */
    byte[] refuse(Failure failure) {
        String id = RequestId.of(clientRequest);
        if (begunSilently) {
            return format.error(face, failure.status(), failure.message(), id);
        }
        byte[] body = face.errorBody(failure.status(), failure.message(), id);
        clientResponse.setStatus(failure.status());
        clientResponse.setContentType(face.contentType());
        clientResponse.setContentLength(body.length);
        clientResponse.setHeader("Cache-Control", "no-store");
        if (failure.retryAfter() > 0) {
            clientResponse.setHeader("Retry-After", Integer.toString(failure.retryAfter()));
        }
        return clientRequest.getMethod().equals("HEAD") ? NOTHING : body;
    }

    /**
     * The last frame of an answer that broke, or null if this kind of answer has none and must be
     * cut.
     */
    byte[] breakOff(Failure failure) {
        if (format == StreamFormat.OPAQUE || format == StreamFormat.JSON && last != 0) {
            return null;
        }
        byte[] error =
                format.error(
                        face, failure.status(), failure.message(), RequestId.of(clientRequest));
        if (format.atBoundary(beforeLast, last)) {
            return error;
        }
        byte[] boundary = format.boundary();
        byte[] both = new byte[boundary.length + error.length];
        System.arraycopy(boundary, 0, both, 0, boundary.length);
        System.arraycopy(error, 0, both, boundary.length, error.length);
        return both;
    }
}
