package dev.corral.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.choice.Hands;
import dev.corral.policy.ModelName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and unloads models as the dispatcher wants it, with a request without a prompt, which is
 * what Ollama has for that. Never for a model that runs on another host. Thread-safe.
 */
public final class FleetHands implements Hands {

    private static final Logger LOG = LoggerFactory.getLogger(FleetHands.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int LONGEST = 64 * 1024;
    private static final List<Header> HEADERS =
            List.of(new BasicHeader("Content-Type", "application/json"));

    private final ObjectMapper json = new ObjectMapper();
    private final Exchanges exchanges;
    private final Fleet fleet;
    private final KnownModels models;

    /** The hands of a fleet. */
    public FleetHands(Exchanges exchanges, Fleet fleet, KnownModels models) {
        this.exchanges = exchanges;
        this.fleet = fleet;
        this.models = models;
    }

    @Override
    public boolean load(String backend, String model, String options) {
        ObjectNode body = json.createObjectNode().put("model", model);
        if (!options.isEmpty()) {
            ObjectNode values = body.putObject("options");
            for (String option : options.split(",")) {
                int equals = option.indexOf('=');
                String value = option.substring(equals + 1);
                if (value.equals("true") || value.equals("false")) {
                    values.put(option.substring(0, equals), Boolean.parseBoolean(value));
                } else {
                    values.put(option.substring(0, equals), Long.parseLong(value));
                }
            }
        }
        return ask(
                backend,
                model,
                body,
                done -> fleet.dispatcher().loaded(backend, model, done, System.nanoTime()));
    }

    @Override
    public boolean unload(String backend, String model) {
        ObjectNode body = json.createObjectNode().put("model", model).put("keep_alive", 0);
        return ask(
                backend,
                model,
                body,
                done -> fleet.dispatcher().unloaded(backend, model, done, System.nanoTime()));
    }

    private boolean ask(String name, String model, ObjectNode body, Consumer<Boolean> then) {
        Backend backend = fleet.find(name);
        ModelName parsed = ModelName.parse(model);
        if (backend == null || parsed == null || parsed.isCloud() || models.isRemote(parsed)) {
            return false;
        }
        LOG.debug("{}: {}", name, body);
        post(
                backend,
                "/api/generate",
                body,
                status -> {
                    if (status == 400) {
                        // It has no words to give: an embedding model is loaded by embedding
                        // nothing.
                        body.putArray("input");
                        post(backend, "/api/embed", body, again -> then.accept(again == 200));
                    } else {
                        then.accept(status == 200);
                    }
                });
        return true;
    }

    private void post(Backend backend, String path, ObjectNode body, Consumer<Integer> then) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        Collector collector = new Collector(LONGEST, PATIENCE.toNanos());
        collector
                .answer()
                .whenComplete((answer, none) -> then.accept(none == null ? answer.status() : 0));
        exchanges.startAt(
                backend,
                new UpstreamRequest("POST", path, HEADERS, new BytesBody(bytes, bytes.length)),
                collector);
    }
}
