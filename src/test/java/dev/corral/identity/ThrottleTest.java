package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ThrottleTest {

    private long now = Long.MAX_VALUE - 5;
    private final Throttle throttle = new Throttle(100, () -> now);

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void theWaitGrowsUpToAMinute() {
        for (int i = 0; i < Throttle.FREE; i++) {
            assertThat(throttle.begin("alice", "1.2.3.4")).isZero();
        }
        int[] waits = {1, 2, 4, 8, 16, 32, 60, 60};
        for (int wait : waits) {
            assertThat(throttle.begin("alice", "1.2.3.4")).isZero();
            assertThat(throttle.begin("Alice", "1.2.3.4")).isEqualTo(wait);
            assertThat(throttle.begin("alice", "1.2.3.5")).isLessThanOrEqualTo(0);
            throttle.succeeded("alice", "1.2.3.5");
            pass(Duration.ofSeconds(wait));
        }
    }

    @Test
    void successAndTimeForget() {
        for (int i = 0; i <= Throttle.FREE; i++) {
            throttle.begin("alice", "a");
            throttle.begin("bob", "a");
        }
        throttle.succeeded("alice", "a");
        assertThat(throttle.begin("alice", "a")).isZero();
        assertThat(throttle.begin("bob", "a")).isPositive();
        pass(Duration.ofMinutes(16));
        assertThat(throttle.begin("bob", "a")).isZero();
        assertThat(throttle.begin("bob", "a")).isZero();
    }

    @Test
    void oneHostOfIpv6IsOneAddress() {
        assertThat(Throttle.network("2001:db8::1"))
                .isEqualTo(Throttle.network("2001:db8:0:0:ffff::2"));
        assertThat(Throttle.network("2001:db8::1"))
                .isNotEqualTo(Throttle.network("2001:db8:0:1::1"));
        assertThat(Throttle.network("10.0.0.1")).isEqualTo("10.0.0.1");
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < 1_000; i++) {
            throttle.begin("name" + i, "a");
        }
        assertThat(throttle.size()).isEqualTo(100);
    }
}
