package dev.corral.gateway;

import dev.corral.door.Face;
import java.nio.charset.StandardCharsets;

/**
 * How a streamed answer is framed: what may be put between its frames without a meaning, and what
 * an error looks like in it.
 */
enum StreamFormat {
    /** One JSON object a line. A space before the next object means nothing. */
    NDJSON("application/x-ndjson", " ", "\n"),
    /** Server-sent events. A comment means nothing. */
    SSE("text/event-stream", ":\n\n", "\n\n"),
    /** One JSON value that is not streamed; only white space before it means nothing. */
    JSON("application/json", " ", ""),
    /** Anything else: nothing can be put in. */
    OPAQUE(null, "", "");

    private final String contentType;
    private final byte[] beat;
    private final byte[] boundary;

    StreamFormat(String contentType, String beat, String boundary) {
        this.contentType = contentType;
        this.beat = beat.getBytes(StandardCharsets.US_ASCII);
        this.boundary = boundary.getBytes(StandardCharsets.US_ASCII);
    }

    /** What an answer of this face is framed as when it is streamed. */
    static StreamFormat of(Face face) {
        return face == Face.OLLAMA ? NDJSON : SSE;
    }

    /**
     * What an answer with this Content-Type is framed as. Never {@link #JSON}, which is only chosen
     * beforehand.
     */
    static StreamFormat of(String contentType) {
        if (contentType != null) {
            for (StreamFormat format : values()) {
                if (format.contentType != null
                        && format != JSON
                        && contentType.regionMatches(
                                true, 0, format.contentType, 0, format.contentType.length())) {
                    return format;
                }
            }
        }
        return OPAQUE;
    }

    String contentType() {
        return contentType;
    }

    /** Bytes without a meaning, allowed only {@linkplain #atBoundary between} frames. */
    byte[] beat() {
        return beat;
    }

    /** What ends a frame, for a frame that was cut. */
    byte[] boundary() {
        return boundary;
    }

    /** Whether a frame has just ended, or none has begun. */
    boolean atBoundary(byte beforeLast, byte last) {
        return switch (this) {
            case NDJSON -> last == '\n' || last == 0 || last == ' ';
            case SSE -> last == 0 || last == '\n' && beforeLast == '\n';
            case JSON -> last == 0;
            case OPAQUE -> false;
        };
    }

    /** An error as the last frame; the client knows by it that the answer is not whole. */
    byte[] error(Face face, int status, String message, String requestId) {
        return frame(
                face,
                new String(face.errorBody(status, message, requestId), StandardCharsets.UTF_8));
    }

    /** A frame around an error's JSON, which may end with a line break. */
    byte[] frame(Face face, String json) {
        String text =
                switch (this) {
                    case SSE ->
                            (face == Face.ANTHROPIC ? "event: error\n" : "")
                                    + "data: "
                                    + json.strip().replace("\n", "\ndata: ")
                                    + "\n\n";
                    default -> json.strip().replace('\n', ' ') + "\n";
                };
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
