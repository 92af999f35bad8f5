package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One backend with one slot, and who gets it when. */
@Timeout(60)
class QueueTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Watch watch = new Watch();
    private final Semaphore mayAnswer = new Semaphore(0);
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());
    private StandIn upstream;
    private Fleet fleet;
    private Exchanges exchanges;

    @BeforeEach
    void start() throws IOException {
        upstream = StandIn.start();
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    served.add(x.text());
                    mayAnswer.acquire();
                    x.respond(200, "application/json", "{\"done\":true,\"eval_count\":3}");
                });
        open("1");
    }

    private void open(String slots) {
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                upstream.url(),
                                "corral.fleet.slots",
                                slots,
                                "corral.fleet.queue",
                                "60",
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
        watch.add(new FleetWatch(new Looks(exchanges, "this"), fleet, models, settings));
    }

    private void close() {
        exchanges.close();
        fleet.close();
    }

    @AfterEach
    void stop() {
        mayAnswer.release(1_000);
        StandIn.await(SOON, () -> exchanges.open() == 0);
        assertThat(exchanges.open()).isZero();
        assertThat(exchanges.waiting()).isZero();
        assertThat(fleet.backends().get(0).running()).isZero();
        close();
        watch.close();
        upstream.close();
    }

    private record Asked(Collector collector, Exchange exchange) {}

    private Asked ask(String caller, Wishes wishes) {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        byte[] body = caller.getBytes(StandardCharsets.UTF_8);
        Exchange exchange =
                exchanges.start(
                        Caller.of(caller, Set.of(Role.USER), Via.BASIC),
                        Facts.of(Operation.CHAT, ModelName.parse("m"), 0),
                        new UpstreamRequest(
                                "POST", "/api/chat", List.of(), new BytesBody(body, body.length)),
                        collector,
                        wishes);
        return new Asked(collector, exchange);
    }

    private Asked ask(String caller) {
        return ask(caller, Wishes.NONE);
    }

    private void awaitServed(int count) {
        assertThat(StandIn.await(SOON, () -> served.size() == count)).isTrue();
    }

    @Test
    void oneIsServedAndTheOthersWaitWithWords() throws Exception {
        Asked first = ask("alice");
        Asked second = ask("alice");
        Asked third = ask("alice");
        awaitServed(1);
        assertThat(first.exchange().progress().phase())
                .isIn(Progress.Phase.LOADING, Progress.Phase.ASKED);
        assertThat(exchanges.waiting()).isEqualTo(2);
        assertThat(second.exchange().progress().position()).isEqualTo(1);
        assertThat(third.exchange().progress().position()).isEqualTo(2);
        assertThat(third.exchange().progress().reason()).isNotBlank();
        assertThat(upstream.exchangesOpen()).isEqualTo(1);
        mayAnswer.release(3);
        for (Asked one : List.of(first, second, third)) {
            assertThat(one.collector().answer().get().status()).isEqualTo(200);
        }
        assertThat(first.exchange().progress().phase()).isEqualTo(Progress.Phase.OVER);
    }

    @Test
    void whoLeavesTheQueueCostsNothing() throws Exception {
        Asked first = ask("alice");
        awaitServed(1);
        Asked second = ask("bob");
        Asked third = ask("carol");
        second.collector().leave();
        assertThat(exchanges.waiting()).isEqualTo(1);
        mayAnswer.release(2);
        assertThat(first.collector().answer().get().status()).isEqualTo(200);
        assertThat(third.collector().answer().get().status()).isEqualTo(200);
        assertThat(served).containsExactly("alice", "carol");
    }

    @Test
    void oneWhoAsksForMuchDelaysOthersByOneAtMost() throws Exception {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(ask("flood"));
        }
        awaitServed(1);
        all.add(ask("alice"));
        all.add(ask("batch", new Wishes(true, null)));
        mayAnswer.release(20);
        for (Asked one : all) {
            assertThat(one.collector().answer().get().status()).isEqualTo(200);
        }
        assertThat(served.indexOf("alice")).isLessThanOrEqualTo(2);
        assertThat(served.indexOf("batch")).as("behind all that is not").isEqualTo(11);
    }

    /** The only server, and nobody said how many it takes at a time. */
    @Test
    void oneWhoAsksForMuchFillsNoQueueOfTheServersOwn() throws Exception {
        close();
        open("learnt");
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(ask("flood"));
        }
        awaitServed(2);
        all.add(ask("alice"));
        assertThat(exchanges.waiting()).isEqualTo(49);
        mayAnswer.release(1_000);
        for (Asked one : all) {
            assertThat(one.collector().answer().get().status()).isEqualTo(200);
        }
        assertThat(served.indexOf("alice")).isLessThanOrEqualTo(4);
    }

    @Test
    void aFullQueueIs429WithATime() {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 61; i++) {
            all.add(ask("alice"));
        }
        Asked tooMany = ask("alice");
        ExecutionException refused =
                catchThrowableOfType(
                        ExecutionException.class, () -> tooMany.collector().answer().get());
        Failure failure = ((Collector.NoAnswer) refused.getCause()).failure();
        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.retryAfter()).isPositive();
        all.forEach(one -> one.collector().leave());
    }

    @Test
    void whatNeedsNoModelDoesNotWait() throws Exception {
        Asked first = ask("alice");
        awaitServed(1);
        Collector version = new Collector(1 << 20, SOON.toNanos());
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.VERSION),
                new UpstreamRequest("GET", "/api/version", List.of(), null),
                version);
        assertThat(version.answer().get().status()).isEqualTo(200);
        first.collector().leave();
    }

    @Test
    void theEndOfCorralEndsTheWaiting() throws Exception {
        List<Asked> all = Stream.of("a", "b", "c").map(this::ask).toList();
        awaitServed(1);
        exchanges.close();
        for (Asked one : all) {
            ExecutionException stopped =
                    catchThrowableOfType(
                            ExecutionException.class, () -> one.collector().answer().get());
            assertThat(((Collector.NoAnswer) stopped.getCause()).failure().kind())
                    .isEqualTo(Failure.Kind.STOPPING);
        }
    }
}
