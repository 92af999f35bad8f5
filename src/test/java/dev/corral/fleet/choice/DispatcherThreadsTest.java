package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads at once: nobody is forgotten, nobody is told twice, no slot is given twice. */
class DispatcherThreadsTest {

    private static final int SLOTS = 2;
    private static final int THREADS = 8;
    private static final int EACH = 1_500;

    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    private final Dispatcher dispatcher =
            new Dispatcher(
                    Hands.NONE, new Dispatcher.Limits(Integer.MAX_VALUE), new SplittableRandom(1));
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger twice = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(THREADS * EACH);

    /** One request, which ends on another thread once it was placed. */
    private final class One implements Waiter {
        private final AtomicInteger told = new AtomicInteger();

        private void told() {
            if (told.incrementAndGet() > 1) {
                twice.incrementAndGet();
            }
        }

        @Override
        public void placed(Place place) {
            told();
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            pool.execute(() -> end(place));
        }

        private void end(Place place) {
            running.decrementAndGet();
            if (ThreadLocalRandom.current().nextBoolean()) {
                dispatcher.firstByte(place, System.nanoTime());
            }
            Result.Kind kind =
                    ThreadLocalRandom.current().nextInt(4) == 0
                            ? Result.Kind.LEFT
                            : Result.Kind.DONE;
            dispatcher.ended(place, Result.of(kind), System.nanoTime());
            dispatcher.ended(place, Result.DONE, System.nanoTime());
            over.countDown();
        }

        @Override
        public void refused(Place place, Refusal why) {
            told();
            over.countDown();
        }

        void go(int i) {
            Ask ask = Ask.of("caller-" + i % 5, "m" + i % 2, Prompt.NONE);
            Place place = dispatcher.submit(ask, Set.of(), System.nanoTime(), this);
            if (i % 3 == 0 && dispatcher.cancel(place, System.nanoTime())) {
                told();
                over.countDown();
            }
        }
    }

    @Test
    @Timeout(60)
    void everyRequestIsPlacedOrCancelledOnce() throws Exception {
        BackendFacts one = new BackendFacts("a", "a", 1, SLOTS, null, null, 1000, false, Set.of());
        dispatcher.backends(List.of(one), 0);
        dispatcher.seen(
                "a",
                new Seen.Memory(List.of(new Seen.Resident("m0", 1), new Seen.Resident("m1", 1)), 0),
                0);
        List<Thread> threads =
                java.util.stream.IntStream.range(0, THREADS)
                        .mapToObj(
                                t ->
                                        new Thread(
                                                () -> {
                                                    for (int i = 0; i < EACH; i++) {
                                                        new One().go(i + t);
                                                    }
                                                }))
                        .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        // No tick and no further event: whoever waits has to be woken by an end.
        assertThat(over.await(50, TimeUnit.SECONDS)).as("nobody is forgotten").isTrue();
        pool.shutdownNow();
        Snapshot snapshot = dispatcher.snapshot(System.nanoTime());
        assertThat(snapshot.waiting()).isZero();
        assertThat(snapshot.callers()).isEmpty();
        assertThat(snapshot.backends().get(0).running()).isZero();
        assertThat(twice).hasValue(0);
        assertThat(most.get()).isLessThanOrEqualTo(2 * SLOTS);
    }

    /**
     * An idle fleet of one: what a request costs here is little beside the 100 µs that it takes in
     * all. Prints what it measured.
     */
    @Test
    void theIdleWayAllocatesLittle() {
        dispatcher.backends(List.of(BackendFacts.of("a")), 0);
        Ask small = Ask.anywhere("x");
        Ask model = Ask.of("x", "m", Prompt.NONE);
        pool.shutdownNow();
        assertThat(bytesFor(small)).as("a request without a model").isLessThan(400);
        assertThat(bytesFor(model)).as("a request with a model").isLessThan(1_200);
    }

    private double bytesFor(Ask ask) {
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Waiter nobody =
                new Waiter() {
                    @Override
                    public void placed(Place place) {}

                    @Override
                    public void refused(Place place, Refusal why) {}
                };
        int rounds = 100_000;
        double bytes = 0;
        for (int pass = 0; pass < 3; pass++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long begun = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                Place place = dispatcher.submit(ask, Set.of(), i, nobody);
                dispatcher.firstByte(place, i);
                dispatcher.ended(place, Result.DONE, i);
            }
            long nanos = System.nanoTime() - begun;
            bytes = (double) (threads.getCurrentThreadAllocatedBytes() - before) / rounds;
            System.out.printf(
                    "idle way, %s model: %.0f ns, %.0f bytes a request%n",
                    ask.model() == null ? "without" : "with", (double) nanos / rounds, bytes);
        }
        return bytes;
    }
}
