package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds what {@link JsonFuzz} found without needing Go: each line is a shape, a body and what Go
 * took from it, or - if it is to be refused.
 */
class JsonCasesTest {

    @Test
    void meansTheSameAsToGo() throws IOException, BadBody {
        List<String> lines = lines();
        assertThat(lines).hasSizeGreaterThan(300);
        ObjectMapper mapper = new ObjectMapper();
        for (String line : lines) {
            String[] columns = line.split("\t");
            byte[] body = Base64.getDecoder().decode(columns[1]);
            String text = new String(body, UTF_8);
            if (columns[0].equals("FORM")) {
                holdForm(columns[2], body, text, mapper);
                continue;
            }
            BodyShape shape = BodyShape.valueOf(columns[0]);
            if (columns[2].equals("-")) {
                assertThatThrownBy(() -> BodyReader.read(shape, body))
                        .as(text)
                        .isInstanceOf(BadBody.class);
                continue;
            }
            BodyFacts facts = BodyReader.read(shape, body);
            JsonNode go = mapper.readTree(columns[2]);
            if (!go.has("err")) {
                assertThat(GoView.difference(facts, go)).as(text).isNull();
            }
        }
    }

    private static void holdForm(String expected, byte[] body, String text, ObjectMapper mapper)
            throws IOException, BadBody {
        String type = "multipart/form-data; boundary=xYz";
        if (expected.equals("-")) {
            assertThatThrownBy(() -> FormReader.modelOf(type, body))
                    .as(text)
                    .isInstanceOf(BadBody.class);
            return;
        }
        JsonNode go = mapper.readTree(expected);
        ModelName ours = FormReader.modelOf(type, body);
        if (!go.has("err")) {
            assertThat(ours).as(text).isEqualTo(ModelName.parse(go.get("model").asText()));
        }
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = JsonCasesTest.class.getResourceAsStream("json-cases.tsv")) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
