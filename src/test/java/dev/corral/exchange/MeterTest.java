package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MeterTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Meter meter = new Meter();
    private final long begin = 1_000 * SECOND;

    private static long millis(long n) {
        return TimeUnit.MILLISECONDS.toNanos(n);
    }

    @Test
    void nothingIsNothing() {
        Meter.Pace pace = meter.pace(begin);
        assertThat(pace).isEqualTo(new Meter.Pace(0, 0, 0, java.util.Map.of()));
    }

    @Test
    void theQuantilesAreRightWithinASixth() {
        for (int i = 1; i <= 100; i++) {
            meter.firstWord(millis(i * 10L), begin);
        }
        Meter.Pace pace = meter.pace(begin);
        assertThat(pace.answers()).isEqualTo(100);
        assertThat((double) pace.firstWordP50Millis()).isCloseTo(500, within(85.0));
        assertThat((double) pace.firstWordP95Millis()).isCloseTo(950, within(160.0));
    }

    @Test
    void whatIsOlderThanAMinuteDoesNotCount() {
        meter.firstWord(millis(100), begin);
        meter.tokens("a", 5, 600, begin);
        assertThat(meter.pace(begin + 59 * SECOND).answers()).isEqualTo(1);
        assertThat(meter.pace(begin + 59 * SECOND).tokensPerSecond()).containsEntry("a", 10.0);
        assertThat(meter.pace(begin + 75 * SECOND).answers()).isZero();
        assertThat(meter.pace(begin + 1_000_000 * SECOND).tokensPerSecond()).isEmpty();
        assertThat(meter.promptTokens()).isEqualTo(5);
        assertThat(meter.answerTokens()).isEqualTo(600);
    }

    @Test
    void theLongestAndTheShortestHaveTheirPlace() {
        meter.firstWord(0, begin);
        meter.firstWord(-5, begin);
        meter.firstWord(Long.MAX_VALUE, begin);
        assertThat(meter.pace(begin).answers()).isEqualTo(3);
    }

    @Test
    void countsOfManyThreadsAddUp() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread =
                    new Thread(
                            () -> {
                                for (int i = 0; i < 10_000; i++) {
                                    meter.tokens("a", 1, 1, begin + i * millis(1));
                                    meter.failed("b");
                                }
                            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(meter.answerTokens()).isEqualTo(40_000);
        assertThat(meter.failures()).containsEntry("b", 40_000L);
    }
}
