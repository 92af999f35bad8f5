package dev.corral.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.door.Face;
import dev.corral.exchange.Looks;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Policy;
import dev.corral.policy.Subject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The reads that several backends answer together, in Ollama's own shape: a model that more than
 * one has is listed once, as the first backend lists it; the version is the lowest. What a backend
 * told less than a second ago is not asked again, and one that does not answer soon counts with
 * what it told last, so that it slows nobody; {@value #AGE} says how old that is. None at all is a
 * 502.
 */
@Path("/")
public final class MergedReads {

    /** How many seconds old the oldest part of a merged answer is, if that is more than one. */
    static final String AGE = "X-Corral-Age";

    private static final String NONE =
            "None of the Ollama servers answers. Check their URLs and that they run.";
    private static final long FRESH = Duration.ofSeconds(1).toNanos();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long WITHOUT_LAST = Duration.ofSeconds(2).toNanos();
    private static final long WITH_LAST = Duration.ofMillis(250).toNanos();
    private static final String JSON = "application/json; charset=utf-8";

    private final ObjectMapper json = new ObjectMapper();
    private final Looks looks;
    private final Fleet fleet;
    private final Facts.Knowledge models;
    private final Supplier<Policy> policy;
    private final Watch watch;

    /** Reads of the fleet's backends. */
    MergedReads(
            Looks looks,
            Fleet fleet,
            Facts.Knowledge models,
            Supplier<Policy> policy,
            Watch watch) {
        this.looks = looks;
        this.fleet = fleet;
        this.models = models;
        this.policy = policy;
        this.watch = watch;
    }

    /** All models on any disk. */
    @GET
    @Path("api/tags")
    public CompletionStage<Response> tags(@Context HttpServletRequest clientRequest) {
        return list("/api/tags", clientRequest);
    }

    /** All loaded models. */
    @GET
    @Path("api/ps")
    public CompletionStage<Response> ps(@Context HttpServletRequest clientRequest) {
        return list("/api/ps", clientRequest);
    }

    /** All models, for OpenAI's clients. */
    @GET
    @Path("v1/models")
    public CompletionStage<Response> models(@Context HttpServletRequest clientRequest) {
        return list("/v1/models", clientRequest);
    }

    /** One model, for OpenAI's clients; whether the caller may see it was decided before. */
    @GET
    @Path("v1/models/{model}")
    public CompletionStage<Response> model(@PathParam("model") String model) {
        ModelName wanted = ModelName.parse(model);
        return ask("/v1/models")
                .thenApply(
                        answers -> {
                            for (Told answer : answers) {
                                for (JsonNode one : answer.look().json().path("data")) {
                                    ModelName name = ModelName.parse(one.path("id").asText());
                                    if (name != null && name.equals(wanted)) {
                                        return ok(List.of(answer), one);
                                    }
                                }
                            }
                            return answers.isEmpty()
                                    ? refused("/v1/models", 502, NONE)
                                    : refused("/v1/models", 404, "model '" + model + "' not found");
                        });
    }

    /** The lowest version, since a client may rely on nothing newer. */
    @GET
    @Path("api/version")
    public CompletionStage<Response> version() {
        return merge("/api/version", MergedReads::lowest);
    }

    private CompletionStage<Response> list(String path, HttpServletRequest clientRequest) {
        Subject subject = Subject.of(Caller.of(clientRequest).orElseThrow());
        ModelList list = ModelList.at(path);
        return merge(
                path,
                answers -> {
                    Policy rules = policy.get();
                    JsonNode merged = union(answers, list, rules, subject);
                    list.reduce(merged, rules, subject, models);
                    return merged;
                });
    }

    private interface Merger {
        JsonNode merge(List<Told> answers);
    }

    private CompletionStage<Response> merge(String path, Merger merger) {
        return ask(path)
                .thenApply(
                        answers ->
                                answers.isEmpty()
                                        ? refused(path, 502, NONE)
                                        : ok(answers, merger.merge(answers)));
    }

    /** What a backend says. */
    private record Told(Backend backend, Looks.Look look) {}

    /** What each backend says; those that have nothing to say are left out. */
    private CompletableFuture<List<Told>> ask(String path) {
        List<CompletableFuture<Told>> asked = new ArrayList<>();
        for (Backend backend : fleet.backends()) {
            asked.add(
                    ask(backend, path)
                            .thenApply(look -> look == null ? null : new Told(backend, look)));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(
                        done ->
                                asked.stream()
                                        .map(CompletableFuture::join)
                                        .filter(Objects::nonNull)
                                        .toList());
    }

    private CompletableFuture<Looks.Look> ask(Backend backend, String path) {
        boolean memory = path.equals("/api/ps");
        Looks.Look last = memory ? null : looks.last(backend, path);
        if (backend.health() == Backend.Health.DOWN) {
            return CompletableFuture.completedFuture(last);
        }
        CompletableFuture<Looks.Look> answer = looks.ask(backend, path, FRESH, PATIENCE);
        CompletableFuture<Looks.Look> soon = answer.exceptionally(none -> last);
        if (!answer.isDone()) {
            long patience = last == null ? WITHOUT_LAST : WITH_LAST;
            long deadline = System.nanoTime() + patience;
            Watch.Watched late =
                    now -> {
                        if (now - deadline >= 0) {
                            soon.complete(last);
                        }
                    };
            watch.add(late);
            soon.whenComplete((look, none) -> watch.remove(late));
        }
        return soon;
    }

    private static Response ok(List<Told> answers, JsonNode merged) {
        long oldest = 0;
        for (Told answer : answers) {
            oldest = Math.max(oldest, System.nanoTime() - answer.look().at());
        }
        Response.ResponseBuilder response = Response.ok(merged.toString(), JSON);
        if (oldest > 2 * FRESH) {
            response.header(AGE, Duration.ofNanos(oldest).toSeconds());
        }
        return response.build();
    }

    private static Response refused(String path, int status, String sentence) {
        Face face = Face.of("/ollama" + path);
        return Response.status(status)
                .type(face.contentType())
                .entity(face.errorBody(status, sentence, null))
                .build();
    }

    /** Each model once, from the first backend on which it is of use to the subject. */
    private JsonNode union(List<Told> answers, ModelList list, Policy rules, Subject subject) {
        ObjectNode merged = answers.get(0).look().json().deepCopy();
        ArrayNode all = json.createArrayNode();
        Set<String> seen = new HashSet<>();
        for (Told answer : answers) {
            Set<String> tags = answer.backend().spec().tags();
            for (JsonNode model : answer.look().json().path(list.list())) {
                String name = model.path(list.key()).asText();
                ModelName parsed = ModelName.parse(name);
                if ((parsed == null || rules.isOfUseOn(tags, subject, parsed, models))
                        && seen.add(name)) {
                    all.add(model);
                }
            }
        }
        merged.set(list.list(), all);
        return merged;
    }

    private static JsonNode lowest(List<Told> answers) {
        return answers.stream()
                .map(answer -> answer.look().json())
                .min(Comparator.comparing(answer -> Version.of(answer.path("version").asText())))
                .orElseThrow();
    }

    /** A version such as {@code 0.24.0-rc1}, ordered by its numbers. */
    private record Version(List<Integer> numbers) implements Comparable<Version> {

        static Version of(String text) {
            List<Integer> numbers = new ArrayList<>();
            for (String part : text.split("[.-]")) {
                if (!part.isEmpty()
                        && part.length() < 9
                        && part.chars().allMatch(Character::isDigit)) {
                    numbers.add(Integer.valueOf(part));
                }
            }
            return new Version(numbers);
        }

        @Override
        public int compareTo(Version other) {
            for (int i = 0; i < Math.min(numbers.size(), other.numbers.size()); i++) {
                int order = Integer.compare(numbers.get(i), other.numbers.get(i));
                if (order != 0) {
                    return order;
                }
            }
            return Integer.compare(numbers.size(), other.numbers.size());
        }
    }
}
