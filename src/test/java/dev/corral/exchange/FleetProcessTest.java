package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
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
import dev.corral.testkit.StandIn;
import dev.corral.testkit.StandInProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Three backends, each a process of its own, of which one dies or hangs under load. */
@Timeout(120)
class FleetProcessTest {

    private static final Logger LOG = LoggerFactory.getLogger(FleetProcessTest.class);
    private static final Duration LONG = Duration.ofSeconds(40);

    private final Watch watch = new Watch();
    private final List<StandInProcess> processes = new ArrayList<>();
    private Fleet fleet;
    private Exchanges exchanges;

    @BeforeEach
    void start() throws IOException {
        for (int i = 0; i < 3; i++) {
            processes.add(StandInProcess.start(0));
        }
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                processes.stream()
                                        .map(StandInProcess::url)
                                        .collect(Collectors.joining(";")),
                                "corral.limits.exchanges-per-caller",
                                "200",
                                "corral.fleet.slots",
                                "20"));
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
        for (Backend backend : fleet.backends()) {
            assertThat(StandIn.await(LONG, () -> is(backend, Vitals.State.HEALTHY))).isTrue();
        }
    }

    @AfterEach
    void stop() {
        StandIn.await(LONG, () -> running() == 0);
        assertThat(running()).isZero();
        assertThat(exchanges.waiting()).isZero();
        exchanges.close();
        watch.close();
        fleet.close();
        processes.forEach(StandInProcess::close);
    }

    private int running() {
        return fleet.backends().stream()
                .filter(one -> one.vitals().state() == Vitals.State.HEALTHY)
                .mapToInt(Backend::running)
                .sum();
    }

    private static boolean is(Backend backend, Vitals.State state) {
        return backend.vitals().state() == state;
    }

    /** A client that reads all; completes with how it ended. */
    private static final class Client implements Sink {
        final CompletableFuture<Failure> ended = new CompletableFuture<>();
        final StringBuffer text = new StringBuffer();
        private volatile Exchange exchange;

        @Override
        public void open(Exchange begun) {
            exchange = begun;
        }

        @Override
        public void head(Head head) {
            assertThat(head.status()).isEqualTo(200);
        }

        @Override
        public void data(ByteBuffer bytes) {
            text.append(StandardCharsets.UTF_8.decode(bytes.duplicate()));
            try {
                exchange.written(bytes.remaining());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void end() {
            exchange.terminate(Outcome.WHOLE);
            ended.complete(null);
        }

        @Override
        public void fail(Failure failure) {
            exchange.terminate(Outcome.FAILED);
            ended.complete(failure);
        }

        boolean isWhole() {
            return text.toString().endsWith("{\"done\":true}\n")
                    && text.toString().split("\n").length == StandInProcess.FRAMES + 1;
        }
    }

    private List<Client> ask(int streams) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            byte[] body = (i % 2 == 0 ? "quick" : "slow").getBytes(StandardCharsets.UTF_8);
            Client client = new Client();
            clients.add(client);
            exchanges.start(
                    Caller.of("caller" + i % 5, Set.of(Role.USER), Via.BASIC),
                    Facts.of(Operation.CHAT, ModelName.parse("fleet"), 0),
                    new UpstreamRequest(
                            "POST", "/api/chat", List.of(), new BytesBody(body, body.length)),
                    client);
        }
        return clients;
    }

    private Backend busiest() {
        Backend busiest = fleet.backends().get(0);
        for (Backend one : fleet.backends()) {
            busiest = one.running() > busiest.running() ? one : busiest;
        }
        assertThat(busiest.running()).isGreaterThan(4);
        return busiest;
    }

    private StandInProcess process(Backend backend) {
        return processes.stream()
                .filter(one -> one.url().equals(backend.name()))
                .findFirst()
                .orElseThrow();
    }

    /** How many were told of a failure; the others must be whole. */
    private static int told(List<Client> clients) throws Exception {
        int told = 0;
        for (Client client : clients) {
            Failure failure = client.ended.get(60, TimeUnit.SECONDS);
            if (failure == null) {
                assertThat(client.isWhole()).as(client.text.toString()).isTrue();
            } else {
                assertThat(client.text)
                        .as("what had no byte is not lost: %s", failure)
                        .isNotEmpty();
                told++;
            }
        }
        return told;
    }

    @Test
    void oneThatIsKilledUnderFiftyStreamsLosesNoneThatHadNoByte() throws Exception {
        List<Client> clients = ask(50);
        assertThat(
                        StandIn.await(
                                LONG,
                                () ->
                                        clients.stream().filter(c -> c.text.length() > 0).count()
                                                >= 20))
                .isTrue();
        Backend victim = busiest();
        int there = victim.running();
        process(victim).kill();
        int told = told(clients);
        LOG.info("killed with {} of 50 there: {} were told of it, none was lost", there, told);
        assertThat(told).isBetween(1, there);
        assertThat(StandIn.await(LONG, () -> is(victim, Vitals.State.DOWN))).isTrue();
        processes.add(StandInProcess.start(process(victim).port()));
        assertThat(StandIn.await(LONG, () -> is(victim, Vitals.State.HEALTHY))).isTrue();
    }

    @Test
    void oneThatIsStoppedIsOutWithinTenSecondsAndComesBack() throws Exception {
        List<Client> clients = ask(40);
        assertThat(StandIn.await(LONG, () -> clients.stream().anyMatch(c -> c.text.length() > 0)))
                .isTrue();
        Backend victim = busiest();
        long begun = System.nanoTime();
        process(victim).signal("STOP");
        try {
            clients.addAll(ask(10));
            assertThat(StandIn.await(LONG, () -> is(victim, Vitals.State.DOWN))).isTrue();
            LOG.info("stopped: out after {} ms", (System.nanoTime() - begun) / 1_000_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(10));
            assertThat(victim.lastFailure()).isEqualTo("hung");
            for (Client client : clients) {
                assertThat(StandIn.await(LONG, () -> client.text.length() > 0)).isTrue();
            }
        } finally {
            process(victim).signal("CONT");
        }
        begun = System.nanoTime();
        assertThat(StandIn.await(LONG, () -> is(victim, Vitals.State.HEALTHY))).isTrue();
        LOG.info("back after {} ms", (System.nanoTime() - begun) / 1_000_000);
        assertThat(told(clients)).as("what had bytes goes on after the stop").isZero();
    }
}
