package dev.corral.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SampleOllamaTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private SampleOllama sample;

    @BeforeEach
    void start() throws IOException {
        sample = new SampleOllama();
    }

    @AfterEach
    void stop() {
        sample.close();
    }

    @Test
    void listsItsOneModel() throws Exception {
        JsonNode tags = json.readTree(get("/api/tags").body());

        assertThat(tags.path("models")).hasSize(1);
        assertThat(tags.path("models").get(0).path("name").asText())
                .isEqualTo("corral-sample:latest");
    }

    @Test
    void everyLineOfAnAnswerIsAnObjectAndOnlyTheLastIsDone() throws Exception {
        String[] lines =
                post("/api/chat", "{\"model\":\"corral-sample\",\"messages\":[]}")
                        .body()
                        .split("\n");

        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            JsonNode frame = json.readTree(lines[i]);
            assertThat(frame.path("done").asBoolean()).isEqualTo(i == lines.length - 1);
            text.append(frame.path("message").path("content").asText());
        }
        assertThat(text).contains("No model is running here", "ollama pull", "OLLAMA_BASE_URL");
    }

    @Test
    void speaksTheOpenAiFace() throws Exception {
        String stream =
                post(
                                "/v1/chat/completions",
                                "{\"model\":\"corral-sample\",\"stream\":true,\"messages\":[]}")
                        .body();
        String whole =
                post("/v1/chat/completions", "{\"model\":\"corral-sample\",\"messages\":[]}")
                        .body();

        assertThat(stream).startsWith("data: {").endsWith("data: [DONE]\n\n");
        assertThat(
                        json.readTree(whole)
                                .path("choices")
                                .get(0)
                                .path("message")
                                .path("content")
                                .asText())
                .contains("No model is running here");
    }

    @Test
    void refusesOtherModelsAndOtherRoutes() throws Exception {
        assertThat(post("/api/chat", "{\"model\":\"llama3\"}").statusCode()).isEqualTo(404);
        assertThat(post("/api/chat", "{").statusCode()).isEqualTo(400);
        assertThat(post("/api/pull", "{}").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create(sample.url() + path);
    }
}
