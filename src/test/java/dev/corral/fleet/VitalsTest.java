package dev.corral.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.Vitals.Proof;
import dev.corral.fleet.Vitals.State;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class VitalsTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Vitals vitals = new Vitals(0);

    private State state() {
        return vitals.view().state();
    }

    @Test
    void whatWasNeverAskedIsUnknown() {
        assertThat(state()).isEqualTo(State.UNKNOWN);
        assertThat(vitals.answeredAgo(SECOND)).isEqualTo(Long.MAX_VALUE);
        assertThat(vitals.answered(1)).isTrue();
        assertThat(vitals.answered(2)).as("nothing new").isFalse();
        assertThat(state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void oneMissMakesItSuspectAndTwoPutItDown() {
        vitals.answered(0);
        assertThat(vitals.missed(1, SECOND)).isTrue();
        assertThat(state()).isEqualTo(State.SUSPECT);
        assertThat(vitals.missed(SECOND, 2 * SECOND)).isTrue();
        assertThat(state()).isEqualTo(State.DOWN);
        assertThat(vitals.view().reason()).isEqualTo("hung");
        vitals.answered(3 * SECOND);
        assertThat(state()).isEqualTo(State.HEALTHY);
        assertThat(vitals.view().reason()).isNull();
        assertThat(vitals.view().since()).isEqualTo(3 * SECOND);
    }

    @Test
    void aMissCountsForNothingIfSomethingElseWasAnsweredMeanwhile() {
        vitals.answered(0);
        vitals.answered(5);
        assertThat(vitals.missed(4, SECOND)).isFalse();
        assertThat(state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void whereNobodyIsItIsDownAtOnceAndTriedEverMoreSeldom() {
        long now = 0;
        long[] waits = {1, 2, 4, 5, 5};
        for (long wait : waits) {
            vitals.failed(Proof.ABSENT, "refused", now);
            assertThat(state()).isEqualTo(State.DOWN);
            assertThat(vitals.view().nextTry() - now).isEqualTo(wait * SECOND);
            now = vitals.view().nextTry();
        }
        assertThat(vitals.view().since()).isZero();
        vitals.answered(now);
        vitals.failed(Proof.ABSENT, "refused", now);
        assertThat(vitals.view().nextTry() - now).isEqualTo(SECOND);
    }

    @Test
    void looksThatBreakSeveralTimesInARowPutItDownAndOneThatIsAnsweredBringsItBack() {
        vitals.answered(0);
        for (int i = 0; i < Vitals.BREAKS; i++) {
            assertThat(state()).isNotEqualTo(State.DOWN);
            vitals.failed(Proof.BROKE, "garbage", i);
        }
        assertThat(state()).isEqualTo(State.DOWN);
        assertThat(vitals.view().reason()).isEqualTo("garbage");
        vitals.answered(9);
        assertThat(state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void anAnswerBetweenBreaksForgivesThem() {
        for (int i = 0; i < 10; i++) {
            vitals.failed(Proof.BROKE, "reset", i);
            assertThat(state()).isEqualTo(State.SUSPECT);
            vitals.answered(i);
            assertThat(state()).isEqualTo(State.HEALTHY);
        }
    }
}
