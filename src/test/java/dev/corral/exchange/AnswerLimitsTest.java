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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class AnswerLimitsTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Watch watch = new Watch();
    private StandIn upstream;
    private Fleet fleet;
    private Exchanges exchanges;

    @BeforeEach
    void start() throws IOException {
        upstream = StandIn.start();
    }

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        upstream.close();
    }

    private Collector ask(String limits) throws Exception {
        Policy policy =
                Policy.parse(
                        ("{'version':1,'rules':[{'id':'a','effect':'allow','who':{'everyone':true},"
                                        + "'what':['chat'],'limits':{"
                                        + limits
                                        + "}}]}")
                                .replace('\'', '"'));
        Settings settings = Settings.of(Map.of("corral.ollama.base-urls", upstream.url()));
        fleet = new Fleet(settings);
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        () -> policy,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.CHAT, ModelName.parse("m"), 0),
                new UpstreamRequest("GET", "/answer", List.of(), null),
                collector);
        return collector;
    }

    private static Failure failure(Collector collector) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> collector.answer().get());
        return ((Collector.NoAnswer) failed.getCause()).failure();
    }

    @Test
    void anAnswerOfSoManyBytesIsWhole() throws Exception {
        upstream.on("GET", "/answer", x -> x.respond(200, "text/plain", "12345"));
        assertThat(ask("'bytes':5").answer().get().body()).hasSize(5);
    }

    @Test
    void oneByteMoreEndsItAndTheUpstream() throws Exception {
        upstream.on(
                "GET",
                "/answer",
                x -> {
                    x.head(200, "Transfer-Encoding: chunked");
                    for (int i = 0; i < 10_000; i++) {
                        x.chunk("0123456789");
                        Thread.sleep(5);
                    }
                });
        Failure failure = failure(ask("'bytes':99"));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.TOO_LARGE);
        assertThat(failure.message()).contains("\"bytes\"");
        assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 0)).isTrue();
        assertThat(exchanges.open()).isZero();
    }

    @Test
    void anAnswerThatGoesOnTooLongIsEnded() throws Exception {
        upstream.on(
                "GET",
                "/answer",
                x -> {
                    x.head(200, "Transfer-Encoding: chunked");
                    for (int i = 0; i < 10_000; i++) {
                        x.chunk("0123456789");
                        Thread.sleep(50);
                    }
                });
        Failure failure = failure(ask("'duration':'1s'"));
        assertThat(failure.kind()).isEqualTo(Failure.Kind.TOO_LONG);
        assertThat(failure.message()).contains("\"duration\"");
        assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 0)).isTrue();
    }
}
