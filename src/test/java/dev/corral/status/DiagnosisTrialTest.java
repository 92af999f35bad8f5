package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tiny generation and how its frames come, on real sockets. */
@Timeout(60)
class DiagnosisTrialTest {

    private static final String TAGS =
            """
            {"models":[{"name":"big:70b","size":40000000000},{"name":"small:1b","size":800000000},{"name":"nomic-embed","size":5},
            {"name":"all:x","size":6,"details":{"family":"bert"}},
            {"name":"far:cloud","size":300,"remote_host":"https://ollama.com","remote_model":"far"}]}""";

    private StandIn ollama;
    private Duration idleTimeout = Duration.ofSeconds(300);
    private Duration trialPatience = Duration.ofSeconds(30);

    @BeforeEach
    void start() throws IOException {
        ollama = StandIn.start();
        ollama.on("GET", "/api/tags", x -> x.respond(200, "application/json", TAGS));
    }

    @AfterEach
    void stop() {
        ollama.close();
    }

    private Report diagnose(String model) {
        ContainerSigns none = new ContainerSigns("no", "unknown", List.of());
        try (Diagnosis diagnosis =
                new Diagnosis(
                        () -> false,
                        none,
                        InetAddress::getAllByName,
                        Duration.ofSeconds(5),
                        null,
                        () -> idleTimeout,
                        trialPatience)) {
            return diagnosis.run(ollama.url(), model).orElseThrow();
        }
    }

    private static void expect(Report report, String cause) {
        assertThat(report.problem()).as("%s", report).isNotNull();
        assertThat(report.problem().cause()).as("%s", report).isEqualTo(cause);
        assertThat(report.problem().remedy()).endsWith(".");
        assertThat(report.steps().get(report.steps().size() - 1).id()).isEqualTo("generation");
    }

    private static Report.Step step(Report report, String id) {
        return report.steps().stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    private static void frames(Exchange x, long eachMillis, int count)
            throws IOException, InterruptedException {
        x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
        for (int i = 0; i < count; i++) {
            x.chunk("{\"response\":\"secret words\",\"done\":false}\n");
            x.pause(Duration.ofMillis(eachMillis));
        }
        x.chunk(end(count));
        x.lastChunk();
    }

    private static String end(int count) {
        return "{\"done\":true,\"done_reason\":\"length\",\"load_duration\":900000000,\"eval_count\":"
                + count
                + ",\"eval_duration\":600000000}\n";
    }

    @Test
    void withoutAModelNothingIsGenerated() {
        Report report = diagnose(null);
        assertThat(report.ok()).isTrue();
        assertThat(ollama.exchanges()).allSatisfy(x -> assertThat(x.method()).isEqualTo("GET"));
        assertThat(report.offered())
                .extracting(Report.Model::name)
                .containsExactly("small:1b", "big:70b", "nomic-embed", "all:x");
        assertThat(report.models()).isEqualTo(5);
    }

    @Test
    void aFewWordsAreGeneratedAndThrownAway() throws Exception {
        ollama.on("POST", "/api/generate", x -> frames(x, 60, 10));
        Report report = diagnose("small:1b");
        assertThat(report.problem()).as("%s", report).isNull();
        assertThat(step(report, "generation").detail())
                .contains("10 tokens")
                .contains("loading the model took 900 ms");
        assertThat(step(report, "frames").detail()).contains("11 frames");
        assertThat(report.warnings()).isEmpty();
        assertThat(report.toString()).doesNotContain("secret words");
        Exchange asked =
                ollama.exchanges().stream()
                        .filter(x -> x.method().equals("POST"))
                        .findFirst()
                        .orElseThrow();
        assertThat(asked.text())
                .contains("\"num_predict\":8")
                .contains("\"model\":\"small:1b\"")
                .contains("\"stream\":true");
    }

    @Test
    void aHopThatHoldsFramesBackIsSeen() {
        ollama.on(
                "POST",
                "/api/generate",
                x -> {
                    x.pause(Duration.ofMillis(600));
                    StringBuilder all = new StringBuilder();
                    for (int i = 0; i < 10; i++) {
                        all.append("{\"response\":\"a\",\"done\":false}\n");
                    }
                    x.head(
                            200,
                            "Content-Type: application/x-ndjson",
                            "Server: nginx/1.22.1",
                            "Via: 1.1 gate <b>",
                            "Transfer-Encoding: chunked");
                    x.chunk(all + end(10));
                    x.lastChunk();
                });
        Report report = diagnose("small:1b");
        assertThat(report.ok()).isTrue();
        assertThat(report.warnings()).extracting(Finding::cause).containsExactly("held-back");
        assertThat(report.warnings().get(0).what())
                .contains("nginx/1.22.1")
                .contains("Via: 1.1 gate b")
                .doesNotContain("<b>");
        assertThat(step(report, "frames").detail()).contains("11 frames in 1 piece");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model requires more system memory (9.1 GiB) than is available (2.3 GiB)",
                "llama runner process has terminated: cudaMalloc failed: out of memory",
                "unable to allocate CUDA0 buffer",
                "model failed to load, this may be due to resource limitations or an internal error, check ollama server logs for details"
            })
    void aModelThatDoesNotFit(String words) {
        ollama.on(
                "POST",
                "/api/generate",
                x -> x.respond(500, "application/json", "{\"error\":\"" + words + "\"}"));
        Report report = diagnose("big:70b");
        expect(report, "model-memory");
        assertThat(report.problem().what()).contains(words);
        assertThat(report.problem().remedy()).contains("OLLAMA_CONTEXT_LENGTH");
    }

