package dev.corral.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.fleet.book.Access;
import dev.corral.testkit.StandIn;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.nio.AsyncClientEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class NamesTest {

    private final AtomicInteger lookups = new AtomicInteger();

    private static CompletableFuture<AsyncClientEndpoint> lease(UpstreamClient client) {
        CompletableFuture<AsyncClientEndpoint> leased = new CompletableFuture<>();
        client.lease(
                new FutureCallback<>() {
                    @Override
                    public void completed(AsyncClientEndpoint endpoint) {
                        leased.complete(endpoint);
                    }

                    @Override
                    public void failed(Exception cause) {
                        leased.completeExceptionally(cause);
                    }

                    @Override
                    public void cancelled() {
                        leased.cancel(false);
                    }
                });
        return leased;
    }

    private UpstreamClient client(String host, int port, Names.Lookup lookup) {
        return new UpstreamClient(
                new HttpHost("http", host, port),
                Access.PLAIN,
                10,
                Duration.ofSeconds(10),
                name -> {
                    lookups.incrementAndGet();
                    return lookup.of(name);
                });
    }

    @Test
    void aNameServiceThatIsSilentHoldsUpNobodyWhoLeases() throws Exception {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (StandIn upstream = StandIn.start();
                UpstreamClient client =
                        client(
                                "ollama.example",
                                URI.create(upstream.url()).getPort(),
                                name -> {
                                    await(mayAnswer);
                                    return new InetAddress[] {InetAddress.getLoopbackAddress()};
                                })) {
            CompletableFuture<AsyncClientEndpoint> first = lease(client);
            CompletableFuture<AsyncClientEndpoint> second = lease(client);
            assertThat(first).isNotDone();
            mayAnswer.countDown();
            first.get().releaseAndReuse();
            second.get().releaseAndReuse();
            lease(client).get().releaseAndReuse();
            assertThat(lookups).as("what is known is not asked again at once").hasValue(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aNameWithoutAnAddressIsTold() {
        try (UpstreamClient client =
                client(
                        "ollama.example",
                        80,
                        name -> {
                            throw new UnknownHostException(name);
                        })) {
            CompletableFuture<AsyncClientEndpoint> leased = lease(client);
            assertThatThrownBy(leased::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownHostException.class);
        }
    }
}
