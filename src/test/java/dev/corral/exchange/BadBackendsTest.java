package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Contents;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.ModelCatalogue;
import dev.corral.fleet.Standing;
import dev.corral.fleet.Vitals;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.testkit.Exchange;
import dev.corral.testkit.Script;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Backends that hang, lie and wander, on real sockets, and what the fleet makes of them. */
@Timeout(60)
class BadBackendsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JSON = "application/json; charset=utf-8";

    private final Watch watch = new Watch();
    private StandIn first;
    private StandIn second;
    private Fleet fleet;
    private Exchanges exchanges;

    @BeforeEach
    void start() throws IOException {
        first = StandIn.start();
        second = StandIn.start();
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                first.url() + ";" + second.url(),
                                "corral.fleet.watch-interval",
                                "30s"));
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
        watch.add(new FleetWatch(new Looks(exchanges, "this"), fleet, models, settings));
        await(() -> contents(0).memory() != null && contents(1).memory() != null);
    }

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        first.close();
        second.close();
    }

    private static void await(BooleanSupplier condition) {
        assertThat(StandIn.await(SOON, condition)).isTrue();
    }

    private Vitals.View vitals(int backend) {
        return fleet.backends().get(backend).vitals();
    }

    private Contents contents(int backend) {
        return fleet.backends().get(backend).contents();
    }

    private Collector chat() {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        byte[] body = "{\"model\":\"gemma3:270m\"}".getBytes(StandardCharsets.UTF_8);
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.CHAT, ModelName.parse("gemma3:270m"), 0),
                new UpstreamRequest(
                        "POST", "/api/chat", List.of(), new BytesBody(body, body.length)),
                collector);
        return collector;
    }

    /** Both answer looks; then the first answers them like this. */
    private void look(Script script) {
        first.on("GET", "/api/version", script);
        first.on("GET", "/api/tags", script);
        first.on("GET", "/api/ps", script);
    }

    private void awaitDown(String reason) {
        await(() -> vitals(0).state() == Vitals.State.DOWN);
        assertThat(vitals(0).reason()).isEqualTo(reason);
        assertThat(vitals(1).state()).isEqualTo(Vitals.State.HEALTHY);
    }

    @Test
    void oneThatHangsIsOutWithinTenSecondsAndWhatWaitsThereGoesElsewhere() throws Exception {
        long began = System.nanoTime();
        first.on("*", "/*", Exchange::silence);
        look(Exchange::silence);
        first.on("POST", "/api/chat", Exchange::silence);
        List<Collector> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            asked.add(chat());
        }
        await(() -> first.exchangesOpen() > 2);
        for (Collector one : asked) {
            assertThat(one.answer().get().status()).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(vitals(0).state()).isEqualTo(Vitals.State.DOWN);
        assertThat(vitals(0).reason()).isEqualTo("hung");
        long before = first.exchanges().stream().filter(x -> x.method().equals("POST")).count();
        assertThat(chat().answer().get().status()).isEqualTo(200);
        assertThat(first.exchanges().stream().filter(x -> x.method().equals("POST")).count())
                .isEqualTo(before);

        first.reset();
        await(() -> vitals(0).state() == Vitals.State.HEALTHY);
        assertThat(exchanges.open()).isLessThanOrEqualTo(4);
    }

    @Test
    void aByteNowAndThenIsNoAnswer() {
        look(
                x -> {
                    for (char c : "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n".toCharArray()) {
                        x.send(String.valueOf(c)).pause(Duration.ofMillis(200));
                    }
                });
        awaitDown("hung");
    }

    @Test
    void whatIsNoOllamaIsNotUsed() {
        look(x -> x.respond(200, "text/html", "<html>It works!</html>"));
        awaitDown("not_ollama");
    }

    @Test
    void anotherProtocolIsNotUsed() {
        look(x -> x.send("SSH-2.0-OpenSSH_9.2p1\r\n").silence());
        await(() -> vitals(0).state() != Vitals.State.HEALTHY);
        assertThat(vitals(0).reason()).isEqualTo("garbage");
        awaitDown("garbage");
    }

    @Test
    void aRedirectIsNotFollowed() {
        look(x -> x.head(307, "Location: " + second.url() + "/api/version", "Content-Length: 0"));
        awaitDown("redirect");
    }

    @Test
    void corralItselfIsRefused() {
        look(
                x -> {
                    assertThat(x.head().first("X-Corral-Hop")).isEqualTo("this");
                    x.head(508, "X-Corral-Loop: 1", "Content-Length: 0");
                });
        awaitDown("loop");
    }

    @Test
    void aMissingCredentialIsSaid() {
        look(x -> x.respond(401, JSON, "{}"));
        awaitDown("unauthorized");
    }

    @Test
    void nobodyThereAndBackAgain() throws Exception {
        int port = first.port();
        first.close();
        awaitDown("refused");
        first = StandIn.start(port);
        await(() -> vitals(0).state() == Vitals.State.HEALTHY);
        assertThat(vitals(0).reason()).isNull();
    }

    @Test
    void oneThatAnswersErrorsToEverythingIsOutButTriedAgain() throws Exception {
        first.on("POST", "/api/chat", x -> x.respond(500, JSON, "{\"error\":\"no\"}"));
        await(
                () -> {
                    assertThat(chat().answer().join().status()).isEqualTo(200);
                    return standing().state() == Vitals.State.DOWN;
                });
        assertThat(standing().reason()).isEqualTo("error");
        assertThat(standing().nextTryNanos()).isPositive();
        assertThat(vitals(0).state()).as("it is there").isEqualTo(Vitals.State.HEALTHY);
        first.reset();
        await(() -> standing().state() != Vitals.State.DOWN);
        await(
                () -> {
                    chat().answer().join();
                    return standing().state() == Vitals.State.HEALTHY;
                });
        assertThat(standing().reason()).isNull();
    }

    private Standing standing() {
        return fleet.standing(fleet.backends().get(0));
    }

    @Test
    void aRequestThatFailsEverywhereIsNobodysFault() {
        for (StandIn each : List.of(first, second)) {
            each.on("POST", "/api/chat", x -> x.respond(500, JSON, "{\"error\":\"bad image\"}"));
        }
        for (int i = 0; i < 6; i++) {
            assertThat(chat().answer().join().status()).isEqualTo(500);
            assertThat(fleet.backends())
                    .allMatch(one -> fleet.standing(one).state() == Vitals.State.HEALTHY);
        }
    }

    @Test
    void anotherVersionIsNoticed() {
        assertThat(contents(0).version()).isEqualTo("0.24.0");
        first.on("GET", "/api/version", x -> x.respond(200, JSON, "{\"version\":\"0.25.1\"}"));
        first.on("GET", "/api/tags", x -> x.respond(200, JSON, "{\"models\":[]}"));
        await(() -> "0.25.1".equals(contents(0).version()));
        await(() -> contents(0).disk().isEmpty());
    }

    @Test
    void aClockThatIsFarOffIsAllowedFor() {
        Instant theirs = Instant.now().plusSeconds(10_000);
        String date =
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.ofInstant(theirs, ZoneOffset.UTC));
        Instant until = theirs.plusSeconds(300);
        answer(first, "/api/version", date, "{\"version\":\"0.24.0\"}");
        answer(
                first,
                "/api/ps",
                date,
                "{\"models\":[{\"name\":\"m\",\"expires_at\":\"" + until + "\"}]}");
        await(() -> contents(0).clockAhead() > 9_000);
        await(() -> contents(0).memory().get(0).model().equals("m:latest"));
        assertThat(Duration.between(Instant.now(), contents(0).memory().get(0).until()).toSeconds())
                .isBetween(270L, 310L);
    }

    private static void answer(StandIn standIn, String path, String date, String body) {
        standIn.on(
                "GET",
                path,
                x -> {
                    x.head(
                            200,
                            "Content-Type: " + JSON,
                            "Date: " + date,
                            "Content-Length: " + body.length());
                    x.send(body);
                });
    }

    @Test
    void theSameNameWithOtherContentIsAConflict() throws Exception {
        String tags =
                "{\"models\":[{\"name\":\"A\",\"digest\":\"1\"},{\"name\":\"b\",\"digest\":\"%s\"}]}";
        first.on("GET", "/api/tags", x -> x.respond(200, JSON, String.format(tags, "2")));
        second.on("GET", "/api/tags", x -> x.respond(200, JSON, String.format(tags, "3")));
        first.on("GET", "/api/version", x -> x.respond(200, JSON, "{\"version\":\"1\"}"));
        second.on("GET", "/api/version", x -> x.respond(200, JSON, "{\"version\":\"1\"}"));
        await(() -> contents(0).disk().size() == 2 && contents(1).disk().size() == 2);
        List<ModelCatalogue.Model> models = fleet.catalogue().models();
        assertThat(models)
                .extracting(ModelCatalogue.Model::name)
                .startsWith("a:latest", "b:latest");
        assertThat(models.get(0).conflict()).isFalse();
        assertThat(models.get(0).holders()).hasSize(2);
        assertThat(models.get(1).conflict()).isTrue();
    }

    @Test
    void oneServerUnderTwoNamesIsFound() {
        assertThat(fleet.twins()).as("alike is not the same").isEmpty();
        String ps =
                "{\"models\":[{\"name\":\"gemma3:270m\",\"expires_at\":\"2026-11-25T10:05:00.123456789Z\"}]}";
        first.on("GET", "/api/ps", x -> x.respond(200, JSON, ps));
        second.on("GET", "/api/ps", x -> x.respond(200, JSON, ps));
        await(() -> fleet.twins().size() == 1);
        assertThat(fleet.twins().get(0)).containsExactly(first.url(), second.url());
    }

    @Test
    void looksAreFew() throws Exception {
        first.exchanges();
        int before = first.exchanges().size();
        Thread.sleep(6_000);
        assertThat(first.exchanges().size() - before).isLessThanOrEqualTo(5);
        for (Backend backend : fleet.backends()) {
            assertThat(backend.connections()).isLessThanOrEqualTo(2);
        }
    }
}
