package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.it.CorralIT;
import dev.corral.it.ItUser;
import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Base of the tests of the proxy: a stand-in listens where Corral expects its Ollama. After each
 * test nothing may be left open, neither in Corral's own counters nor at the stand-in.
 */
abstract class ProxyIT extends CorralIT {
    static final ObjectMapper JSON = new ObjectMapper();
    static final Duration SECOND = Duration.ofSeconds(1);
    static final Duration SOON = Duration.ofSeconds(10);

    static StandIn upstream;

    @BeforeAll
    static void startUpstream() throws IOException {
        upstream = StandIn.start(upstreamPort());
    }

    @AfterAll
    static void stopUpstream() {
        upstream.close();
    }

    @BeforeEach
    void resetUpstream() {
        upstream.reset();
    }

    @AfterEach
    void nothingIsLeft() {
        assertNothingIsOpen();
        assertThat(upstream.failures()).isEmpty();
    }

    /** Waits for the counters of both sides to be zero again. */
    static void assertNothingIsOpen() {
        boolean closed =
                StandIn.await(SOON, () -> upstream.exchangesOpen() == 0 && openExchanges() == 0);
        // Not looked at again: Corral's own questions come at any time.
        assertThat(closed)
                .as(
                        () ->
                                "open at the upstream %d, in Corral %d"
                                        .formatted(upstream.exchangesOpen(), openExchanges()))
                .isTrue();
        assertThat(runningAtBackends()).as("places taken at the backends").isZero();
    }

    /** A request below {@code /ollama} with alice's credentials. */
    static RawRequest ollama(String method, String path) {
        return stranger(method, "/ollama" + path)
                .basic(ItUser.ALICE.name(), ItUser.ALICE.password());
    }

    /** A request without credentials; the path begins below the context path. */
    static RawRequest stranger(String method, String path) {
        return RawRequest.of(method, baseUrl().getRawPath() + path).host(baseUrl().getAuthority());
    }

    static Response ask(RawRequest request) throws IOException {
        return RawClient.ask(baseUrl(), request);
    }

    static Response chat(String body) throws IOException {
        return ask(ollama("POST", "/api/chat").body(body));
    }

    static RawClient connect() throws IOException {
        return RawClient.connect(baseUrl());
    }

    /** What clients' requests brought up to the upstream. */
    static List<Exchange> asked() {
        return asked(upstream);
    }

    /** The only request that came up. */
    static Exchange only() {
        List<Exchange> all = asked();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    static int openExchanges() {
        return status().at("/exchanges/open").asInt(-1);
    }

    static int runningAtBackends() {
        int sum = 0;
        JsonNode backends = status().path("backends");
        assertThat(backends.isArray()).isTrue();
        for (JsonNode backend : backends) {
            sum += backend.path("running").asInt(-1000);
        }
        return sum;
    }

    static JsonNode status() {
        RawRequest request =
                stranger("GET", "/api/v1/status")
                        .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password());
        try {
            Response response = ask(request);
            assertThat(response.status()).as("%s", response).isEqualTo(200);
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
