package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong with https, with real certificates made by the JDK's keytool. */
@Timeout(120)
class DiagnosisTlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;

    private KeyStore keys;

    private Peer server(String name, String... options) throws Exception {
        Path file = folder.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                keytool.toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "server",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                "changeit",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "SAN=dns:" + name));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        SSLServerSocket socket =
                (SSLServerSocket)
                        context.getServerSocketFactory()
                                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new Peer(socket, out -> ollama(out));
    }

    /** The same answer to everything is enough: each asks for what it knows. */
    private static void ollama(java.io.OutputStream out) throws IOException {
        String body = "Ollama is running";
        out.write(
                ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
        throw new IOException("done");
    }

    private Report diagnose(String url, KeyStore authorities) {
        ContainerSigns none = new ContainerSigns("no", "unknown", List.of());
        try (Diagnosis diagnosis =
                new Diagnosis(
                        () -> false,
                        none,
                        host -> InetAddress.getAllByName("127.0.0.1"),
                        Duration.ofSeconds(5),
                        authorities,
                        () -> Duration.ofSeconds(300),
                        Duration.ofSeconds(30))) {
            return diagnosis.run(url, null).orElseThrow();
        }
    }

    private KeyStore trusted() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", keys.getCertificate("server"));
        return store;
    }

    @Test
    void anAuthorityThatIsNotKnown() throws Exception {
        try (Peer server = server("gpu1.example")) {
            Report report = diagnose("https://gpu1.example:" + server.port(), null);
            assertThat(report.problem().cause()).as("%s", report).isEqualTo("tls-unknown-ca");
            assertThat(report.problem().what()).contains("CN=gpu1.example");
        }
    }

    @Test
    void anExpiredCertificate() throws Exception {
        try (Peer server = server("gpu1.example", "-startdate", "-20d", "-validity", "10")) {
            Report report = diagnose("https://gpu1.example:" + server.port(), null);
            assertThat(report.problem().cause()).as("%s", report).isEqualTo("tls-expired");
        }
    }

    @Test
    void anotherName() throws Exception {
        try (Peer server = server("gpu1.example")) {
            Report report = diagnose("https://gpu2.example:" + server.port(), trusted());
            assertThat(report.problem().cause()).as("%s", report).isEqualTo("tls-name");
            assertThat(report.problem().what())
                    .contains("gpu2.example")
                    .contains("CN=gpu1.example");
        }
    }

    @Test
    void aGoodCertificateIsShown() throws Exception {
        try (Peer server = server("gpu1.example")) {
            Report report = diagnose("https://gpu1.example:" + server.port(), trusted());
            assertThat(report.steps())
                    .extracting(Report.Step::id)
                    .startsWith("url", "names", "tcp", "tls", "root");
            assertThat(report.steps().get(3).detail())
                    .contains("CN=gpu1.example")
                    .contains("valid until");
            assertThat(report.steps().get(4).ok()).isTrue();
        }
    }

    @Test
    void plainHttpSpokenToASecurePort() throws Exception {
        try (Peer server = server("gpu1.example")) {
            Report report = diagnose("http://gpu1.example:" + server.port(), null);
            assertThat(report.problem().cause()).as("%s", report).isEqualTo("https-needed");
            assertThat(report.problem().suggestedUrl())
                    .isEqualTo("https://gpu1.example:" + server.port());
        }
    }
}
