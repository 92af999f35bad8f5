package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.corral.testkit.RawClient;
import dev.corral.testkit.StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that leaves: the upstream's connection is closed, so that Ollama frees the slot. */
@Timeout(60)
class AbortsIT extends ProxyIT {
    private static final String NDJSON = "Content-Type: application/x-ndjson";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final String ASKED = "{\"model\":\"m\",\"stream\":true,\"messages\":[]}";
    private static final String WHOLE = "{\"model\":\"m\",\"stream\":false,\"messages\":[]}";
    private static final Duration FRAME = Duration.ofMillis(40);

    @Test
    void whileBytesFlowItTakesTwoFrames() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, NDJSON, CHUNKED);
                    while (true) {
                        x.chunk("{\"n\":1}\n").pause(FRAME);
                    }
                });
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            times.add(millisFromLeavingToAbort(ASKED, "{\"n\":1}\n{\"n\":1}\n", i % 2 == 0));
        }
        times.sort(null);
        assertThat(times.get(times.size() / 2)).as("median of %s", times).isLessThan(110);
        assertThat(times.get(times.size() - 1)).as("worst of %s", times).isLessThan(1000);
    }

    @RepeatedTest(3)
    void inSilenceBeforeTheHeadTheServersOwnConnectionTells() throws Exception {
        assumeAdapter();
        upstream.on("POST", "/api/chat", x -> x.silence());
        for (boolean reset : new boolean[] {true, false}) {
            assertThat(millisFromLeavingToAbort(WHOLE, null, reset)).isLessThan(1000);
            assertThat(millisFromLeavingToAbort(ASKED, null, reset)).isLessThan(1000);
        }
    }

    @RepeatedTest(3)
    void inSilenceBetweenFramesTheServersOwnConnectionTells() throws Exception {
        assumeAdapter();
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, NDJSON, CHUNKED).chunk("{\"n\":1}\n");
                    x.silence();
                });
        for (boolean reset : new boolean[] {true, false}) {
            assertThat(millisFromLeavingToAbort(ASKED, "{\"n\":1}\n", reset)).isLessThan(1000);
        }
    }

    @Test
    void inSilenceTheKeepAliveTellsEverywhere() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.head(200, NDJSON, CHUNKED).chunk("{\"n\":1}\n");
                    x.silence();
                });
        long bound = (long) (FaultsIT.idleSeconds() * 1000) + 2000;
        assertThat(millisFromLeavingToAbort(ASKED, "{\"n\":1}\n", true)).isLessThan(bound);
    }

    @Test
    void aHalfClosedClientIsGoneToo() throws Exception {
        assumeAdapter();
        upstream.on("POST", "/api/chat", x -> x.silence());
        try (RawClient client = connect()) {
            client.send(ollama("POST", "/api/chat").body(WHOLE).bytes());
            assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 1)).isTrue();
            client.halfClose();
            assertThat(StandIn.await(SECOND, () -> upstream.aborts().size() == 1)).isTrue();
        }
    }

    @Test
    void aClientThatLeavesBeforeItsBodyIsCompleteAsksNothing() throws Exception {
        for (int i = 0; i < 10; i++) {
            try (RawClient client = connect()) {
                client.send(
                        "POST "
                                + baseUrl().getRawPath()
                                + "/ollama/api/chat HTTP/1.1\r\nHost: a\r\n"
                                + "Authorization: "
                                + dev.corral.testkit.RawRequest.basicValue(
                                        "alice", dev.corral.it.ItUser.ALICE.password())
                                + "\r\nContent-Length: 1000\r\n\r\n{\"model\":");
                if (i % 2 == 0) {
                    client.abort();
                }
            }
        }
        assertNothingIsOpen();
        assertThat(asked()).isEmpty();
    }

    private static void assumeAdapter() {
        assumeTrue(
                List.of("tomcat", "wildfly").contains(container()),
                "only Tomcat and WildFly tell that a silent client left");
    }

    private static long millisFromLeavingToAbort(String body, String until, boolean reset)
            throws Exception {
        int before = upstream.aborts().size();
        RawClient client = connect();
        client.send(ollama("POST", "/api/chat").body(body).bytes());
        if (until == null) {
            assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 1)).isTrue();
        } else {
            client.head("POST");
            client.readUntil(until);
        }
        long left = System.nanoTime();
        if (reset) {
            client.abort();
        } else {
            client.close();
        }
        assertThat(StandIn.await(SOON, () -> upstream.aborts().size() > before))
                .as("the upstream's connection was closed")
                .isTrue();
        long at = upstream.aborts().get(before).atNanos();
        assertThat(StandIn.await(SOON, () -> upstream.exchangesOpen() == 0)).isTrue();
        return TimeUnit.NANOSECONDS.toMillis(at - left);
    }
}
