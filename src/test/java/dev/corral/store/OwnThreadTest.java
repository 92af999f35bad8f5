package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnThreadTest {

    @Test
    void leavesNoThreadBehind() {
        for (int i = 0; i < 2_000; i++) {
            Thread thread = OwnThread.call("own", Thread::currentThread);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void waitsForTheWorkThoughItIsInterrupted() {
        Thread.currentThread().interrupt();
        String done =
                OwnThread.call(
                        "own",
                        () -> {
                            TimeUnit.MILLISECONDS.sleep(50);
                            return "done";
                        });
        assertThat(done).isEqualTo("done");
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    }

    @Test
    void throwsWhatTheWorkThrew() {
        IllegalStateException thrown = new IllegalStateException();
        assertThatThrownBy(
                        () ->
                                OwnThread.call(
                                        "own",
                                        () -> {
                                            throw thrown;
                                        }))
                .isSameAs(thrown);
    }
}
