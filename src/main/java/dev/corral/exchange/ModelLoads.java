package dev.corral.exchange;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.fleet.Backend;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;

/** Loads and unloads models at a backend because an administrator wants it. Thread-safe. */
public final class ModelLoads {

    private static final int LONGEST = 64 * 1024;
    private static final Duration LOAD = Duration.ofMinutes(15);
    private static final Duration UNLOAD = Duration.ofSeconds(30);
    private static final List<Header> JSON =
            List.of(new BasicHeader("Content-Type", "application/json"));

    private final Exchanges exchanges;

    /** Loads by these exchanges. */
    public ModelLoads(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    /**
     * Begins to load a model: by an empty prompt, or by nothing to embed where it cannot write.
     *
     * @return completes with the status of the answer, or exceptionally with {@link
     *     Collector.NoAnswer}
     */
    public CompletableFuture<Integer> load(Backend backend, String model) {
        return ask(backend, "/api/generate", named(model), LOAD)
                .thenCompose(
                        status -> {
                            ObjectNode body = named(model);
                            body.putArray("input");
                            return status == 400
                                    ? ask(backend, "/api/embed", body, LOAD)
                                    : CompletableFuture.completedFuture(status);
                        });
    }

    /** Unloads a model as soon as nobody uses it; see {@link #load}. */
    public CompletableFuture<Integer> unload(Backend backend, String model) {
        ObjectNode body = named(model);
        body.put("keep_alive", 0);
        return ask(backend, "/api/generate", body, UNLOAD);
    }

    private static ObjectNode named(String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model);
        body.put("stream", false);
        return body;
    }

    private CompletableFuture<Integer> ask(
            Backend backend, String path, ObjectNode body, Duration patience) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Collector collector = new Collector(LONGEST, patience.toNanos());
        exchanges.startAt(
                backend,
                new UpstreamRequest("POST", path, JSON, new BytesBody(bytes, bytes.length)),
                collector);
        return collector.answer().thenApply(Collector.Answer::status);
    }
}
