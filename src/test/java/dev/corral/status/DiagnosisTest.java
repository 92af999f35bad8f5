package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.corral.testkit.StandIn;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each cause, produced for real on this machine. */
@Timeout(60)
class DiagnosisTest {

    private static final ContainerSigns NO_CONTAINER =
            new ContainerSigns("no", "unknown", List.of());
    private static final Duration PATIENCE = Duration.ofMillis(1500);

    private StandIn ollama;
    private ContainerSigns container = NO_CONTAINER;
    private boolean offline;
    private String model;
    private Duration idleTimeout = Duration.ofSeconds(300);
    private Duration trialPatience = Duration.ofSeconds(30);
    private Diagnosis.Resolver resolver = InetAddress::getAllByName;

    @BeforeEach
    void start() throws IOException {
        ollama = StandIn.start();
    }

    @AfterEach
    void stop() {
        ollama.close();
    }

    private Report diagnose(String url) {
        try (Diagnosis diagnosis =
                new Diagnosis(
                        () -> offline,
                        container,
                        resolver,
                        PATIENCE,
                        null,
                        () -> idleTimeout,
                        trialPatience)) {
            Report report = diagnosis.run(url, model).orElseThrow();
            for (int i = 0; i < report.steps().size(); i++) {
                boolean last = i == report.steps().size() - 1;
                assertThat(report.steps().get(i).ok()).isEqualTo(!last || report.problem() == null);
                assertThat(report.steps().get(i).detail()).isNotBlank();
            }
            return report;
        }
    }

    private static void expect(Report report, String cause, String lastStep) {
        assertThat(report.ok()).isFalse();
        assertThat(report.problem()).as("%s", report).isNotNull();
        assertThat(report.problem().cause()).as("%s", report).isEqualTo(cause);
        assertThat(report.problem().remedy()).endsWith(".");
        assertThat(report.steps().get(report.steps().size() - 1).id()).isEqualTo(lastStep);
    }

