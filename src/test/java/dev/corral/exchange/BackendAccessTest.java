package dev.corral.exchange;

import static dev.corral.fleet.book.BookFixture.bearer;
import static dev.corral.fleet.book.BookFixture.headers;
import static dev.corral.fleet.book.BookFixture.named;
import static dev.corral.fleet.book.BookFixture.proxied;
import static dev.corral.fleet.book.BookFixture.tls;
import static dev.corral.fleet.book.BookFixture.wish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Backend;
import dev.corral.fleet.Fleet;
import dev.corral.fleet.book.BookFixture;
import dev.corral.fleet.book.Entry;
import dev.corral.fleet.book.Wish;
import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.Place;
import dev.corral.fleet.choice.Refusal;
import dev.corral.fleet.choice.Result;
import dev.corral.fleet.choice.Waiter;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.testkit.SmallServer;
import dev.corral.testkit.TestCertificate;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How backends are reached, over real sockets with real certificates. */
@Timeout(120)
class BackendAccessTest {

    private static final String HOST = "localhost";

    @TempDir Path folder;
    private final Watch watch = new Watch();
    private BookFixture fixture;
    private Fleet fleet;
    private volatile Policy policy = Policy.shipped();
    private Exchanges exchanges;

    @BeforeEach
    void open() {
        fixture = new BookFixture(folder, Map.of());
        fleet = new Fleet(fixture.settings, fixture.book);
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        () -> policy,
                        new RecentRequests(Clock.systemUTC()),
                        fixture.settings,
                        watch);
    }

    @AfterEach
    void close() {
        exchanges.close();
        watch.close();
        fleet.close();
        fixture.close();
    }

    private Entry add(Wish wish) {
        return fixture.book.add(wish, "admin");
    }

    private Collector.Answer ask(Header... headers) throws Exception {
        Backend last = fleet.backends().get(fleet.backends().size() - 1);
        Collector collector = new Collector(1 << 20, Duration.ofSeconds(20).toNanos());
        exchanges.startAt(
                last,
                new UpstreamRequest("GET", "/api/version", List.of(headers), null),
                collector);
        return collector.answer().get();
    }

    private Failure failure() {
        try {
            throw new AssertionError("answered " + ask().status());
        } catch (ExecutionException e) {
            return ((Collector.NoAnswer) e.getCause()).failure();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void ownHeadersTakeThePlaceOfTheCallers() throws Exception {
        try (SmallServer server = SmallServer.plain()) {
            Wish wish = bearer(wish("http://127.0.0.1:" + server.port()), "backend-key");
            add(headers(wish, new Wish.HeaderWish("X-Team", "ours")));
            assertThat(
                            ask(new BasicHeader("x-team", "theirs"), new BasicHeader("X-Else", "1"))
                                    .status())
                    .isEqualTo(200);
            assertThat(server.heads().peek())
                    .contains("Authorization: Bearer backend-key")
                    .contains("X-Team: ours")
                    .contains("X-Else: 1")
                    .doesNotContain("theirs");
        }
    }

    @Test
    void anAuthorityOfOurOwnIsTheOnlyOneTrusted() throws Exception {
        TestCertificate server = new TestCertificate(folder, HOST, "EC");
        TestCertificate other = new TestCertificate(folder, HOST, "EC");
        try (SmallServer gpu = SmallServer.secure(server.server(null), false)) {
            Wish wish = wish("https://localhost:" + gpu.port());
            Entry entry = add(wish);
            assertThat(failure().kind()).isEqualTo(Failure.Kind.TLS);
            entry =
                    fixture.book.change(
                            entry, tls(wish, other.pem(), null, null, null), entry.version(), "a");
            assertThat(failure().kind()).isEqualTo(Failure.Kind.TLS);
            fixture.book.change(
                    entry, tls(wish, server.pem(), null, null, null), entry.version(), "a");
            assertThat(ask().status()).isEqualTo(200);
            assertThat(gpu.heads()).hasSize(1);
        }
    }

    @Test
    void theCertificateMustHaveTheNameThatWasSaid() throws Exception {
        TestCertificate server = new TestCertificate(folder, "gpu1.example", "EC");
        try (SmallServer gpu = SmallServer.secure(server.server(null), false)) {
            Wish wish = wish("https://localhost:" + gpu.port());
            Entry entry = add(tls(wish, server.pem(), null, null, null));
            assertThat(failure().kind()).isEqualTo(Failure.Kind.TLS);
            fixture.book.change(
                    entry,
                    tls(wish, server.pem(), null, null, "gpu1.example"),
                    entry.version(),
                    "a");
            assertThat(ask().status()).isEqualTo(200);
            assertThat(gpu.heads().peek()).contains("Host: localhost:" + gpu.port());
        }
    }

    @Test
    void aClientCertificateIsShown() throws Exception {
        TestCertificate server = new TestCertificate(folder, HOST, "EC");
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            TestCertificate client = new TestCertificate(folder, "corral", algorithm);
            try (SmallServer gpu = SmallServer.secure(server.server(client), true)) {
                Wish wish = wish("https://localhost:" + gpu.port());
                Entry entry = add(tls(wish, server.pem(), null, null, null));
                assertThat(failure().kind()).isIn(Failure.Kind.TLS, Failure.Kind.RESET);
                fixture.book.change(
                        entry,
                        tls(wish, server.pem(), client.pem(), client.keyPem(), null),
                        entry.version(),
                        "a");
                assertThat(ask().status()).as(algorithm).isEqualTo(200);
            }
        }
    }

    @Test
    void aProxyIsAskedWithTheWholeUrlForPlainHttp() throws Exception {
        try (SmallServer proxy = SmallServer.plain()) {
            add(
                    proxied(
                            wish("http://gpu1.nowhere.example:11434"),
                            "http://127.0.0.1:" + proxy.port()));
            assertThat(ask().status()).isEqualTo(200);
            assertThat(proxy.heads().peek())
                    .startsWith("GET http://gpu1.nowhere.example:11434/api/version HTTP/1.1")
                    .contains("Host: gpu1.nowhere.example:11434");
        }
    }

    @Test
    void aProxyMakesATunnelForHttpsAndSeesNothingInside() throws Exception {
        TestCertificate server = new TestCertificate(folder, "gpu1.nowhere.example", "EC");
        try (SmallServer gpu = SmallServer.secure(server.server(null), false);
                SmallServer proxy =
                        SmallServer.plain().tunnel("gpu1.nowhere.example:443", gpu.port())) {
            Wish wish = tls(wish("https://gpu1.nowhere.example"), server.pem(), null, null, null);
            add(bearer(proxied(wish, "http://127.0.0.1:" + proxy.port()), "backend-key"));
            assertThat(ask().status()).isEqualTo(200);
            assertThat(ask().status()).isEqualTo(200);
            assertThat(proxy.heads()).hasSize(1);
            assertThat(proxy.heads().peek())
                    .startsWith("CONNECT gpu1.nowhere.example:443 HTTP/1.1")
                    .doesNotContain("backend-key");
            assertThat(gpu.heads()).hasSize(2).allMatch(head -> head.contains("backend-key"));
        }
    }

    @Test
    void aProxyThatRefusesIsNamed() throws Exception {
        try (SmallServer proxy = SmallServer.plain()) {
            proxy.answer(
                    "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nnope");
            add(proxied(wish("https://gpu1.nowhere.example"), "http://127.0.0.1:" + proxy.port()));
            assertThat(failure().message()).contains("proxy");
        }
    }

    @Test
    void aBackendInMaintenanceGetsNothingNewButKeepsItsConnections() throws Exception {
        try (SmallServer server = SmallServer.plain()) {
            Entry entry = add(wish("http://127.0.0.1:" + server.port()));
            Backend before = fleet.backends().get(1);
            assertThat(ask().status()).isEqualTo(200);
            fixture.book.drain(entry, true, "admin");
            assertThat(fleet.backends().get(1)).isSameAs(before);
            assertThat(isGivenOut(before)).isFalse();
            fixture.book.drain(entry, false, "admin");
            assertThat(isGivenOut(before)).isTrue();
        }
    }

    private boolean isGivenOut(Backend backend) {
        AtomicBoolean given = new AtomicBoolean();
        Waiter waiter =
                new Waiter() {
                    @Override
                    public void placed(Place place) {
                        given.set(true);
                    }

                    @Override
                    public void refused(Place place, Refusal why) {
                        // Stays false.
                    }
                };
        Ask ask = Ask.anywhere("alice").at(backend.spec().name());
        Place place = fleet.dispatcher().submit(ask, Set.of(), 0, waiter);
        fleet.dispatcher().ended(place, Result.LEFT, 0);
        return given.get();
    }

    @Test
    void aRuleSaysWhereRequestsRun() throws Exception {
        policy =
                Policy.parse(
                        "{\"version\":1,\"rules\":[{\"id\":\"all\",\"effect\":\"allow\",\"who\":{\"roles\":[\"user\"]},\"what\":[\"*\"]},"
                                + "{\"id\":\"eu-only\",\"effect\":\"deny\",\"who\":{\"everyone\":true},\"what\":[\"chat\"],\"exceptOn\":[\"eu\"]}]}");
        try (SmallServer eu = SmallServer.plain();
                SmallServer us = SmallServer.plain()) {
            Entry entry = add(named(wish("http://127.0.0.1:" + eu.port()), "eu1", "eu"));
            add(named(wish("http://127.0.0.1:" + us.port()), "us1", "us"));
            for (int i = 0; i < 8; i++) {
                assertThat(chat().status()).isEqualTo(200);
            }
            assertThat(eu.heads()).hasSize(8);
            assertThat(us.heads()).isEmpty();
            eu.answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
            assertThat(chat().status()).isEqualTo(503);
            assertThat(us.heads()).isEmpty();
            fixture.book.remove(entry, entry.version(), "admin");
            Failure refused = chatFailure();
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.message()).contains("eu-only");
        }
    }

    private Failure chatFailure() {
        try {
            throw new AssertionError("answered " + chat().status());
        } catch (ExecutionException e) {
            return ((Collector.NoAnswer) e.getCause()).failure();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private Collector.Answer chat() throws Exception {
        Collector collector = new Collector(1 << 20, Duration.ofSeconds(20).toNanos());
        exchanges.start(
                Caller.of("alice", Set.of(Role.USER), Via.BASIC),
                Facts.of(Operation.CHAT, ModelName.parse("m"), 0),
                new UpstreamRequest("GET", "/api/chat", List.of(), null),
                collector);
        return collector.answer().get();
    }
}
