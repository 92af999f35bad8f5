package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.corral.testkit.Piece;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The test of streaming: its frames keep their pace through Corral, through a real nginx with the
 * lines of the Help page, and not through one that buffers.
 */
@Timeout(60)
class StreamTestIT extends CorralIT {

    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path HELP = Path.of("src/main/webapp/app/help/index.html");
    private static final Pattern LINES =
            Pattern.compile("<code>(location /corral/ \\{.*?\\n})</code>", Pattern.DOTALL);

    @TempDir Path folder;

    /** Milliseconds between the first and the last piece of the body, and the whole body. */
    private record Arrival(long millis, int pieces, String text, String accel) {}

    private static Arrival arrival(URI server, String format) throws IOException {
        try (RawClient client = RawClient.connect(server).timeout(Duration.ofSeconds(10))) {
            ItUser alice = ItUser.ALICE;
            client.send(
                    RawRequest.of(
                                    "GET",
                                    baseUrl().getPath() + "/api/v1/stream-test?format=" + format)
                            .basic(alice.name(), alice.password())
                            .bytes());
            String accel = client.head("GET").first("X-Accel-Buffering");
            StringBuilder text = new StringBuilder();
            int pieces = 0;
            long first = 0;
            long last = 0;
            for (Piece piece = client.piece(); piece != null; piece = client.piece()) {
                last = System.nanoTime();
                first = pieces++ == 0 ? last : first;
                text.append(piece.text());
            }
            return new Arrival((last - first) / 1_000_000, pieces, text.toString(), accel);
        }
    }

    @ParameterizedTest
    @CsvSource({"ndjson, {", "sse, data: {"})
    void framesKeepTheirPace(String format, String begin) throws Exception {
        Arrival arrival = arrival(baseUrl(), format);
        assertThat(arrival.text()).startsWith(begin + "\"n\":0,\"frames\":24,\"millis\":125");
        assertThat(arrival.text().lines().filter(line -> line.startsWith(begin))).hasSize(24);
        assertThat(arrival.pieces()).isGreaterThan(12);
        assertThat(arrival.millis()).isGreaterThan(2000);
        assertThat(arrival.accel()).isEqualTo("no");
    }

    @Test
    void otherFormatsAreRefused() throws Exception {
        RawRequest request =
                RawRequest.of("GET", baseUrl().getPath() + "/api/v1/stream-test?format=xml")
                        .basic(ItUser.ALICE.name(), ItUser.ALICE.password())
                        .header("Connection", "close");
        Response answer = RawClient.ask(baseUrl(), request);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("ndjson or sse");
    }

    @Test
    void anNginxWithTheLinesOfTheHelpPassesFramesOn() throws Exception {
        Matcher lines = LINES.matcher(Files.readString(HELP));
        assertThat(lines.find()).isTrue();
        String own = "http://" + baseUrl().getAuthority();
        try (Nginx nginx = new Nginx(lines.group(1).replace("http://127.0.0.1:8080", own))) {
            Arrival arrival = arrival(nginx.uri, "ndjson");
            assertThat(arrival.millis()).isGreaterThan(2000);
            assertThat(arrival.accel()).as("nginx takes its own header out").isNull();
        }
    }

    @Test
    void anNginxThatBuffersHoldsThemBack() throws Exception {
        String lines =
                "location / { proxy_pass http://%s; proxy_buffering on; proxy_ignore_headers X-Accel-Buffering; }"
                        .formatted(baseUrl().getAuthority());
        try (Nginx nginx = new Nginx(lines)) {
            Arrival arrival = arrival(nginx.uri, "sse");
            assertThat(arrival.millis()).isLessThan(1000);
            assertThat(arrival.text().lines().filter(line -> line.startsWith("data: ")))
                    .hasSize(24);
        }
    }

    /** A Debian nginx of its own in front of the server of the tests. */
    private final class Nginx implements AutoCloseable {

        private final Process process;
        private final URI uri;

        Nginx(String location) throws Exception {
            assumeThat(NGINX).as("nginx is installed").exists();
            int port = ItPorts.free();
            uri = URI.create("http://127.0.0.1:" + port + baseUrl().getPath());
            Path file = folder.resolve("nginx.conf");
            Files.writeString(file, configuration(port, location));
            process =
                    new ProcessBuilder(
                                    NGINX.toString(),
                                    "-e",
                                    folder.resolve("error.log").toString(),
                                    "-c",
                                    file.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("out.log").toFile())
                            .start();
            await(port);
        }

        private String configuration(int port, String location) {
            StringBuilder text =
                    new StringBuilder("daemon off; worker_processes 1; pid " + folder + "/pid;\n");
            text.append("error_log ").append(folder).append("/error.log;\nevents {}\nhttp {\n");
            text.append("access_log off;\n");
            for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
                text.append(kind + "_temp_path " + folder + "/" + kind + ";\n");
            }
            return text.append("server { listen 127.0.0.1:" + port + ";\n" + location + "\n}\n}\n")
                    .toString();
        }

        private void await(int port) throws Exception {
            for (int i = 0; i < 100; i++) {
                assertThat(process.isAlive())
                        .as(() -> "nginx: " + read("out.log") + read("error.log"))
                        .isTrue();
                try {
                    new Socket(InetAddress.getLoopbackAddress(), port).close();
                    return;
                } catch (ConnectException e) {
                    Thread.sleep(100);
                }
            }
            throw new IllegalStateException("nginx does not listen");
        }

        private String read(String name) {
            try {
                return Files.readString(folder.resolve(name));
            } catch (IOException e) {
                return "";
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }
}
