import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.OllamaEmbeddingModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.ollama.api.OllamaEmbeddingOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.api.OpenAiApi;
import org.springframework.ai.retry.RetryUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/** Spring AI's models for Ollama and for OpenAI, without Spring Boot. The version is the argument. */
final class SpringAi {
    private static final String QUESTION = "Why is the sky blue?";

    private SpringAi() {}

    public static void main(String[] arguments) {
        String name = "Spring AI " + arguments[0];
        String at = Checks.BASE + "/ollama";
        Map<String, Consumer<HttpHeaders>> ways = new LinkedHashMap<>();
        ways.put("Basic", h -> h.set("Authorization", Checks.basic(Checks.USER)));
        ways.put("Bearer", h -> h.setBearerAuth(Checks.USER_KEY));
        ways.put("x-api-key", h -> h.set("x-api-key", Checks.USER_KEY));
        ways.forEach((how, headers) -> ollama(name + " Ollama", how, api(at, headers)));
        String path = Checks.BASE + "/k/" + Checks.USER_PATH_KEY;
        ollama(name + " Ollama", "path key", api(path, headers -> {}));
        openAi(name + " OpenAI", "Bearer", at, Checks.USER_KEY);
        openAi(name + " OpenAI", "path key", path, "ollama");
        Checks.check(
                name + " Ollama",
                "wrong key",
                "list",
                () ->
                        Checks.refused(
                                () -> api(at, h -> h.setBearerAuth(Checks.WRONG_KEY)).listModels(),
                                "401"));
        System.exit(0);
    }

    private static OllamaApi api(String at, Consumer<HttpHeaders> headers) {
        return OllamaApi.builder()
                .baseUrl(at)
                .restClientBuilder(RestClient.builder().defaultHeaders(headers))
                .webClientBuilder(WebClient.builder().defaultHeaders(headers))
                .build();
    }

    private static void ollama(String name, String how, OllamaApi api) {
        Checks.check(
                name,
                how,
                "list",
                () -> {
                    int count = api.listModels().models().size();
                    Checks.need(count > 0, "none");
                    return count + " models";
                });
        ChatModel chat =
                OllamaChatModel.builder()
                        .ollamaApi(api)
                        .defaultOptions(
                                OllamaChatOptions.builder()
                                        .model(Checks.CHAT)
                                        .numPredict(Checks.WORDS)
                                        .build())
                        .retryTemplate(RetryUtils.SHORT_RETRY_TEMPLATE)
                        .build();
        use(name, how, chat);
        EmbeddingModel embedding =
                OllamaEmbeddingModel.builder()
                        .ollamaApi(api)
                        .defaultOptions(
                                OllamaEmbeddingOptions.builder().model(Checks.EMBED).build())
                        .build();
        Checks.check(
                name,
                how,
                "embed",
                () -> {
                    List<float[]> vectors = embedding.embed(List.of("one", "two"));
                    Checks.need(vectors.size() == 2 && vectors.get(0).length > 0, "none");
                    return "2 × " + vectors.get(0).length;
                });
    }

    private static void openAi(String name, String how, String at, String key) {
        ChatModel chat =
                OpenAiChatModel.builder()
                        .openAiApi(OpenAiApi.builder().baseUrl(at).apiKey(key).build())
                        .defaultOptions(
                                OpenAiChatOptions.builder()
                                        .model(Checks.CHAT)
                                        .maxTokens(Checks.WORDS)
                                        .build())
                        .retryTemplate(RetryUtils.SHORT_RETRY_TEMPLATE)
                        .build();
        use(name, how, chat);
    }

    private static void use(String name, String how, ChatModel chat) {
        Checks.check(
                name,
                how,
                "chat",
                () -> {
                    ChatResponse answer = chat.call(new Prompt(QUESTION));
                    Checks.need(answer.getResult().getMetadata().getFinishReason() != null, "cut");
                    return null;
                });
        Checks.check(
                name,
                how,
                "chat stream",
                () -> {
                    List<ChatResponse> parts =
                            chat.stream(new Prompt(QUESTION))
                                    .collectList()
                                    .block(Duration.ofMinutes(2));
                    Checks.need(parts != null && parts.size() > 1, "no parts");
                    boolean ended =
                            parts.stream()
                                    .anyMatch(
                                            part ->
                                                    part.getResult() != null
                                                            && part.getResult()
                                                                            .getMetadata()
                                                                            .getFinishReason()
                                                                    != null
                                                            && !part.getResult()
                                                                    .getMetadata()
                                                                    .getFinishReason()
                                                                    .isEmpty());
                    Checks.need(ended, "no finish reason");
                    return parts.size() + " parts";
                });
    }
}
