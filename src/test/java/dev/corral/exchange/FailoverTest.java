package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.fleet.Backend;
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
import dev.corral.testkit.Script;
import dev.corral.testkit.StandIn;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FailoverTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JSON = "application/json; charset=utf-8";
    private static final byte[] BODY =
            "{\"model\":\"m\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8);
    private static final Policy EVERYTHING =
            policy("{'id':'a','effect':'allow','who':{'everyone':true},'what':['*']}");

    private final Watch watch = new Watch();
    private final List<StandIn> upstreams = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private Fleet fleet;
    private Exchanges exchanges;

    private static Policy policy(String rule) {
        try {
            return Policy.parse(("{'version':1,'rules':[" + rule + "]}").replace('\'', '"'));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        assertNothingIsOpen();
        exchanges.close();
        watch.close();
        fleet.close();
        upstreams.forEach(StandIn::close);
    }

    private void assertNothingIsOpen() {
        StandIn.await(
                SOON,
                () ->
                        exchanges.open() == 0
                                && fleet.backends().stream().allMatch(b -> b.running() == 0));
        assertThat(exchanges.open()).as("exchanges open").isZero();
        for (Backend backend : fleet.backends()) {
            assertThat(backend.running()).as("places taken").isZero();
        }
    }

    /** Backends that each answer with the script for the how-manieth request of all it is. */
    private void backends(int count, Script first, Script later) throws IOException {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StandIn upstream = StandIn.start();
            upstream.on("*", "/api/x", x -> (asked.incrementAndGet() == 1 ? first : later).run(x));
            upstreams.add(upstream);
            urls.add(upstream.url());
        }
        open(String.join(";", urls), Map.of());
    }

    private void open(String urls, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.put("corral.ollama.base-urls", urls);
        values.put("corral.fleet.watch-interval", "none");
        Settings settings = Settings.of(values);
        fleet = new Fleet(settings);
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        () -> EVERYTHING,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
    }

    private Collector ask(Operation operation, RequestBody body) {
        Collector collector = new Collector(1 << 20, SOON.toNanos());
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(operation, ModelName.parse("m"), 0),
                new UpstreamRequest("POST", "/api/x", List.of(), body),
                collector);
        return collector;
    }

    private Collector chat() {
        return ask(Operation.CHAT, new BytesBody(BODY, BODY.length));
    }

    private static Failure failure(Collector collector) {
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> collector.answer().get());
        return ((Collector.NoAnswer) failed.getCause()).failure();
    }

    private static final Script GOOD = x -> x.respond(200, JSON, x.text());

    private static Script status(int status, String error) {
        return x -> {
            x.body();
            x.respond(status, JSON, "{\"error\":\"" + error + "\"}");
        };
    }

    private static Map<String, Script> faults() {
        Map<String, Script> faults = new HashMap<>();
        faults.put("reset", dev.corral.testkit.Exchange::reset);
        faults.put("closed", dev.corral.testkit.Exchange::close);
        faults.put("closed in the head", x -> x.send("HTTP/1.1 200 OK\r\nContent-Ty").close());
        faults.put("another protocol", x -> x.send("SSH-2.0-OpenSSH_9.2p1\r\n").silence());
        faults.put(
                "busy",
                status(503, "server busy, please try again.  maximum pending requests exceeded"));
        faults.put(
                "runner died", status(500, "model runner process has terminated: signal: killed"));
        faults.put("no such model", status(404, "model 'm' not found"));
        faults.put("a proxy's error", x -> x.respond(502, "text/html", "<html>bad gateway"));
        faults.put(
                "an error in chunks",
                x -> {
                    x.head(500, "Content-Type: " + JSON, "Transfer-Encoding: chunked");
                    x.chunk("{\"error\":\"").chunk("gone\"}").lastChunk();
                });
        faults.put(
                "broken while it is held",
                x -> x.send("HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{\"err").reset());
        return faults;
    }

    @TestFactory
    List<DynamicTest> whatHasNoByteYetGoesElsewhere() {
        List<DynamicTest> tests = new ArrayList<>();
        faults().forEach(
                        (name, fault) ->
                                tests.add(DynamicTest.dynamicTest(name, () -> elsewhere(fault))));
        return tests;
    }

    private void elsewhere(Script fault) throws Exception {
        asked.set(0);
        backends(3, fault, GOOD);
        Collector.Answer answer = chat().answer().get();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(BODY);
        assertThat(asked).hasValue(2);
        assertNothingIsOpen();
        exchanges.close();
        fleet.close();
        upstreams.forEach(StandIn::close);
        upstreams.clear();
    }

    @Test
    void whatSeveralCannotDoIsToldAsTheLastOneSaysIt() throws Exception {
        Script bad = status(500, "no");
        backends(3, bad, bad);
        Collector.Answer answer = chat().answer().get();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"error\":\"no\"}");
        assertThat(asked).as("two are enough to know that it is the request").hasValue(2);
        assertThat(fleet.backends()).noneMatch(b -> b.health() == Backend.Health.DOWN);
    }

    @Test
    void aModelThatNobodyHasIsNotFound() throws Exception {
        Script no = status(404, "model 'm' not found");
        backends(3, no, no);
        Collector.Answer answer = chat().answer().get();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).contains("'m' not found");
    }

    @Test
    void aLongErrorIsPassedOnWithAllItsBytes() throws Exception {
        String text = "x".repeat(50_000);
        backends(2, x -> x.respond(500, JSON, text), GOOD);
        Collector.Answer answer = chat().answer().get();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).asString(StandardCharsets.UTF_8).isEqualTo(text);
    }

    @Test
    void ofOneBackendEveryAnswerIsPassedOn() throws Exception {
        for (int status : new int[] {404, 500, 502, 503, 504}) {
            asked.set(0);
            backends(1, status(status, "model 'm' not found"), GOOD);
            Collector.Answer answer = chat().answer().get();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).asString(StandardCharsets.UTF_8).contains("not found");
            exchanges.close();
            fleet.close();
        }
    }

    @Test
    void whatChangesSomethingIsNeverSentTwice() throws Exception {
        for (Operation operation :
                List.of(
                        Operation.PULL,
                        Operation.CREATE,
                        Operation.COPY,
                        Operation.DELETE,
                        Operation.PUSH,
                        Operation.BLOB_WRITE,
                        Operation.ACCOUNT)) {
            for (Script fault : faults().values()) {
                asked.set(0);
                backends(2, fault, GOOD);
                Collector collector = ask(operation, new BytesBody(BODY, BODY.length));
                collector.answer().handle((answer, failure) -> null).get();
                assertThat(asked).as(operation.id()).hasValue(1);
                assertNothingIsOpen();
                exchanges.close();
                fleet.close();
                upstreams.forEach(StandIn::close);
            }
        }
    }

    @Test
    void whatNobodyTookGoesElsewhereWhateverItIs() throws Exception {
        String nobody = "http://127.0.0.1:" + freePort();
        StandIn upstream = StandIn.start();
        upstreams.add(upstream);
        upstream.on("*", "/api/x", GOOD);
        open(nobody + ";" + upstream.url(), Map.of());
        for (Operation operation : List.of(Operation.CHAT, Operation.DELETE, Operation.PULL)) {
            assertThat(ask(operation, new BytesBody(BODY, BODY.length)).answer().get().body())
                    .isEqualTo(BODY);
        }
        StreamedBody streamed = new StreamedBody(BODY.length, n -> {});
        Collector collector = ask(Operation.BLOB_WRITE, streamed);
        streamed.fill(source());
        assertThat(collector.answer().get().body()).isEqualTo(BODY);
    }

    @Test
    void nobodyAtAllIsRefusedWithTheReason() throws Exception {
        open("http://127.0.0.1:" + freePort() + ";http://127.0.0.1:" + freePort(), Map.of());
        assertThat(failure(chat()).kind()).isEqualTo(Failure.Kind.REFUSED);
    }

    @Test
    void aBodyThatIsNotHeldIsSentOnce() throws Exception {
        backends(2, x -> x.body(), GOOD);
        upstreams.forEach(
                u ->
                        u.on(
                                "*",
                                "/api/x",
                                x -> {
                                    asked.incrementAndGet();
                                    x.body();
                                    x.reset();
                                }));
        StreamedBody streamed = new StreamedBody(BODY.length, n -> {});
        Collector collector = ask(Operation.TRANSCRIBE, streamed);
        streamed.fill(source());
        assertThat(failure(collector).kind()).isEqualTo(Failure.Kind.RESET);
        assertThat(asked).hasValue(1);
    }

    @Test
    void afterTheFirstByteAFailureIsTold() throws Exception {
        backends(
                2,
                x -> {
                    x.head(200, "Content-Type: " + JSON, "Transfer-Encoding: chunked");
                    x.chunk("{\"n\":1}\n").pause(Duration.ofMillis(50)).reset();
                },
                GOOD);
        assertThat(failure(chat()).kind()).isEqualTo(Failure.Kind.RESET);
        assertThat(asked).hasValue(1);
    }

    @Test
    void aConnectionThatDiedIdleIsReplacedAtTheSameBackend() throws Exception {
        // The stand-in closes on the second request of a connection, as if it had restarted.
        backends(1, GOOD, x -> (asked.get() == 2 ? (Script) e -> e.close() : GOOD).run(x));
        assertThat(chat().answer().get().status()).isEqualTo(200);
        assertThat(chat().answer().get().body()).isEqualTo(BODY);
        assertThat(asked).hasValue(3);
        assertThat(upstreams.get(0).connectionsTotal()).isEqualTo(2);
        assertThat(fleet.backends().get(0).health()).isEqualTo(Backend.Health.UP);
    }

    @Test
    void aFreshConnectionThatDiesIsNoReasonToAskTheOnlyBackendAgain() throws Exception {
        backends(1, x -> x.close(), GOOD);
        assertThat(failure(chat()).kind()).isEqualTo(Failure.Kind.RESET);
        assertThat(asked).hasValue(1);
    }

    @Test
    void thousandsOfFaultsLeaveNothingOpen() throws Exception {
        Random random = new Random(8);
        List<Script> all = new ArrayList<>(faults().values());
        for (int i = 0; i < 8; i++) {
            all.add(GOOD);
        }
        Script any =
                x -> {
                    Script one;
                    synchronized (random) {
                        one = all.get(random.nextInt(all.size()));
                    }
                    one.run(x);
                };
        backends(3, any, any);
        int whole = 0;
        for (int round = 0; round < 40; round++) {
            List<Collector> some = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Collector one = chat();
                some.add(one);
                if (i % 7 == 0) {
                    one.leave();
                }
            }
            for (Collector one : some) {
                try {
                    Collector.Answer answer = one.answer().get();
                    if (answer.status() == 200) {
                        assertThat(answer.body()).isEqualTo(BODY);
                        whole++;
                    }
                } catch (ExecutionException told) {
                    assertThat(told.getCause()).isInstanceOf(Collector.NoAnswer.class);
                }
            }
        }
        assertThat(whole).isGreaterThan(200);
        assertNothingIsOpen();
        assertThat(
                        StandIn.await(
                                SOON,
                                () -> upstreams.stream().allMatch(u -> u.exchangesOpen() == 0)))
                .isTrue();
    }

    private static StreamedBody.Source source() {
        ByteArrayInputStream in = new ByteArrayInputStream(BODY);
        return new StreamedBody.Source() {
            @Override
            public boolean ready() {
                return true;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return in.read(bytes, offset, length);
            }
        };
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