    @ParameterizedTest
    @CsvSource({
        "400, {\"error\":\"\\\"small:1b\\\" does not support generate\"}",
        "500, {\"error\":\"llama runner process has terminated: exit status 2\"}",
        "500, ''",
        "200, {\"response\":\"cut off\"}"
    })
    void aModelThatFails(int status, String body) {
        ollama.on("POST", "/api/generate", x -> x.respond(status, "application/json", body));
        expect(diagnose("small:1b"), "model-fails");
    }

    @Test
    void anErrorInTheMiddleOfTheStreamCounts() {
        ollama.on(
                "POST",
                "/api/generate",
                x -> {
                    x.head(200, "Transfer-Encoding: chunked");
                    x.chunk("{\"response\":\"a\",\"done\":false}\n{\"error\":\"out of memory\"}\n");
                    x.lastChunk();
                });
        expect(diagnose("small:1b"), "model-memory");
    }

    @Test
    void ollamaIsKilledWhileItLoads() {
        ollama.on("POST", "/api/generate", Exchange::reset);
        Report report = diagnose("big:70b");
        expect(report, "model-fails");
        assertThat(report.problem().what()).contains("want of memory");
    }

    @Test
    void slowerThanTheTimeout() {
        idleTimeout = Duration.ofMillis(700);
        ollama.on("POST", "/api/generate", Exchange::silence);
        Report report = diagnose("big:70b");
        expect(report, "slower-than-timeout");
        assertThat(report.problem().what()).contains("0.7 s");
        assertThat(report.problem().remedy())
                .contains("corral.ollama.idle-timeout")
                .contains("AIOHTTP_CLIENT_TIMEOUT");
    }

    @Test
    void slowerThanThisTestWaits() {
        trialPatience = Duration.ofMillis(700);
        ollama.on("POST", "/api/generate", Exchange::silence);
        Report report = diagnose("big:70b");
        expect(report, "slow");
        assertThat(report.problem().what()).contains("0.7 s").contains("300 s");
        assertThat(report.problem().remedy()).contains("AIOHTTP_CLIENT_TIMEOUT");
    }

    @ParameterizedTest
    @ValueSource(strings = {"far:cloud", "other:latest", "", "\n<b>"})
    void onlyItsOwnModelsAreTried(String model) {
        Report report = diagnose(model);
        expect(report, "model-missing");
        assertThat(report.problem().what()).doesNotContain("<b>");
        assertThat(ollama.exchanges()).allSatisfy(x -> assertThat(x.method()).isEqualTo("GET"));
    }

    @ParameterizedTest
    @CsvSource({
        "502, Server: nginx/1.22.1, error log",
        "504, X-Other: y, error log",
        "401, Server: Apache/2.4, login",
        "403, Via: 1.1 squid, forbids",
        "301, Server: nginx, follows nobody",
        "404, Server: openresty, /api and /v1"
    })
    void aProxyAnsweredAndSaysHow(int status, String header, String remedy) {
        ollama.on("GET", "/", x -> x.head(status, header, "Content-Length: 0"));
        Report report = diagnose(null);
        assertThat(report.problem().cause()).as("%s", report).isEqualTo("proxy-answered");
        assertThat(report.problem().what()).contains(String.valueOf(status));
        assertThat(report.problem().remedy()).contains(remedy);
    }

    @ParameterizedTest
    @CsvSource({"200, Server: uvicorn", "404, Server: SimpleHTTP/0.6", "403, X-A: b"})
    void anotherServiceAnswers(int status, String header) {
        ollama.on(
                "GET",
                "/",
                x -> {
                    x.head(status, header, "Content-Length: 4");
                    x.send("page");
                });
        assertThat(diagnose(null).problem().cause()).isEqualTo("not-ollama");
    }

    @Test
    void aProxyOnTheWayToARealOllamaIsShown() {
        ollama.on(
                "GET",
                "/",
                x -> {
                    x.head(200, "Server: nginx", "Content-Length: 17");
                    x.send("Ollama is running");
                });
        Report report = diagnose(null);
        assertThat(report.ok()).isTrue();
        assertThat(step(report, "root").detail()).contains("through a proxy: Server: nginx");
    }
}
