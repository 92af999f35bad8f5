package dev.corral.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.exchange.Exchanges;
import dev.corral.exchange.KnownModels;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.exchange.Watch;
import dev.corral.exchange.Wishes;
import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Places;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Operations on all backends, over real sockets. */
@Timeout(60)
class EverywhereTest {

    private static final String PULLING =
            "{\"status\":\"pulling manifest\"}\n{\"status\":\"pulling abc\",\"digest\":\"sha256:abc\",\"total\":10,\"completed\":10}\n";
    private static final String SUCCESS = "{\"status\":\"success\"}\n";

    private final Watch watch = new Watch();
    private final Caller admin = Caller.of("root", Set.of(Role.USER, Role.ADMIN), Via.BASIC);
    private StandIn one;
    private StandIn two;
    private Fleet fleet;
    private Exchanges exchanges;

    @BeforeEach
    void start() throws IOException {
        one = StandIn.start();
        two = StandIn.start();
        Settings settings =
                Settings.of(Map.of("corral.ollama.base-urls", one.url() + ";" + two.url()));
        fleet = new Fleet(settings);
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        Policy::shipped,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
    }

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        one.close();
        two.close();
    }

    private String name(StandIn backend) {
        return "127.0.0.1:" + backend.port();
    }

    private static void answers(StandIn backend, int status, String body) {
        backend.on(
                "POST",
                "/api/pull",
                exchange -> exchange.respond(status, "application/x-ndjson", body));
    }

    private List<String> run(Everywhere all, Operation operation) throws InterruptedException {
        start(all, operation);
        return lines(all);
    }

    private void start(Everywhere all, Operation operation) {
        Map<String, dev.corral.exchange.Sink> parts = new LinkedHashMap<>();
        for (Backend backend : fleet.backends()) {
            parts.put(backend.spec().name(), all.part(backend.spec().name()));
        }
        parts.forEach(
                (name, sink) ->
                        exchanges.start(
                                admin,
                                Facts.of(operation, ModelName.parse("m"), 0),
                                new UpstreamRequest("POST", "/api/pull", List.of(), null),
                                sink,
                                new Wishes(false, name)));
    }

    private static List<String> lines(Everywhere all) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        for (String line = all.next(5_000); line != null; line = all.next(5_000)) {
            lines.add(line);
        }
        return lines;
    }

    @Test
    void progressNamesTheBackendAndSuccessIsSaidOnceAtTheEnd() throws Exception {
        answers(one, 200, PULLING + SUCCESS);
        answers(two, 200, PULLING + SUCCESS);
        Everywhere all = new Everywhere(false);
        List<String> lines = run(all, Operation.PULL);
        assertThat(lines).hasSize(6).allMatch(line -> line.endsWith("}\n"));
        assertThat(lines)
                .contains("{\"status\":\"" + name(one) + ": pulling manifest\"}\n")
                .contains("{\"status\":\"" + name(two) + ": done\"}\n")
                .anyMatch(line -> line.contains("\"digest\":\"" + name(two) + " sha256:abc\""))
                .noneMatch(line -> line.contains("\"success\""));
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.last()).isEqualTo("{\"status\":\"success\"}");
    }

    @Test
    void oneThatFailsIsNamedAndSoIsTheOneThatIsDone() throws Exception {
        answers(one, 200, PULLING + SUCCESS);
        answers(two, 200, PULLING + "{\"error\":\"disk full\"}\n");
        Everywhere all = new Everywhere(false);
        run(all, Operation.PULL);
        assertThat(all.last())
                .startsWith("{\"error\":\"" + name(two) + ": disk full")
                .contains("done: " + name(one));
        assertThat(all.status()).isEqualTo(502);
    }

    @Test
    void oneThatIsNotThereIsNamed() throws Exception {
        answers(one, 200, SUCCESS);
        String gone = name(two);
        two.close();
        Everywhere all = new Everywhere(false);
        run(all, Operation.PULL);
        assertThat(all.last()).contains("\"error\"").contains(gone);
    }

    @Test
    void deletingWhereTheModelIsNotIsNoFailureUnlessItIsNowhere() throws Exception {
        answers(one, 200, "");
        answers(two, 404, "{\"error\":\"model 'm' not found\"}");
        Everywhere all = new Everywhere(true);
        run(all, Operation.DELETE);
        assertThat(all.status()).isEqualTo(200);
        answers(one, 404, "{\"error\":\"model 'm' not found\"}");
        Everywhere nowhere = new Everywhere(true);
        run(nowhere, Operation.DELETE);
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.last()).contains(name(one) + ": model 'm' not found");
    }

    /** The catalogue knows where the model is; that is no reason not to ask who was named. */
    @Test
    void copyingSucceedsWhereTheModelIsAndSaysWhatHappenedWhere() throws Exception {
        fleet.backends().get(0).tellDisk(Map.of("m:latest", new Contents.OnDisk("d", 1, false)));
        fleet.backends().get(1).tellDisk(Map.of());
        answers(one, 200, "");
        answers(two, 404, "{\"error\":\"model 'm' not found\"}");
        Everywhere all = new Everywhere(true);
        run(all, Operation.COPY);
        assertThat(all.status()).isEqualTo(200);
        assertThat(all.whole())
                .isEqualTo(
                        "{\"status\":\"success\",\"backends\":{\""
                                + name(one)
                                + "\":\"done\",\""
                                + name(two)
                                + "\":\"was not there\"}}");
    }

    @Test
    void whoTakesNothingCostsNoMoreThanWhoDoes() throws Exception {
        one.on(
                "POST",
                "/api/pull",
                x -> {
                    StringBuilder lines = new StringBuilder();
                    for (int i = 0; i < 20_000; i++) {
                        lines.append(
                                        "{\"status\":\"pulling\",\"digest\":\"sha256:a\",\"completed\":")
                                .append(i)
                                .append("}\n{\"status\":\"odd ")
                                .append(i)
                                .append("\"}\n");
                    }
                    x.respond(200, "application/x-ndjson", lines + SUCCESS);
                });
        answers(two, 200, PULLING + SUCCESS);
        Everywhere all = new Everywhere(false);
        start(all, Operation.PULL);
        assertThat(StandIn.await(Duration.ofSeconds(20), () -> exchanges.open() == 0)).isTrue();
        assertThat(all.waiting()).isLessThan(100);
        List<String> lines = lines(all);
        assertThat(lines).last().asString().contains("done");
        assertThat(lines).hasSizeLessThan(100);
        assertThat(all.status()).isEqualTo(200);
    }

    @Test
    void garbageIsAFailure() throws Exception {
        answers(one, 200, SUCCESS);
        answers(two, 200, "<html>\n");
        Everywhere all = new Everywhere(false);
        run(all, Operation.PULL);
        assertThat(all.status()).isEqualTo(502);
    }

    @Test
    void abandoningEndsAllOfThem() throws Exception {
        one.on("POST", "/api/pull", exchange -> Thread.sleep(30_000));
        two.on("POST", "/api/pull", exchange -> Thread.sleep(30_000));
        Everywhere all = new Everywhere(false);
        Map<String, dev.corral.exchange.Sink> parts = new LinkedHashMap<>();
        for (Backend backend : fleet.backends()) {
            parts.put(backend.spec().name(), all.part(backend.spec().name()));
        }
        parts.forEach(
                (name, sink) ->
                        exchanges.start(
                                admin,
                                Facts.of(Operation.PULL, ModelName.parse("m"), 0),
                                new UpstreamRequest("POST", "/api/pull", List.of(), null),
                                sink,
                                new Wishes(false, name)));
        assertThat(all.next(50)).isEmpty();
        all.abandon();
        assertThat(exchanges.open()).isZero();
    }

    @Test
    void theHeaderNamesABackend() {
        assertThat(Target.of(name(two), Operation.PULL, fleet).only()).isEqualTo(name(two));
        assertThat(Target.of(two.url(), Operation.DELETE, fleet).only()).isEqualTo(name(two));
        assertThat(Target.of("all", Operation.COPY, fleet).all()).isTrue();
        assertThat(Target.of("elsewhere", Operation.PULL, fleet).objection()).isNotNull();
        assertThat(Target.of("all", Operation.BLOB_WRITE, fleet).all()).isTrue();
        assertThat(Target.of("all", Operation.CHAT, fleet).objection()).isNotNull();
        assertThat(Target.of(null, Operation.CHAT, fleet).only()).isNull();
        assertThat(Target.of(null, Operation.CREATE, fleet).only()).isEqualTo(name(one));
        assertThat(Target.of(null, Operation.BLOB_WRITE, fleet).only()).isEqualTo(name(one));
        assertThat(Target.of(null, Operation.DELETE, fleet).only()).isNull();
    }

    @Test
    void whoMayUseSomeBackendsOnlyBringsModelsToTheFirstOfThose() {
        Places eu = new Places(List.of(new Places.Condition(Set.of("eu"), List.of("rule"))));
        assertThat(Target.first(fleet.backends(), Places.ANYWHERE)).isEqualTo(name(one));
        assertThat(Target.first(fleet.backends(), eu)).as("none has the tag").isNull();
    }
}
