package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large bodies have room together, or are refused in words. */
@Timeout(120)
class BodiesIT extends CorralIT {

    private static final String LARGE =
            "{\"model\":\"m\",\"prompt\":\"" + "x".repeat(4_500_000) + "\"}";

    private static StandIn upstream;

    @BeforeAll
    static void startUpstream() throws Exception {
        upstream = StandIn.start(upstreamPort());
        ItSettings.set("corral.limits.bodies-in-memory", "16MB");
    }

    @AfterAll
    static void stopUpstream() throws Exception {
        ItSettings.set("corral.limits.bodies-in-memory", null);
        upstream.close();
    }

    private static RawRequest request(ItUser user) {
        return RawRequest.of("POST", baseUrl().getPath() + "/ollama/api/generate")
                .basic(user.name(), user.password())
                .header("Content-Type", "application/json")
                .header("Connection", "close")
                .body(LARGE);
    }

    @Test
    void whatHasNoRoomIsRefusedAndComesInAfterwards() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        CountDownLatch come = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/generate",
                x -> {
                    x.body();
                    come.countDown();
                    latch.await();
                    x.respond(200, "application/json", "{\"done\":true}");
                });
        try (RawClient first = RawClient.connect(baseUrl()).timeout(Duration.ofSeconds(60))) {
            first.send(request(ItUser.ALICE).bytes());
            come.await();
            Response same = RawClient.ask(baseUrl(), request(ItUser.ALICE));
            assertThat(same.status()).as(same.toString()).isEqualTo(503);
            assertThat(same.text()).contains("corral.limits.bodies-in-memory");
            assertThat(same.header("Retry-After")).isNotNull();
            latch.countDown();
            assertThat(first.head("POST").firstLine()).contains(" 200");
        }
        assertThat(StandIn.await(Duration.ofSeconds(20), BodiesIT::comesIn)).isTrue();
    }

    private static boolean comesIn() {
        try {
            return RawClient.ask(baseUrl(), request(ItUser.ALICE)).status() == 200;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
