package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.book.Access;
import dev.corral.fleet.book.BackendSource;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.fleet.choice.Result;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.BaseUrl;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that wait or are under way while backends come, leave and change. */
@Timeout(60)
class ChangingFleetTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String POLICY =
            "{'version':1,'rules':["
                    + "{'id':'all','effect':'allow','who':{'everyone':true},'what':['*']},"
                    + "{'id':'eu','effect':'deny','who':{'everyone':true},'what':['*'],'exceptOn':['eu']}]}";

    private final Watch watch = new Watch();
    private final CountDownLatch mayAnswer = new CountDownLatch(1);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private final Specs specs = new Specs();
    private StandIn inside;
    private StandIn outside;
    private Fleet fleet;
    private Exchanges exchanges;

    private static final class Specs implements BackendSource {
        private final List<Runnable> actions = new ArrayList<>();
        private volatile List<BackendSpec> all = List.of();

        @Override
        public List<BackendSpec> specs() {
            return all;
        }

        @Override
        public void onChange(Runnable action) {
            actions.add(action);
        }

        void set(BackendSpec... specs) {
            all = List.of(specs);
            actions.forEach(Runnable::run);
        }
    }

    private static BackendSpec spec(String name, StandIn at, boolean draining, String... tags) {
        return new BackendSpec(
                BaseUrl.parse(at.url()),
                name,
                1,
                draining,
                Set.of(tags),
                Optional.of(1),
                Optional.empty(),
                Optional.empty(),
                Access.PLAIN);
    }

    @BeforeEach
    void start() throws Exception {
        inside = StandIn.start();
        outside = StandIn.start();
        inside.on(
                "POST",
                "/api/chat",
                x -> {
                    mayAnswer.await();
                    x.respond(200, "application/json", "{}");
                });
        outside.on(
                "POST",
                "/api/chat",
                x -> {
                    elsewhere.incrementAndGet();
                    x.respond(200, "application/json", "{}");
                });
        Settings settings = Settings.of(Map.of("corral.fleet.watch-interval", "none"));
        specs.set(spec("inside", inside, false, "eu"));
        fleet = new Fleet(settings, specs);
        Policy policy = Policy.parse(POLICY.replace('\'', '"'));
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        () -> policy,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
    }

    @AfterEach
    void stop() {
        mayAnswer.countDown();
        assertThat(StandIn.await(SOON, () -> exchanges.open() == 0)).isTrue();
        exchanges.close();
        watch.close();
        fleet.close();
        inside.close();
        outside.close();
    }

    private Collector ask() {
        return ask(Wishes.NONE);
    }

    private Collector ask(Wishes wishes) {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.CHAT, ModelName.parse("m"), 0),
                new UpstreamRequest(
                        "POST", "/api/chat", List.of(), new BytesBody(body, body.length)),
                collector,
                wishes);
        return collector;
    }

    private Collector askAndWait() {
        ask();
        Collector second = ask();
        assertThat(exchanges.waiting()).isEqualTo(1);
        return second;
    }

    private static Failure failure(Collector collector) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> collector.answer().get());
        return ((Collector.NoAnswer) failed.getCause()).failure();
    }

    @Test
    void whoWaitsDoesNotGoToABackendThatCameMeanwhileAndIsNotAllowed() {
        Collector waits = askAndWait();
        specs.set(spec("inside", inside, true, "eu"), spec("outside", outside, false));
        assertThat(failure(waits).status()).isEqualTo(503);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void whoWaitsDoesNotGoToTheOnlyBackendThatIsLeftIfThatIsNotAllowed() {
        Collector waits = askAndWait();
        specs.set(spec("outside", outside, false));
        assertThat(failure(waits).status()).isEqualTo(403);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void whoNamesABackendThatIsNotAllowedIsToldSo() {
        specs.set(spec("inside", inside, false, "eu"), spec("outside", outside, false));
        assertThat(failure(ask(new Wishes(false, "outside"))).status()).isEqualTo(403);
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void whoWaitsGoesToABackendThatCameMeanwhileAndIsAllowed() throws Exception {
        Collector waits = askAndWait();
        specs.set(spec("inside", inside, true, "eu"), spec("outside", outside, false, "eu"));
        assertThat(waits.answer().get().status()).isEqualTo(200);
        assertThat(elsewhere).hasValue(1);
    }

    @Test
    void whatWasTakenBackBeforeItWasSentIsNotSentAnyMore() throws IOException {
        Backend backend = fleet.backends().get(0);
        assertThat(fleet.acquire(backend)).isTrue();
        UpstreamRequest request = new UpstreamRequest("GET", "/", List.of(), null);
        Exchange exchange =
                new Exchange(
                        exchanges,
                        request,
                        new Collector(1, SOON.toNanos()),
                        Exchange.Terms.own(backend));
        UpstreamCall call = new UpstreamCall(exchange, backend, null, request);
        assertThat(call.withdraw(Result.LEFT)).isTrue();
        assertThatThrownBy(
                        () ->
                                call.produceRequest(
                                        (head, body, context) -> elsewhere.incrementAndGet(),
                                        backend.context()))
                .isInstanceOf(ConnectionClosedException.class);
        assertThat(elsewhere).hasValue(0);
        assertThat(call.isSent()).as("so that whoever took it back just then sees it").isTrue();
    }
}
