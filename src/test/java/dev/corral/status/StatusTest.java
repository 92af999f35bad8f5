package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.status.BackendStats.BackendState;
import dev.corral.status.BackendStats.Health;
import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

class StatusTest {

    private final StatusFixture numbers = new StatusFixture();

    @Test
    void readyWhenTheDatabaseAnswersAndABackendIsNotDown() {
        try (Status status = numbers.status()) {
            assertThat(status.ready()).isTrue();
            numbers.states.set(
                    0, new BackendState("http://gpu1:11434", Health.UNKNOWN, 0, 0, null));
            assertThat(status.ready()).isTrue();
            numbers.states.set(
                    0, new BackendState("http://gpu1:11434", Health.DOWN, 0, 0, "refused"));
            assertThat(status.ready()).isFalse();
            numbers.states.add(new BackendState("http://gpu2:11434", Health.UP, 0, 0, null));
            assertThat(status.ready()).isTrue();
            numbers.states.clear();
            assertThat(status.ready()).isFalse();
        }
    }

    @Test
    void strangersCannotMakeTheDatabaseWork() {
        try (Status status = numbers.status()) {
            for (int i = 0; i < 100; i++) {
                status.ready();
            }
            assertThat(numbers.storeAsked).isEqualTo(1);
            numbers.storeUp = false;
            numbers.seconds = 1;
            assertThat(status.ready()).isFalse();
            assertThat(numbers.storeAsked).isEqualTo(2);
        }
    }

    @Test
    void theNumbersAreInJmxUntilTheEnd() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.corral:type=Status,context=\"/corral\"");
        try (Status status = numbers.status()) {
            numbers.open = 7;
            assertThat(server.getAttribute(name, "OpenExchanges")).isEqualTo(7);
            assertThat(server.getAttribute(name, "Version")).isEqualTo(status.snapshot().version());
            assertThat(server.getAttribute(name, "Ready")).isEqualTo(true);
            assertThat(server.getAttribute(name, "BackendHealth").toString())
                    .contains("http://gpu1:11434");
            try (Status second = numbers.status()) {
                assertThat(second.ready()).isTrue();
            }
            assertThat(server.isRegistered(name))
                    .as("the first one's bean outlives the second")
                    .isTrue();
        }
        assertThat(server.isRegistered(name)).isFalse();
    }

    @Test
    void labelsAreEscaped() {
        numbers.states.set(0, new BackendState("http://a\"b\\c\nd", Health.DOWN, 0, 0, null));
        try (Status status = numbers.status()) {
            assertThat(PrometheusText.of(status.snapshot()))
                    .contains("corral_backend_up{backend=\"http://a\\\"b\\\\c\\nd\"} 0\n");
        }
    }

    @Test
    void theVersionComesFromTheWar() {
        byte[] file =
                "Manifest-Version: 1.0\r\nImplementation-Version: 9.8.7\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(
                        Version.read(
                                name ->
                                        name.equals("/META-INF/MANIFEST.MF")
                                                ? new ByteArrayInputStream(file)
                                                : null))
                .isEqualTo("9.8.7");
        assertThat(Version.read(name -> null)).isEqualTo("development");
    }
}
