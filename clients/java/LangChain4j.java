import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** LangChain4j's models for Ollama and for OpenAI. The version is the argument. */
final class LangChain4j {
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final String QUESTION = "Why is the sky blue?";

    private LangChain4j() {}

    public static void main(String[] arguments) {
        String name = "LangChain4j " + arguments[0];
        String at = Checks.BASE + "/ollama";
        Map<String, Map<String, String>> headers = new LinkedHashMap<>();
        headers.put("Basic", Map.of("Authorization", Checks.basic(Checks.USER)));
        headers.put("Bearer", Map.of("Authorization", "Bearer " + Checks.USER_KEY));
        headers.put("x-api-key", Map.of("x-api-key", Checks.USER_KEY));
        headers.forEach((how, with) -> ollama(name + " Ollama", how, at, with));
        String path = Checks.BASE + "/k/" + Checks.USER_PATH_KEY;
        ollama(name + " Ollama", "path key", path, Map.of());
        models(name + " Ollama", "path key", path);

        openAi(name + " OpenAI", "Bearer", at + "/v1", Checks.USER_KEY, Map.of());
        openAi(name + " OpenAI", "path key", path + "/v1", "ollama", Map.of());
        Checks.check(
                name + " Ollama",
                "wrong key",
                "chat",
                () ->
                        Checks.refused(
                                () -> chat(at, bearer(Checks.WRONG_KEY)).chat(QUESTION),
                                "AuthenticationException"));
        System.exit(0);
    }

    private static Map<String, String> bearer(String key) {
        return Map.of("Authorization", "Bearer " + key);
    }

    private static ChatModel chat(String at, Map<String, String> headers) {
        return OllamaChatModel.builder()
                .baseUrl(at)
                .modelName(Checks.CHAT)
                .numPredict(Checks.WORDS)
                .temperature(0.0)
                .customHeaders(headers)
                .maxRetries(0)
                .timeout(LONG)
                .build();
    }

    private static void ollama(String name, String how, String at, Map<String, String> headers) {
        Checks.check(name, how, "chat", () -> whole(chat(at, headers), QUESTION));
        StreamingChatModel streaming =
                OllamaStreamingChatModel.builder()
                        .baseUrl(at)
                        .modelName(Checks.CHAT)
                        .numPredict(Checks.WORDS)
                        .temperature(0.0)
                        .customHeaders(headers)
                        .timeout(LONG)
                        .build();
        Checks.check(name, how, "chat stream", () -> streamed(streaming));
        EmbeddingModel embedding =
                OllamaEmbeddingModel.builder()
                        .baseUrl(at)
                        .modelName(Checks.EMBED)
                        .customHeaders(headers)
                        .timeout(LONG)
                        .build();
        Checks.check(name, how, "embed", () -> vectors(embedding));
    }

    /** OllamaModels takes no headers: only the path can carry a key. */
    private static void models(String name, String how, String at) {
        OllamaModels models = OllamaModels.builder().baseUrl(at).timeout(LONG).build();
        Checks.check(
                name,
                how,
                "models",
                () -> {
                    int count = models.availableModels().content().size();
                    Checks.need(count > 0, "none");
                    Checks.need(models.modelCard(Checks.CHAT).content() != null, "no card");
                    models.runningModels();
                    return count + " models";
                });
    }

    private static void openAi(
            String name, String how, String at, String key, Map<String, String> headers) {
        ChatModel chat =
                OpenAiChatModel.builder()
                        .baseUrl(at)
                        .apiKey(key)
                        .modelName(Checks.CHAT)
                        .maxTokens(Checks.WORDS)
                        .customHeaders(headers)
                        .maxRetries(0)
                        .timeout(LONG)
                        .build();
        Checks.check(name, how, "chat", () -> whole(chat, QUESTION));
        StreamingChatModel streaming =
                OpenAiStreamingChatModel.builder()
                        .baseUrl(at)
                        .apiKey(key)
                        .modelName(Checks.CHAT)
                        .maxTokens(Checks.WORDS)
                        .customHeaders(headers)
                        .timeout(LONG)
                        .build();
        Checks.check(name, how, "chat stream", () -> streamed(streaming));
        EmbeddingModel embedding =
                OpenAiEmbeddingModel.builder()
                        .baseUrl(at)
                        .apiKey(key)
                        .modelName(Checks.EMBED)
                        .customHeaders(headers)
                        .timeout(LONG)
                        .build();
        Checks.check(name, how, "embeddings", () -> vectors(embedding));
    }

    private static String whole(ChatModel model, String question) {
        Checks.need(!model.chat(question).isEmpty(), "empty");
        return null;
    }

    private static String streamed(StreamingChatModel model) throws Exception {
        AtomicInteger parts = new AtomicInteger();
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        model.chat(
                QUESTION,
                new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String part) {
                        parts.incrementAndGet();
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        end.complete(response);
                    }

                    @Override
                    public void onError(Throwable problem) {
                        end.completeExceptionally(problem);
                    }
                });
        ChatResponse response = end.get(LONG.toSeconds(), TimeUnit.SECONDS);
        Checks.need(response.finishReason() != null, "no finish reason");
        Checks.need(parts.get() > 1, parts + " parts");
        return parts + " parts";
    }

    private static String vectors(EmbeddingModel model) {
        int width =
                model.embedAll(List.of(TextSegment.from("one"), TextSegment.from("two")))
                        .content()
                        .get(1)
                        .dimension();
        Checks.need(width > 0, "empty");
        return "2 × " + width;
    }
}
