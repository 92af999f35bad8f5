package dev.corral.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.door.Face;
import dev.corral.exchange.Collector;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.policy.Facts;
import dev.corral.policy.Policy;
import dev.corral.policy.Subject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
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
 * one has is listed once, as the first backend lists it; the version is the lowest. A backend that
 * does not answer in time is left out; none at all is a 502.
 */
@Path("/")
public final class MergedReads {

    private static final int LONGEST = 16 * 1024 * 1024;
    private static final String NONE =
            "None of the Ollama servers answers. Check their URLs and that they run.";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ObjectMapper json = new ObjectMapper();
    private final Exchanges exchanges;
    private final Fleet fleet;
    private final Facts.Knowledge models;
    private final Supplier<Policy> policy;

    /** Reads of the fleet's backends. */
    MergedReads(Exchanges exchanges, Fleet fleet, Facts.Knowledge models, Supplier<Policy> policy) {
        this.models = models;
        this.policy = policy;
        this.exchanges = exchanges;
        this.fleet = fleet;
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
                    JsonNode merged = union(answers, list.list(), list.key());
                    list.reduce(merged, policy.get(), subject, models);
                    return merged;
                });
    }

    private interface Merger {
        JsonNode merge(List<JsonNode> answers);
    }

    private CompletionStage<Response> merge(String path, Merger merger) {
        List<CompletableFuture<JsonNode>> asked = new ArrayList<>();
        for (Backend backend : fleet.backends()) {
            asked.add(ask(backend, path));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> answer(path, join(asked), merger));
    }

    private CompletableFuture<JsonNode> ask(Backend backend, String path) {
        Collector collector = new Collector(LONGEST, PATIENCE.toNanos());
        exchanges.startAt(backend, new UpstreamRequest("GET", path, List.of(), null), collector);
        return collector.answer().thenApply(this::parse).exceptionally(noAnswer -> null);
    }

    private JsonNode parse(Collector.Answer answer) {
        try {
            JsonNode parsed = answer.status() == 200 ? json.readTree(answer.body()) : null;
            return parsed != null && parsed.isObject() ? parsed : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static List<JsonNode> join(List<CompletableFuture<JsonNode>> asked) {
        return asked.stream().map(CompletableFuture::join).filter(Objects::nonNull).toList();
    }

    private static Response answer(String path, List<JsonNode> answers, Merger merger) {
        if (answers.isEmpty()) {
            Face face = Face.of("/ollama" + path);
            return Response.status(502)
                    .type(face.contentType())
                    .entity(face.errorBody(502, NONE, null))
                    .build();
        }
        return Response.ok(merger.merge(answers).toString(), "application/json; charset=utf-8")
                .build();
    }

    private JsonNode union(List<JsonNode> answers, String list, String key) {
        ObjectNode merged = answers.get(0).deepCopy();
        ArrayNode models = json.createArrayNode();
        Set<String> seen = new HashSet<>();
        for (JsonNode answer : answers) {
            for (JsonNode model : answer.path(list)) {
                if (seen.add(model.path(key).asText())) {
                    models.add(model);
                }
            }
        }
        merged.set(list, models);
        return merged;
    }

    private static JsonNode lowest(List<JsonNode> answers) {
        return answers.stream()
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
