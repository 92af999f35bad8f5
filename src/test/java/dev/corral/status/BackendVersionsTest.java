package dev.corral.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.book.BackendSpec;
import dev.corral.settings.BaseUrl;
import dev.corral.testkit.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackendVersionsTest {

    /** More than diagnoses that may run at the same time. */
    private static final int MANY = 6;

    @Test
    void manyBackendsTakeNobodysPlace() throws Exception {
        List<StandIn> all = new ArrayList<>();
        Semaphore go = new Semaphore(0);
        CountDownLatch asked = new CountDownLatch(MANY);
        try (Diagnosis diagnosis = new Diagnosis(() -> false, () -> Duration.ofSeconds(300))) {
            for (int i = 0; i < MANY; i++) {
                StandIn ollama = StandIn.start();
                all.add(ollama);
                ollama.on(
                        "GET",
                        "/api/version",
                        x -> {
                            asked.countDown();
                            go.acquire();
                            x.respond(200, "application/json", "{\"version\":\"0.24.0\"}");
                        });
            }
            List<BackendSpec> specs =
                    all.stream().map(s -> BackendSpec.of(BaseUrl.parse(s.url()))).toList();
            new BackendVersions(diagnosis, () -> specs).all();
            asked.await();
            assertThat(diagnosis.run("no url", null)).isPresent();
            go.release(MANY);
        } finally {
            all.forEach(StandIn::close);
        }
    }

    @Test
    void aVersionIsKnownSoonAndAskedAgainWhenItIsOld() throws Exception {
        try (StandIn ollama = StandIn.start();
                Diagnosis diagnosis = new Diagnosis(() -> false, () -> Duration.ofSeconds(300))) {
            String url = ollama.url();
            AtomicLong now = new AtomicLong();
            List<BackendSpec> specs = List.of(BackendSpec.of(BaseUrl.parse(url)));
            BackendVersions versions = new BackendVersions(diagnosis, () -> specs, now::get);
            ollama.on(
                    "GET",
                    "/api/version",
                    x -> x.respond(200, "application/json", "{\"version\":\"0.13.2\"}"));
            assertThat(versions.of("http://other:1")).isNull();
            StandIn.await(Duration.ofSeconds(10), () -> versions.of(url) != null);
            BackendVersions.Known known = versions.all().get(0);
            assertThat(known.version()).isEqualTo("0.13.2");
            assertThat(known.missing()).hasSize(3);
            assertThat(known.advice()).extracting(Finding::cause).containsExactly("bad-version");
            int asked = ollama.exchanges().size();
            versions.all();
            assertThat(ollama.exchanges()).hasSize(asked);
            ollama.on("GET", "/", x -> x.head(502, "Content-Length: 0"));
            now.addAndGet(Duration.ofMinutes(2).toNanos());
            StandIn.await(Duration.ofSeconds(10), () -> versions.of(url) == null);
            assertThat(versions.all().get(0).advice()).isEmpty();
        }
    }
}
