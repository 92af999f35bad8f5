import io.github.ollama4j.Ollama;
import io.github.ollama4j.models.chat.OllamaChatMessageRole;
import io.github.ollama4j.models.chat.OllamaChatRequest;
import io.github.ollama4j.models.chat.OllamaChatResult;
import io.github.ollama4j.models.embed.OllamaEmbedRequest;
import io.github.ollama4j.models.generate.OllamaGenerateRequest;
import io.github.ollama4j.models.generate.OllamaGenerateStreamObserver;
import io.github.ollama4j.models.request.CustomModelRequest;
import io.github.ollama4j.models.request.ThinkMode;
import io.github.ollama4j.utils.OptionsBuilder;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** ollama4j. The version is the argument. */
final class Ollama4j {
    private static String name;

    private Ollama4j() {}

    public static void main(String[] arguments) {
        name = "ollama4j " + arguments[0];
        Ollama basic = at(Checks.BASE + "/ollama");
        basic.setBasicAuth(Checks.name(Checks.USER), Checks.password(Checks.USER));
        use(basic, "Basic", false);
        Ollama bearer = at(Checks.BASE + "/ollama");
        bearer.setBearerAuth(Checks.USER_KEY);
        use(bearer, "Bearer", false);
        use(at(Checks.BASE + "/k/" + Checks.USER_PATH_KEY), "path key", true);

        Ollama admin = at(Checks.BASE + "/ollama");
        admin.setBearerAuth(Checks.ADMIN_KEY);
        manage(admin, "Bearer (admin)");
        manage(at(Checks.BASE + "/k/" + Checks.ADMIN_PATH_KEY), "path key (admin)");

        Ollama stranger = at(Checks.BASE + "/ollama");
        stranger.setBearerAuth(Checks.WRONG_KEY);
        Checks.check(
                name, "wrong key", "list", () -> Checks.refused(stranger::listModels, "key", "401"));
        System.exit(0);
    }

    private static Ollama at(String url) {
        Ollama ollama = new Ollama(url);
        ollama.setRequestTimeoutSeconds(120);
        return ollama;
    }

    private static void use(Ollama ollama, String how, boolean embed) {
        Checks.check(
                name,
                how,
                "ping",
                () -> {
                    Checks.need(ollama.ping(), "no");
                    return ollama.getVersion();
                });
        Checks.check(
                name,
                how,
                "list",
                () -> {
                    int count = ollama.listModels().size();
                    Checks.need(count > 0, "none");
                    return count + " models";
                });
        Checks.check(name, how, "ps", () -> ollama.ps().getModels().size() + " loaded");
        Checks.check(
                name,
                how,
                "show",
                () -> {
                    Checks.need(ollama.getModelDetails(Checks.CHAT).getDetails() != null, "none");
                    return null;
                });
        Checks.check(name, how, "chat stream", () -> chat(ollama));
        Checks.check(name, how, "generate stream", () -> generate(ollama));
        if (embed) {
            Checks.check(name, how, "embed", () -> vectors(ollama));
        } else {
            Checks.say(name, how, "embed", "skip", "embed() of this client sends no credential");
        }
    }

    private static String chat(Ollama ollama) throws Exception {
        AtomicInteger parts = new AtomicInteger();
        OllamaChatRequest request =
                OllamaChatRequest.builder()
                        .withModel(Checks.CHAT)
                        .withMessage(OllamaChatMessageRole.USER, "Why is the sky blue?")
                        .withOptions(new OptionsBuilder().setNumPredict(Checks.WORDS).build())
                        .build();
        OllamaChatResult result = ollama.chat(request, part -> parts.incrementAndGet());
        Checks.need(result.getResponseModel().isDone(), "not done");
        Checks.need(parts.get() > 1, parts + " parts");
        return parts + " parts";
    }

    private static String generate(Ollama ollama) throws Exception {
        AtomicInteger parts = new AtomicInteger();
        OllamaGenerateRequest request =
                OllamaGenerateRequest.builder()
                        .withModel(Checks.CHAT)
                        .withPrompt("Once")
                        .withThink(ThinkMode.DISABLED)
                        .withOptions(new OptionsBuilder().setNumPredict(Checks.WORDS).build())
                        .build();
        ollama.generate(
                request,
                new OllamaGenerateStreamObserver(null, part -> parts.incrementAndGet()));
        Checks.need(parts.get() > 1, parts + " parts");
        return parts + " parts";
    }

    private static String vectors(Ollama ollama) throws Exception {
        OllamaEmbedRequest request = new OllamaEmbedRequest(Checks.EMBED, List.of("one", "two"));
        List<List<Double>> vectors = ollama.embed(request).getEmbeddings();
        Checks.need(vectors.size() == 2 && !vectors.get(0).isEmpty(), "none");
        return "2 × " + vectors.get(0).size();
    }

    private static void manage(Ollama ollama, String how) {
        String made = "corral-check-o4j";
        Checks.check(
                name,
                how,
                "create",
                () -> {
                    ollama.createModel(
                            CustomModelRequest.builder()
                                    .model(made)
                                    .from(Checks.EMBED)
                                    .system("Short.")
                                    .build());
                    return null;
                });
        Checks.check(
                name,
                how,
                "delete",
                () -> {
                    ollama.deleteModel(made, false);
                    Checks.need(
                            ollama.listModels().stream()
                                    .noneMatch(model -> model.getName().startsWith(made)),
                            "still listed");
                    return null;
                });
    }
}
