package dev.corral.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.exchange.Exchanges;
import dev.corral.exchange.FleetHands;
import dev.corral.exchange.KnownModels;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.Stops;
import dev.corral.store.StoreFixture;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pulls at a stand-in whose downloads go on when the test says so. */
@Timeout(60)
@Tag(StoreFixture.DATABASE)
class PullsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Caller ROOT = Caller.of("root", Set.of(Role.ADMIN), Via.BASIC);

    @TempDir static Path folder;
    private static Database database;
    private final Watch watch = new Watch();
    private final Semaphore mayGoOn = new Semaphore(0);
    private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    private volatile String last = "{\"status\":\"success\"}";
    private volatile Policy policy = Policy.shipped();
    private StandIn upstream;
    private Fleet fleet;
    private Exchanges exchanges;
    private Pulls pulls;

    @BeforeAll
    static void open() {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void start() throws IOException {
        upstream = StandIn.start();
        upstream.on(
                "POST",
                "/api/pull",
                x -> {
                    asked.add(x.text());
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    x.chunk("{\"status\":\"pulling manifest\"}\n{\"status\":\"pulling a\",");
                    x.chunk("\"digest\":\"sha256:a\",\"total\":100,\"completed\":40}\n");
                    mayGoOn.acquire();
                    x.chunk(
                            "{\"status\":\"pulling b\",\"digest\":\"sha256:b\",\"total\":7,\"completed\":7}\n");
                    x.chunk(last);
                    x.lastChunk();
                });
        Settings settings =
                Settings.of(
                        Map.of(
                                "corral.ollama.base-urls",
                                upstream.url(),
                                "corral.fleet.watch-interval",
                                "none"));
        fleet = new Fleet(settings);
        KnownModels models = new KnownModels(fleet);
        exchanges =
                new Exchanges(
                        fleet,
                        models,
                        () -> policy,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
        fleet.hands(new FleetHands(exchanges, fleet, models));
        pulls = node("first", true);
    }

    private PullStore store(String name, boolean alone) {
        return new PullStore(database, Clock.systemUTC(), name, alone);
    }

    private Pulls node(String name, boolean alone) {
        return new Pulls(
                exchanges, fleet, store(name, alone), new Stops(database, Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        mayGoOn.release(1_000);
        pulls.close();
        pulls.list().forEach(one -> pulls.remove(one.id()));
        assertThat(StandIn.await(SOON, () -> exchanges.open() == 0)).isTrue();
        exchanges.close();
        watch.close();
        fleet.close();
        upstream.close();
    }

    private PullView await(String id, Predicate<PullView> wanted) {
        assertThat(StandIn.await(SOON, () -> wanted.test(find(id))))
                .as(find(id).toString())
                .isTrue();
        return find(id);
    }

    private PullView find(String id) {
        return pulls.list().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    private String pull(String model) throws Pulls.Refused {
        return pulls.start(ROOT, model, null).get(0).id();
    }

    @Test
    void eachLayerIsToldAndTheEnd() throws Exception {
        String id = pull("gemma3");
        PullView half = await(id, one -> one.layers().size() == 1);
        assertThat(half.state()).isEqualTo("running");
        assertThat(half.by()).isEqualTo("root");
        assertThat(half.layers()).containsExactly(new PullView.Layer("sha256:a", 100, 40));
        assertThat(half.endedAt()).isNull();
        mayGoOn.release();
        PullView done = await(id, one -> one.endedAt() != null);
        assertThat(done.state()).isEqualTo("done");
        assertThat(done.error()).isNull();
        assertThat(done.layers()).hasSize(2);
        assertThat(asked).containsExactly("{\"model\":\"gemma3\",\"stream\":true}");
    }

    @Test
    void whatIsOnItsWayIsNotBegunTwiceAndWhatEndedGivesWay() throws Exception {
        String id = pull("gemma3");
        assertThat(pull("gemma3")).isEqualTo(id);
        mayGoOn.release();
        await(id, one -> one.state().equals("done"));
        assertThat(pull("gemma3")).isNotEqualTo(id);
        assertThat(pulls.list()).hasSize(1);
    }

    @Test
    void anErrorInTheStreamIsTheReason() throws Exception {
        last = "{\"error\":\"pull model manifest: file does not exist\"}";
        mayGoOn.release();
        PullView failed = await(pull("nothing"), one -> one.endedAt() != null);
        assertThat(failed.state()).isEqualTo("failed");
        assertThat(failed.error()).isEqualTo("pull model manifest: file does not exist");
    }

    @Test
    void anAnswerThatEndsWithoutSuccessIsNone() throws Exception {
        last = "{\"status\":\"verifying sha256 digest\"}\n";
        mayGoOn.release();
        PullView failed = await(pull("m"), one -> one.endedAt() != null);
        assertThat(failed.state()).isEqualTo("failed");
        assertThat(failed.error()).contains("Start it again");
    }

    @Test
    void cancellingClosesTheConnection() throws Exception {
        String id = pull("m");
        await(id, one -> one.layers().size() == 1);
        assertThat(pulls.remove(id)).isTrue();
        assertThat(find(id).state()).isEqualTo("cancelled");
        assertThat(StandIn.await(SOON, () -> exchanges.open() == 0)).isTrue();
        assertThat(pulls.remove(id)).as("forgotten").isTrue();
        assertThat(pulls.list()).isEmpty();
        assertThat(pulls.remove(id)).isFalse();
    }

    @Test
    void anotherNodeSeesAPullAndCancelsIt() throws Exception {
        pulls.close();
        pulls = node("first", false);
        String id = pull("m");
        await(id, one -> one.layers().size() == 1);
        Pulls other = node("second", false);
        try {
            assertThat(
                            StandIn.await(
                                    SOON,
                                    () -> {
                                        PullView seen = find(other, id);
                                        return seen != null && seen.layers().size() == 1;
                                    }))
                    .isTrue();
            assertThat(find(other, id).state()).isEqualTo("running");
            assertThat(other.start(ROOT, "m", null))
                    .as("on its way already")
                    .extracting(PullView::id)
                    .containsExactly(id);
            assertThat(other.remove(id)).isTrue();
            await(id, one -> one.state().equals("cancelled"));
            assertThat(StandIn.await(SOON, () -> !find(other, id).isOpen())).isTrue();
            assertThat(other.remove(id)).as("forgotten").isTrue();
            assertThat(find(other, id)).isNull();
        } finally {
            other.close();
        }
    }

    private static PullView find(Pulls node, String id) {
        return node.list().stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
    }

    @Test
    void aStopLeavesAPullThatCanGoOn() throws Exception {
        String id = pull("m");
        await(id, one -> one.layers().size() == 1);
        pulls.close();
        pulls = node("next", true);
        PullView left = find(id);
        assertThat(left.state()).isEqualTo("interrupted");
        assertThat(left.error()).contains("Go on");
        assertThat(left.layers()).hasSize(1);
        String again = pull("m");
        assertThat(again).isNotEqualTo(id);
        assertThat(pulls.list()).extracting(PullView::id).containsExactly(again);
        mayGoOn.release(2);
        await(again, one -> one.state().equals("done"));
    }

    @Test
    void whatAKilledNodeLeftIsTold() {
        Instant then = Instant.now().minusSeconds(60);
        PullView left =
                new PullView(
                        "left", "m", "b", "root", "running", "pulling", List.of(), then, null, null,
                        null, null);
        store("killed", true).add(List.of(left));
        assertThat(find("left").state()).isEqualTo("interrupted");
        Pulls shared = node("shared", false);
        try {
            assertThat(find(shared, "left").state()).as("a node that lives").isEqualTo("running");
            PullStore later =
                    new PullStore(
                            database,
                            Clock.offset(Clock.systemUTC(), PullStore.SILENT.plusSeconds(1)),
                            "later",
                            false);
            assertThat(later.find("left").state()).isEqualTo("interrupted");
            assertThat(pulls.remove("left")).isTrue();
            assertThat(pulls.list()).isEmpty();
        } finally {
            shared.close();
        }
    }

    @Test
    void aFewRunAtOnceAndTheOthersFollow() throws Exception {
        for (int i = 0; i < Pulls.AT_ONCE; i++) {
            pull("m" + i);
        }
        String waiting = pull("late");
        String never = pull("never");
        assertThat(StandIn.await(SOON, () -> asked.size() == Pulls.AT_ONCE)).isTrue();
        assertThat(find(waiting).state()).isEqualTo("waiting");
        assertThat(pulls.remove(never)).isTrue();
        assertThat(find(never).state()).isEqualTo("cancelled");
        mayGoOn.release(Pulls.AT_ONCE);
        // It may also be through before one that began earlier.
        await(waiting, one -> !one.layers().isEmpty());
        mayGoOn.release();
        await(waiting, one -> one.state().equals("done"));
        assertThat(asked).hasSize(Pulls.AT_ONCE + 1);
    }

    @Test
    void offlineModeRefusesWithItsReason() {
        policy = Policy.shipped().withOffline(true);
        Pulls.Refused no =
                catchThrowableOfType(Pulls.Refused.class, () -> pulls.start(ROOT, "m", null));
        assertThat(no.status()).isEqualTo(403);
        assertThat(no).hasMessageContaining("ffline");
        assertThat(pulls.list()).isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    void whoMayNotPullIsRefused() {
        Caller alice = Caller.of("alice", Set.of(Role.USER), Via.BASIC);
        Pulls.Refused no =
                catchThrowableOfType(Pulls.Refused.class, () -> pulls.start(alice, "m", null));
        assertThat(no.status()).isEqualTo(403);
        assertThat(asked).isEmpty();
    }

    @Test
    void wishesThatMakeNoSense() {
        assertThat(refusal("no such\nname", null)).isEqualTo(400);
        assertThat(refusal("m", "nowhere")).isEqualTo(404);
        assertThat(refusal("m", Pulls.HAVING)).as("nobody told to have it").isEqualTo(404);
    }

    private int refusal(String model, String backend) {
        return catchThrowableOfType(Pulls.Refused.class, () -> pulls.start(ROOT, model, backend))
                .status();
    }

    @Test
    void aBackendThatDoesNotAnswerFailsThePull() throws Exception {
        upstream.close();
        PullView failed = await(pull("m"), one -> one.endedAt() != null);
        assertThat(failed.state()).isEqualTo("failed");
        assertThat(failed.error()).isNotBlank();
    }
}
