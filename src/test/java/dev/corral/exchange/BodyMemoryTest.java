package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BodyMemoryTest {

    private final BodyMemory memory = new BodyMemory(() -> 100);

    @Test
    void whatIsGivenBackCanBeTakenByOthers() {
        BodyMemory.Held first = memory.of("alice");
        BodyMemory.Held second = memory.of("bob");
        assertThat(first.take(70)).isTrue();
        assertThat(second.take(31)).isFalse();
        assertThat(second.take(30)).isTrue();
        first.close();
        first.close();
        assertThat(memory.inUse()).isEqualTo(30);
        assertThat(second.take(40)).isTrue();
        assertThat(first.take(1)).as("after its end").isFalse();
        second.close();
        assertThat(memory.inUse()).isZero();
    }

    @Test
    void nobodyTakesAll() {
        BodyMemory.Held first = memory.of("alice");
        assertThat(first.take(75)).isTrue();
        assertThat(memory.of("alice").take(1)).isFalse();
        assertThat(memory.of("bob").take(25)).isTrue();
    }

    @Test
    void whoMayWaitGetsWhatIsGivenBack() throws Exception {
        BodyMemory.Held first = memory.of("alice");
        assertThat(first.take(60)).isTrue();
        assertThat(memory.of("bob").await(60, Duration.ofMillis(20))).isFalse();
        CompletableFuture<Boolean> waits =
                CompletableFuture.supplyAsync(
                        () -> memory.of("bob").await(60, Duration.ofSeconds(20)));
        first.close();
        assertThat(waits.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(memory.inUse()).isEqualTo(60);
    }
}
