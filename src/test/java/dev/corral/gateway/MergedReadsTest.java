package dev.corral.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.KnownModels;
import dev.corral.exchange.Looks;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.book.BackendSource;
import dev.corral.fleet.book.BackendSpec;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.BaseUrl;
import dev.corral.settings.Settings;
import dev.corral.testkit.StandIn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MergedReadsTest {

    private final List<HttpServer> servers = new ArrayList<>();
    private final Watch watch = new Watch();
    private Fleet fleet;
    private Exchanges exchanges;

    @AfterEach
    void stop() {
        exchanges.close();
        watch.close();
        fleet.close();
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aModelOfSeveralBackendsIsListedOnceAsTheFirstListsIt() throws Exception {
        MergedReads reads =
                reads(
                        backend(
                                Map.of(
                                        "/api/tags",
                                        "{\"models\":[{\"name\":\"a:latest\",\"size\":1},{\"name\":\"b:latest\"}]}")),
                        backend(
                                Map.of(
                                        "/api/tags",
                                        "{\"models\":[{\"name\":\"c:latest\"},{\"name\":\"a:latest\",\"size\":2}]}")));

        assertThat(text(reads.tags(alice()).toCompletableFuture().get()))
                .isEqualTo(
                        "{\"models\":[{\"name\":\"a:latest\",\"size\":1},{\"name\":\"b:latest\"},{\"name\":\"c:latest\"}]}");
        assertThat(exchanges.open()).isZero();
    }

    @Test
    void openAisListIsMergedByIdAndMayBeNull() throws Exception {
        MergedReads reads =
                reads(
                        backend(Map.of("/v1/models", "{\"object\":\"list\",\"data\":null}\n")),
                        backend(
                                Map.of(
                                        "/v1/models",
                                        "{\"object\":\"list\",\"data\":[{\"id\":\"a\"}]}\n")));

        assertThat(text(reads.models(alice()).toCompletableFuture().get()))
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"a\"}]}");
    }

    @Test
    void theVersionIsTheLowestByNumber() throws Exception {
        MergedReads reads =
                reads(
                        backend(Map.of("/api/version", "{\"version\":\"0.24.0\"}")),
                        backend(Map.of("/api/version", "{\"version\":\"0.9.2\"}")));

        assertThat(text(reads.version().toCompletableFuture().get()))
                .isEqualTo("{\"version\":\"0.9.2\"}");
    }

    @Test
    void aDeadBackendAndOneThatTalksNonsenseAreLeftOut() throws Exception {
        MergedReads reads =
                reads(
                        "http://127.0.0.1:9",
                        backend(Map.of("/api/ps", "<html>")),
                        backend(Map.of("/api/ps", "{\"models\":[{\"name\":\"a\"}]}")));

        assertThat(text(reads.ps(alice()).toCompletableFuture().get()))
                .isEqualTo("{\"models\":[{\"name\":\"a\"}]}");
    }

    @Test
    void whatACallerMayNotUseIsNotListed() throws Exception {
        MergedReads reads =
                reads(
                        backend(
                                Map.of(
                                        "/api/tags",
                                        "{\"models\":[{\"name\":\"a\"},{\"name\":\"big:cloud\"}]}")),
                        backend(
                                Map.of(
                                        "/api/tags",
                                        "{\"models\":[{\"name\":\"c\",\"remote_host\":\"https://ollama.com\"}]}")));

        assertThat(text(reads.tags(alice()).toCompletableFuture().get()))
                .isEqualTo("{\"models\":[{\"name\":\"a\"}]}");
    }

    @Test
    void whatRunsOnlyWhereACallerMayNotIsNotListed() throws Exception {
        String list = "{\"models\":[{\"name\":\"a\",\"at\":\"%s\"},{\"name\":\"only-%s\"}]}";
        String us = backend(Map.of("/api/tags", String.format(list, "us", "us")));
        String eu = backend(Map.of("/api/tags", String.format(list, "eu", "eu")));
        Policy rules =
                Policy.parse(
                        "{\"version\":1,\"rules\":[{\"id\":\"all\",\"effect\":\"allow\",\"who\":{\"roles\":[\"user\"]},\"what\":[\"*\"]},"
                                + "{\"id\":\"eu-only\",\"effect\":\"deny\",\"who\":{\"everyone\":true},\"what\":[\"*\"],\"exceptOn\":[\"eu\"]}]}");
        MergedReads reads = reads(() -> rules, tagged(us, "us"), tagged(eu, "eu"));

        assertThat(text(reads.tags(alice()).toCompletableFuture().get()))
                .isEqualTo("{\"models\":[{\"name\":\"a\",\"at\":\"eu\"},{\"name\":\"only-eu\"}]}");
    }

    private static BackendSpec tagged(String url, String tag) {
        BackendSpec plain = BackendSpec.of(BaseUrl.parse(url));
        return new BackendSpec(
                plain.url(),
                tag,
                plain.weight(),
                false,
                Set.of(tag),
                plain.slots(),
                plain.vram(),
                plain.maxLoaded(),
                plain.access());
    }

    private MergedReads reads(Supplier<Policy> rules, BackendSpec... specs) {
        Settings settings = Settings.of(Map.of());
        return reads(
                settings,
                new Fleet(
                        settings,
                        new BackendSource() {
                            @Override
                            public List<BackendSpec> specs() {
                                return List.of(specs);
                            }

                            @Override
                            public void onChange(Runnable action) {}
                        }),
                rules);
    }

    @Test
    void oneThatFallsSilentCountsWithWhatItToldLastAndSlowsNobody() throws Exception {
        try (StandIn silent = StandIn.start()) {
            silent.on(
                    "GET",
                    "/api/tags",
                    x -> x.respond(200, "application/json", "{\"models\":[{\"name\":\"old\"}]}"));
            MergedReads reads =
                    reads(
                            silent.url(),
                            backend(Map.of("/api/tags", "{\"models\":[{\"name\":\"new\"}]}")));
            String both = "{\"models\":[{\"name\":\"old\"},{\"name\":\"new\"}]}";
            assertThat(text(reads.tags(alice()).toCompletableFuture().get())).isEqualTo(both);
            silent.on("GET", "/api/tags", dev.corral.testkit.Exchange::silence);
            Thread.sleep(2_500);
            long begun = System.nanoTime();
            Response response = reads.tags(alice()).toCompletableFuture().get();
            assertThat(text(response)).isEqualTo(both);
            assertThat(System.nanoTime() - begun).isLessThan(1_500_000_000L);
            assertThat(Integer.parseInt(response.getHeaderString("X-Corral-Age"))).isBetween(2, 9);
        }
    }

    @Test
    void manyReadsAtOnceAreOneQuestion() throws Exception {
        try (StandIn one = StandIn.start();
                StandIn two = StandIn.start()) {
            MergedReads reads = reads(one.url(), two.url());
            List<java.util.concurrent.CompletableFuture<Response>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(reads.tags(alice()).toCompletableFuture());
            }
            for (java.util.concurrent.CompletableFuture<Response> each : all) {
                assertThat(text(each.get())).contains("gemma3:270m");
            }
            assertThat(one.exchanges()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @Test
    void oneModelIsFoundWhereverItIs() throws Exception {
        MergedReads reads =
                reads(
                        backend(Map.of("/v1/models", "{\"data\":[{\"id\":\"a:latest\"}]}")),
                        backend(
                                Map.of(
                                        "/v1/models",
                                        "{\"data\":[{\"id\":\"b:latest\",\"created\":1}]}")));
        assertThat(text(reads.model("B").toCompletableFuture().get()))
                .isEqualTo("{\"id\":\"b:latest\",\"created\":1}");
        assertThat(reads.model("c").toCompletableFuture().get().getStatus()).isEqualTo(404);
    }

    @Test
    void noneAtAllIsAFailureInTheFacesOwnFormat() throws Exception {
        MergedReads reads = reads("http://127.0.0.1:9", "http://127.0.0.1:10");

        Response response = reads.models(alice()).toCompletableFuture().get();
        assertThat(response.getStatus()).isEqualTo(502);
        assertThat(text(response))
                .startsWith("{\"error\":{\"message\":\"None of the Ollama servers answers.");
    }

    private MergedReads reads(String... urls) {
        Settings settings = Settings.of(Map.of("corral.ollama.base-urls", String.join(";", urls)));
        return reads(settings, new Fleet(settings), Policy::shipped);
    }

    private MergedReads reads(Settings settings, Fleet all, Supplier<Policy> rules) {
        fleet = all;
        KnownModels models = new KnownModels(fleet);
        exchanges =
                new Exchanges(
                        fleet,
                        models,
                        rules,
                        new RecentRequests(Clock.systemUTC()),
                        settings,
                        watch);
        Looks looks = new Looks(exchanges, "this");
        return new MergedReads(looks, fleet, models, rules, watch);
    }

    private static HttpServletRequest alice() {
        Caller alice = Caller.of("alice", Set.of(Role.USER), Via.BASIC);
        return (HttpServletRequest)
                Proxy.newProxyInstance(
                        MergedReadsTest.class.getClassLoader(),
                        new Class<?>[] {HttpServletRequest.class},
                        (proxy, method, arguments) -> alice);
    }

    private String backend(Map<String, String> answers) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answers.forEach(
                (path, json) ->
                        server.createContext(
                                path,
                                exchange -> {
                                    byte[] body = json.getBytes(StandardCharsets.UTF_8);
                                    exchange.sendResponseHeaders(200, body.length);
                                    exchange.getResponseBody().write(body);
                                    exchange.close();
                                }));
        server.start();
        servers.add(server);
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String text(Response response) {
        return response.getEntity() instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.UTF_8)
                : response.getEntity().toString();
    }
}
