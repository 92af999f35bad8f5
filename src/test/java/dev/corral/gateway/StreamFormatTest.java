package dev.corral.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.door.Face;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamFormatTest {

    @ParameterizedTest
    @CsvSource({
        "application/x-ndjson, NDJSON",
        "Application/X-NDJSON; charset=utf-8, NDJSON",
        "text/event-stream, SSE",
        "text/event-stream;charset=utf-8, SSE",
        "application/json; charset=utf-8, OPAQUE",
        "application/octet-stream, OPAQUE",
    })
    void isTakenFromTheContentType(String contentType, StreamFormat format) {
        assertThat(StreamFormat.of(contentType)).isEqualTo(format);
    }

    @Test
    void anAnswerWithoutTypeIsOpaque() {
        assertThat(StreamFormat.of((String) null)).isEqualTo(StreamFormat.OPAQUE);
    }

    @Test
    void errorsHaveTheShapeOfTheirFace() {
        assertThat(text(StreamFormat.NDJSON, Face.OLLAMA))
                .isEqualTo("{\"error\":\"a \\\"b\\\" (request id)\"}\n");
        assertThat(text(StreamFormat.SSE, Face.OPENAI))
                .startsWith("data: {\"error\":{\"message\":")
                .endsWith("}\n\n");
        assertThat(text(StreamFormat.SSE, Face.ANTHROPIC))
                .startsWith("event: error\ndata: {\"type\":\"error\"")
                .endsWith("}\n\n");
    }

    private static String text(StreamFormat format, Face face) {
        return new String(format.error(face, 502, "a \"b\"", "id"), StandardCharsets.UTF_8);
    }

    @Test
    void bytesWithoutMeaningAreOnlyPutBetweenFrames() {
        assertThat(StreamFormat.NDJSON.atBoundary((byte) '}', (byte) '\n')).isTrue();
        assertThat(StreamFormat.NDJSON.atBoundary((byte) 'a', (byte) 'b')).isFalse();
        assertThat(StreamFormat.SSE.atBoundary((byte) '\n', (byte) '\n')).isTrue();
        assertThat(StreamFormat.SSE.atBoundary((byte) '}', (byte) '\n')).isFalse();
        assertThat(StreamFormat.OPAQUE.atBoundary((byte) '\n', (byte) '\n')).isFalse();
    }
}
