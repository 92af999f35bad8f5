package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FleetWatchTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final ModelName LOCAL = ModelName.parse("local");
    private static final ModelName STUB = ModelName.parse("harmless");
    private static final String BOTH =
            "{\"models\":[{\"name\":\"local:latest\"},"
                    + "{\"name\":\"Harmless:latest\",\"remote_host\":\"https://ollama.com:443\","
                    + "\"remote_model\":\"gpt-oss:120b\"}]}";

    private final Watch watch = new Watch();
    private StandIn first;
    private StandIn second;
    private Fleet fleet;
    private Exchanges exchanges;
    private KnownModels models;
    private Looks looks;
    private volatile Policy policy = Policy.shipped();

    @BeforeEach
    void start() throws IOException {
        first = StandIn.start();
        second = StandIn.start();
    }

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        first.close();
        second.close();
    }

    private void read(String interval, StandIn... backends) {
        String urls = Stream.of(backends).map(StandIn::url).collect(Collectors.joining(";"));
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                urls,
                                "corral.fleet.watch-interval",
                                interval));
        fleet = new Fleet(settings);
        models = new KnownModels(fleet);
        exchanges =
                new Exchanges(
                        fleet,
                        models,
                        () -> policy,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
        looks = new Looks(exchanges, "this");
        watch.add(new FleetWatch(looks, fleet, models, settings));
    }

    private void tags(StandIn backend, String json) {
        backend.on(
                "GET",
                "/api/tags",
                exchange -> exchange.respond(200, "application/json; charset=utf-8", json));
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        assertThat(StandIn.await(SOON, condition)).isTrue();
    }

    private static long asked(StandIn backend) {
        return backend.exchanges().stream().filter(x -> x.path().equals("/api/tags")).count();
    }

    private Collector.Answer ask(Operation operation, String path) throws Exception {
        return ask(Facts.of(operation, LOCAL, 0), path);
    }

    private Collector.Answer ask(Facts facts, String path) throws Exception {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        Caller admin = Caller.of("admin", Set.of(Role.USER, Role.ADMIN), Via.BASIC);
        exchanges.start(admin, facts, new UpstreamRequest("GET", path, List.of(), null), collector);
        return collector.answer().get();
    }

    @Test
    void aStubUnderAHarmlessNameIsKnownOnceAnyBackendTellsIt() {
        tags(second, BOTH);
        read("1h", first, second);
        await(() -> models.isRemote(STUB));
        assertThat(models.isRemote(LOCAL)).isFalse();
    }

    @Test
    void whatIsNotOnEveryBackendIsNotPresent() {
        tags(first, BOTH);
        tags(second, "{\"models\":[{\"name\":\"local\"}]}");
        read("1h", first, second);
        await(() -> models.isPresent(LOCAL));
        assertThat(models.isPresent(STUB)).isFalse();
    }

    @Test
    void aChangeThroughCorralIsReadAtOnce() throws Exception {
        tags(first, "{\"models\":[]}");
        read("1h", first);
        await(() -> models.isRead(fleet.backends().get(0)));
        tags(first, BOTH);
        assertThat(ask(Operation.DELETE, "/api/version").status()).isEqualTo(200);
        await(() -> models.isRemote(STUB));
        assertThat(asked(first)).isEqualTo(2);
    }

    @Test
    void aChangeBesideCorralIsReadInTime() {
        tags(first, "{\"models\":null}");
        read("200ms", first);
        await(() -> models.isRead(fleet.backends().get(0)));
        tags(first, BOTH);
        await(() -> models.isRemote(STUB));
    }

    @Test
    void anAnswerThatIsNoListChangesNothingAndIsAskedForAgain() {
        tags(first, BOTH);
        read("100ms", first);
        await(() -> models.isRemote(STUB));
        tags(first, "[]");
        long before = asked(first);
        await(() -> asked(first) > before + 2);
        assertThat(models.isRemote(STUB)).isTrue();
    }

    @Test
    void noneAsksNothing() throws Exception {
        read("none", first);
        assertThat(ask(Operation.DELETE, "/api/me").status()).isEqualTo(404);
        Thread.sleep(500);
        assertThat(first.exchanges()).hasSize(1);
    }

    @Test
    void offlineAModelGoesOnlyWhereTheModelsAreKnown() throws Exception {
        policy = Policy.shipped().withOffline(true);
        first.on("GET", "/api/tags", exchange -> exchange.respond(500, "text/plain", "no"));
        tags(second, BOTH);
        read("1h", first, second);
        await(() -> models.isPresent(LOCAL) || models.isRead(fleet.backends().get(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(ask(Operation.CHAT, "/api/status").status()).isEqualTo(200);
        }
        assertThat(first.exchanges()).noneMatch(x -> x.path().equals("/api/status"));
        assertThat(ask(Facts.of(Operation.VERSION), "/api/version").status()).isEqualTo(200);
    }

    @Test
    void offlineNothingIsUsedWhileNothingIsKnown() {
        policy = Policy.shipped().withOffline(true);
        read("none", first);
        assertThat(failure(LOCAL).message()).contains("corral.fleet.watch-interval");
        assertThat(first.exchanges()).isEmpty();
    }

    @Test
    void aStubIsRefusedOnlineAndOffline() {
        tags(first, BOTH);
        read("1h", first);
        await(() -> models.isRemote(STUB));
        assertThat(failure(STUB).message()).contains("outside of this company");
        policy = Policy.shipped().withOffline(true);
        assertThat(failure(STUB).message()).contains("offline mode");
        assertThat(first.exchanges()).noneMatch(x -> x.path().equals("/api/chat"));
    }

    private Failure failure(ModelName model) {
        try {
            ask(Facts.of(Operation.CHAT, model, 0), "/api/chat");
            throw new AssertionError("was not refused");
        } catch (ExecutionException e) {
            return ((Collector.NoAnswer) e.getCause()).failure();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
