package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the dispatcher wants done ahead, as Ollama is asked for it. */
@Timeout(60)
class FleetHandsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JSON = "application/json";

    private final Watch watch = new Watch();
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private StandIn upstream;
    private Fleet fleet;
    private Exchanges exchanges;
    private FleetHands hands;
    private String name;

    @BeforeEach
    void start() throws IOException {
        upstream = StandIn.start();
        for (String path : List.of("/api/generate", "/api/embed", "/api/chat")) {
            upstream.on(
                    "POST",
                    path,
                    x -> {
                        asked.add(path + " " + x.text());
                        x.respond(200, JSON, "{\"done\":true}");
                    });
        }
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                upstream.url(),
                                "corral.fleet.max-loaded",
                                "1",
                                "corral.fleet.watch-interval",
                                "none"));
        fleet = new Fleet(settings);
        KnownModels models = new KnownModels(fleet);
        exchanges =
                new Exchanges(
                        fleet,
                        models,
                        Policy::shipped,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
        hands = new FleetHands(exchanges, fleet, models);
        fleet.hands(hands);
        Backend backend = fleet.backends().get(0);
        name = backend.spec().name();
        backend.tellDisk(
                Map.of(
                        "a:latest",
                        new Contents.OnDisk("1", 1, false),
                        "b:latest",
                        new Contents.OnDisk("2", 1, false),
                        "far:latest",
                        new Contents.OnDisk("3", 1, true)));
        backend.tellMemory(
                List.of(new Contents.InMemory("a:latest", "1", 1, 1, 0, null, "")),
                System.nanoTime());
    }

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        upstream.close();
    }

    private void awaitAsked(int count) {
        assertThat(StandIn.await(SOON, () -> asked.size() == count)).as(asked::toString).isTrue();
    }

    @Test
    void aLoadIsAnEmptyPromptWithTheOptionsThatDecideAboutARunner() {
        assertThat(hands.load(name, "b:latest", "num_ctx=8192,use_mmap=false")).isTrue();
        awaitAsked(1);
        assertThat(asked)
                .containsExactly(
                        "/api/generate {\"model\":\"b:latest\",\"options\":{\"num_ctx\":8192,\"use_mmap\":false}}");
    }

    @Test
    void whatHasNoWordsIsLoadedByEmbeddingNothing() {
        upstream.on(
                "POST",
                "/api/generate",
                x -> {
                    asked.add("/api/generate " + x.text());
                    x.respond(400, JSON, "{\"error\":\"does not support generate\"}");
                });
        assertThat(hands.load(name, "b:latest", "")).isTrue();
        awaitAsked(2);
        assertThat(asked).last().isEqualTo("/api/embed {\"model\":\"b:latest\",\"input\":[]}");
    }

    @Test
    void nothingIsBegunForWhatRunsElsewhereOrForNobody() {
        assertThat(hands.load(name, "far:latest", "")).isFalse();
        assertThat(hands.load(name, "b:cloud", "")).isFalse();
        assertThat(hands.unload("nobody", "b:latest")).isFalse();
        assertThat(asked).isEmpty();
    }

    /** The dispatcher lets the hands make room, hears of it, and only then sends the request. */
    @Test
    void roomIsMadeBeforeTheRequestThatNeedsItIsSent() throws Exception {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        byte[] body = "{\"model\":\"b\"}".getBytes(StandardCharsets.UTF_8);
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.CHAT, ModelName.parse("b"), 0),
                new UpstreamRequest(
                        "POST", "/api/chat", List.of(), new BytesBody(body, body.length)),
                collector);
        assertThat(collector.answer().get().status()).isEqualTo(200);
        assertThat(asked)
                .containsExactly(
                        "/api/generate {\"model\":\"a:latest\",\"keep_alive\":0}",
                        "/api/chat {\"model\":\"b\"}");
    }

    @Test
    void anUnloadThatFailsLeavesTheModelWhereItIs() {
        upstream.on("POST", "/api/generate", x -> x.respond(500, JSON, "{}"));
        assertThat(hands.unload(name, "a:latest")).isTrue();
        assertThat(StandIn.await(SOON, () -> exchanges.open() == 0)).isTrue();
        assertThat(fleet.dispatcher().snapshot(System.nanoTime()).backends().get(0).runners())
                .as("it is there still")
                .hasSize(1);
    }
}