    @Test
    void allIsWell() {
        Report report = diagnose(ollama.url() + "/");
        assertThat(report.problem()).isNull();
        assertThat(report.ok()).isTrue();
        assertThat(report.url()).isEqualTo(ollama.url());
        assertThat(report.steps())
                .extracting(Report.Step::id)
                .containsExactly("url", "names", "tcp", "root", "version", "models");
        assertThat(report.version()).isEqualTo("0.24.0");
        assertThat(report.models()).isEqualTo(1);
        assertThat(report.warnings()).isEmpty();
        assertThat(ollama.exchanges()).allSatisfy(x -> assertThat(x.method()).isEqualTo("GET"));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:11434, http://localhost:11434",
        "http://gpu1:11434/api, http://gpu1:11434",
        "http://0.0.0.0:11434, http://127.0.0.1:11434",
        "ftp://gpu1, http://gpu1:11434",
        "http://user:pw@gpu1:11434, http://gpu1:11434",
    })
    void aUrlThatIsNone(String text, String suggestion) {
        Report report = diagnose(text);
        expect(report, "url", "url");
        assertThat(report.problem().suggestedUrl()).isEqualTo(suggestion);
        assertThat(report.problem().what()).doesNotContain("pw");
    }

    @Test
    void aNameThatHasNoAddress() {
        resolver =
                host -> {
                    throw new UnknownHostException(host);
                };
        expect(diagnose("http://gpu1:11434"), "dns", "names");
    }

    @Test
    void aNameServiceThatIsSilent() {
        CountDownLatch never = new CountDownLatch(1);
        resolver =
                host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                };
        expect(diagnose("http://gpu1:11434"), "dns", "names");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "fe80::1",
                "fd00:ec2::254",
                "0.0.0.0",
                "224.0.0.1",
                "64:ff9b::a9fe:a9fe",
                "100.100.100.200"
            })
    void addressesThatNoOllamaHas(String address) {
        // Rebinding: the second question of a name would get another answer, so there is no second
        // question.
        List<String> asked = new ArrayList<>();
        resolver =
                host -> {
                    asked.add(host);
                    return new InetAddress[] {
                        InetAddress.getByName("127.0.0.1"), InetAddress.getByName(address)
                    };
                };
        expect(diagnose("http://innocent.example:" + ollama.port()), "forbidden-address", "names");
        assertThat(asked).hasSize(1);
        assertThat(ollama.connectionsTotal()).isZero();
    }

    @Test
    void namesAreAskedOnce() {
        List<String> asked = new ArrayList<>();
        resolver =
                host -> {
                    asked.add(host);
                    return InetAddress.getAllByName("127.0.0.1");
                };
        assertThat(diagnose("http://gpu1:" + ollama.port()).ok()).isTrue();
        assertThat(asked).containsExactly("gpu1");
    }

    @Test
    void offlineModeAsksNobodyOutside() throws IOException {
        offline = true;
        resolver = host -> InetAddress.getAllByName("203.0.113.7");
        Report report = diagnose("http://ollama.example:11434");
        expect(report, "forbidden-address", "names");
        assertThat(report.problem().what()).contains("offline mode");
        resolver = InetAddress::getAllByName;
        assertThat(diagnose(ollama.url()).ok()).isTrue();
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void nothingListensOnThisMachine() throws IOException {
        Report report = diagnose("http://127.0.0.1:" + closedPort());
        expect(report, "nothing-listens", "tcp");
        assertThat(report.problem().remedy()).contains("ollama serve");
    }

    @Test
    void nothingListensForOtherMachines() throws IOException {
        Optional<InetAddress> own = ownAddress();
        assumeThat(own).as("this machine has an address in a network").isPresent();
        resolver = host -> new InetAddress[] {own.get()};
        // The stand-in listens on loopback only, as an Ollama does by default.
        Report report = diagnose("http://gpu1:" + ollama.port());
        expect(report, "nothing-listens", "tcp");
        assertThat(report.problem().remedy()).contains("OLLAMA_HOST=0.0.0.0");
    }

    private static Optional<InetAddress> ownAddress() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(
                        address ->
                                address instanceof Inet4Address
                                        && !address.isLoopbackAddress()
                                        && !address.isLinkLocalAddress())
                .findFirst();
    }

    @ParameterizedTest
    @CsvSource({
        "docker, host.docker.internal",
        "unknown, host.docker.internal",
        "podman, host.containers.internal"
    })
    void loopbackInAContainer(String engine, String host) throws IOException {
        container =
                new ContainerSigns(
                        "yes",
                        engine,
                        List.of(
                                Sentence.plain("the file /.dockerenv"),
                                Sentence.plain("a variable")));
        int port = closedPort();
        Report report = diagnose("http://localhost:" + port);
        expect(report, "container-loopback", "tcp");
        assertThat(report.problem().what()).contains("/.dockerenv");
        assertThat(report.problem().suggestedUrl()).isEqualTo("http://" + host + ":" + port);
        assertThat(report.problem().remedy()).contains("--network=host");
    }

    @Test
    void loopbackInACluster() throws IOException {
        container =
                new ContainerSigns(
                        "yes",
                        "kubernetes",
                        List.of(Sentence.plain("a variable"), Sentence.plain("a group")));
        Report report = diagnose("http://127.0.0.1:" + closedPort());
        expect(report, "container-loopback", "tcp");
        assertThat(report.problem().remedy()).contains(".svc:11434");
        assertThat(report.problem().suggestedUrl()).isNull();
    }

    @Test
    void theSecondAddressOfANameAnswers() {
        resolver =
                host ->
                        new InetAddress[] {
                            InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.1")
                        };
        Report report = diagnose("http://gpu1:" + ollama.port());
        assertThat(report.ok()).isTrue();
        assertThat(report.steps().get(2).detail())
                .contains("127.0.0.9 does not")
                .contains("127.0.0.1 port");
        assertThat(report.warnings()).isEmpty();
    }

    @Test
    void packetsThatVanish() throws IOException {
        // A backlog that is full: the kernel drops further connection attempts without a word.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> waiting = new ArrayList<>();
            try {
                for (int i = 0; i < 8; i++) {
                    Socket socket = new Socket();
                    waiting.add(socket);
                    try {
                        socket.connect(full.getLocalSocketAddress(), 200);
                    } catch (java.net.SocketTimeoutException e) {
                        break;
                    }
                }
                expect(diagnose("http://127.0.0.1:" + full.getLocalPort()), "firewall", "tcp");
            } finally {
                for (Socket socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void aProxyInBetweenAnswers() {
        ollama.on(
                "GET",
                "/",
                x -> {
                    byte[] page =
                            "<html>secret internal page</html>"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    x.head(407, "Server: squid/6.1 <script>", "Content-Length: " + page.length);
                    x.send(page);
                });
        Report report = diagnose(ollama.url());
        expect(report, "proxy-answered", "root");
        assertThat(report.problem().what()).contains("407").contains("squid/6.1");
        assertThat(report.problem().remedy()).contains("asks for a login");
        assertThat(report.toString())
                .doesNotContain("secret internal page")
                .doesNotContain("<script>");
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (StandIn elsewhere = StandIn.start()) {
            ollama.on(
                    "GET",
                    "/",
                    x -> x.head(302, "Location: " + elsewhere.url() + "/", "Content-Length: 0"));
            expect(diagnose(ollama.url()), "not-ollama", "root");
            assertThat(elsewhere.connectionsTotal()).isZero();
        }
    }

    @Test
    void ollamaForbidsTheName() {
        ollama.on("GET", "/", x -> x.head(403, "Content-Length: 0"));
        expect(diagnose(ollama.url()), "ollama-forbids", "root");
    }

    @Test
    void httpsSpokenToAPlainPort() throws IOException {
        try (Peer plain =
                new Peer(
                        out ->
                                out.write(
                                        "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
                                                .getBytes()))) {
            Report report = diagnose("https://127.0.0.1:" + plain.port());
            expect(report, "http-needed", "tls");
            assertThat(report.problem().suggestedUrl())
                    .isEqualTo("http://127.0.0.1:" + plain.port());
        }
    }

    @Test
    void aServerThatSaysNothing() throws IOException {
        try (Peer mute = new Peer(out -> {})) {
            expect(diagnose("http://127.0.0.1:" + mute.port()), "silent", "root");
        }
    }

    @Test
    void aServerThatDripsIsCutInTime() throws IOException {
        try (Peer dripping =
                new Peer(
                        out -> {
                            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes());
                            while (true) {
                                out.write('x');
                                out.flush();
                                Thread.sleep(50);
                            }
                        })) {
            long begin = System.nanoTime();
            expect(diagnose("http://127.0.0.1:" + dripping.port()), "silent", "root");
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(PATIENCE.multipliedBy(6));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "220 mail ESMTP\r\n",
                "",
                "\u0000\u0001\u0002\u0003"
            })
    void aServerOfAnotherKind(String greeting) throws IOException {
        try (Peer other =
                new Peer(
                        out -> {
                            out.write(
                                    greeting.getBytes(
                                            java.nio.charset.StandardCharsets.ISO_8859_1));
                            throw new IOException("hang up");
                        })) {
            expect(diagnose("http://127.0.0.1:" + other.port()), "garbage", "root");
        }
    }

    @Test
    void anOldVersionIsAWarning() {
        ollama.on(
                "GET",
                "/api/version",
                x -> x.respond(200, "application/json", "{\"version\":\"0.5.13\"}"));
        Report report = diagnose(ollama.url());
        assertThat(report.ok()).isTrue();
        assertThat(report.warnings())
                .extracting(Finding::cause)
                .containsExactly("old-version", "bad-version");
        assertThat(report.warnings().get(0).what()).contains("0.5.13").contains("0.9.0");
        assertThat(report.warnings().get(1).what()).contains("CVE-2026-7482");
    }

    @Test
    void noModels() {
        ollama.on("GET", "/api/tags", x -> x.respond(200, "application/json", "{\"models\":[]}"));
        Report report = diagnose(ollama.url());
        expect(report, "no-models", "models");
        assertThat(report.version()).isEqualTo("0.24.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "{}", "{\"version\":7}", "[]", ""})
    void anApiThatIsBlocked(String body) {
        ollama.on("GET", "/api/version", x -> x.respond(200, "application/json", body));
        expect(diagnose(ollama.url()), "not-ollama", "version");
    }

    @Test
    void fewAtATime() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(2);
        Diagnosis.Resolver slow =
                host -> {
                    inside.countDown();
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw new UnknownHostException(host);
                };
        ExecutorService people = Executors.newFixedThreadPool(5);
        try (Diagnosis diagnosis =
                new Diagnosis(
                        () -> false,
                        NO_CONTAINER,
                        slow,
                        Duration.ofSeconds(20),
                        null,
                        () -> idleTimeout,
                        trialPatience)) {
            List<Future<Optional<Report>>> answers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                answers.add(people.submit(() -> diagnosis.run("http://gpu1:1", null)));
            }
            inside.await();
            StandIn.await(Duration.ofSeconds(10), () -> answers.stream().anyMatch(Future::isDone));
            go.countDown();
            int refused = 0;
            for (Future<Optional<Report>> answer : answers) {
                refused += answer.get().isEmpty() ? 1 : 0;
            }
            assertThat(refused).isEqualTo(1);
        } finally {
            people.shutdownNow();
        }
    }
}
