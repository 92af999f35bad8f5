package dev.corral.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.policy.ModelName;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks each backend for its models: now and then, at once after a request that may have changed
 * them, and more often while it does not answer, so that it is known to be back before the next
 * person waits for it. One question at a time is under way to a backend. Ticks come on one thread.
 */
public final class ModelReads implements Watch.Watched {

    private static final Logger LOG = LoggerFactory.getLogger(ModelReads.class);
    private static final UpstreamRequest QUESTION =
            new UpstreamRequest("GET", "/api/tags", List.of(), null);
    private static final long WHILE_DOWN = Duration.ofSeconds(5).toNanos();
    private static final long PATIENCE = Duration.ofSeconds(15).toNanos();
    private static final int LONGEST = 16 * 1024 * 1024;

    private final ObjectMapper json = new ObjectMapper();
    private final Exchanges exchanges;
    private final Fleet fleet;
    private final KnownModels models;
    private final Settings settings;
    private final Map<Backend, State> states = new HashMap<>();
    private List<Backend> known = List.of();

    private static final class State {
        long asked;
        long wait;
        boolean everAsked;
        volatile boolean underWay;
        volatile boolean failed;
    }

    /** Reads of the fleet's backends into {@code models}; to be added to a {@link Watch}. */
    public ModelReads(Exchanges exchanges, Fleet fleet, KnownModels models, Settings settings) {
        this.exchanges = exchanges;
        this.fleet = fleet;
        this.models = models;
        this.settings = settings;
    }

    @Override
    public void tick(long now) {
        long interval = settings.get(Catalogue.FLEET_WATCH_INTERVAL).toNanos();
        List<Backend> backends = fleet.backends();
        if (backends != known) {
            known = backends;
            states.keySet().retainAll(backends);
            models.keepOnly(backends);
        }
        if (interval == 0) {
            return;
        }
        for (Backend backend : backends) {
            State state = states.computeIfAbsent(backend, added -> new State());
            if (!state.underWay && isDue(backend, state, now, interval)) {
                ask(backend, state, now, interval);
            }
        }
    }

    private boolean isDue(Backend backend, State state, long now, long interval) {
        // Taken before the question goes out: what changes while it is under way asks again.
        if (models.takeChanged(backend) || !state.everAsked) {
            return true;
        }
        boolean down = state.failed || backend.health() != Backend.Health.UP;
        return now - state.asked
                >= Math.min(Math.min(state.wait, interval), down ? WHILE_DOWN : Long.MAX_VALUE);
    }

    private void ask(Backend backend, State state, long now, long interval) {
        state.asked = now;
        state.everAsked = true;
        // Between 9 and 10 tenths, so that the questions to several backends drift apart.
        state.wait = interval - ThreadLocalRandom.current().nextLong(interval / 10 + 1);
        state.underWay = true;
        Collector collector = new Collector(LONGEST, PATIENCE);
        collector
                .answer()
                .handle(
                        (answer, noAnswer) -> {
                            state.failed = noAnswer != null || !take(backend, answer);
                            state.underWay = false;
                            return null;
                        });
        exchanges.startAt(backend, QUESTION, collector);
    }

    private boolean take(Backend backend, Collector.Answer answer) {
        try {
            JsonNode list = answer.status() == 200 ? json.readTree(answer.body()) : null;
            if (list != null && list.has("models")) {
                models.read(backend, listing(list.get("models")));
                return true;
            }
        } catch (IOException notJson) {
            LOG.debug("the list of models of {} is no JSON", backend.name(), notJson);
        }
        LOG.debug("{} did not tell its models (status {})", backend.name(), answer.status());
        return false;
    }

    private static KnownModels.Listing listing(JsonNode list) {
        Set<ModelName> present = new HashSet<>();
        Set<ModelName> remote = new HashSet<>();
        for (JsonNode model : list) {
            ModelName name = ModelName.parse(model.path("name").asText());
            if (name != null) {
                present.add(name);
                if (model.hasNonNull("remote_host") || model.hasNonNull("remote_model")) {
                    remote.add(name);
                }
            }
        }
        return new KnownModels.Listing(present, remote);
    }
}
