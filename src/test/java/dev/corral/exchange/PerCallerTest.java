package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PerCallerTest {

    private final PerCaller running = new PerCaller();

    @Test
    void oneMoreThanTheLimitIsRefusedAndOthersAreNot() {
        assertThat(running.tryBegin("alice", 2)).isTrue();
        assertThat(running.tryBegin("alice", 2)).isTrue();
        assertThat(running.tryBegin("alice", 2)).isFalse();
        assertThat(running.tryBegin("bob", 2)).isTrue();

        running.end("alice");
        assertThat(running.tryBegin("alice", 2)).isTrue();
    }

    @Test
    void nothingIsKeptOfThoseWhoHaveNothing() throws Exception {
        int threads = 4;
        AtomicInteger most = new AtomicInteger();
        AtomicInteger now = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        for (int t = 0; t < threads; t++) {
            pool.execute(
                    () -> {
                        for (int i = 0; i < 20_000; i++) {
                            if (running.tryBegin("alice", 3)) {
                                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                                now.decrementAndGet();
                                running.end("alice");
                            }
                        }
                        done.countDown();
                    });
        }
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        pool.shutdown();

        assertThat(most.get()).isBetween(1, 3);
        assertThat(running.callers()).isZero();
    }
}
