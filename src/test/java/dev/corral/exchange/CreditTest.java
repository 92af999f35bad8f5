package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CreditTest {

    private final Credit credit = new Credit();
    private int given;

    @Test
    void givesNothingBeforeTheWindowIsUsedUp() throws IOException {
        credit.received(1000);
        credit.written(1000);

        assertThat(given).isZero();
        assertThat(credit.withheld()).isFalse();
    }

    @Test
    void givesAllThatWasWrittenWhenTheWindowIsUsedUp() throws IOException {
        credit.received(Credit.WINDOW);
        credit.written(Credit.WINDOW);
        credit.exhausted(n -> given += n);

        assertThat(given).isEqualTo(Credit.WINDOW);
    }

    @Test
    void withholdsWhileTheClientReadsNothing() throws IOException {
        credit.received(Credit.WINDOW + 10);
        credit.exhausted(n -> given += n);

        assertThat(given).isZero();
        assertThat(credit.withheld()).isTrue();
    }

    @Test
    void givesNoCrumbs() throws IOException {
        credit.received(Credit.WINDOW);
        credit.exhausted(n -> given += n);
        credit.written(Credit.WINDOW / 2 - 1);
        assertThat(given).isZero();

        credit.written(1);
        assertThat(given).isEqualTo(Credit.WINDOW / 2);
    }

    @Test
    void neverHoldsMoreThanTheWindowAndOneReadAndNeverStalls() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int window = Credit.WINDOW;
        int held = 0;
        for (int i = 0; i < 100_000; i++) {
            int before = given;
            boolean canRead = window > 0;
            if (canRead && random.nextBoolean()) {
                int n = 1 + random.nextInt(24 * 1024);
                held += n;
                window -= n;
                credit.received(n);
                if (window <= 0) {
                    credit.exhausted(m -> given += m);
                }
            } else if (held > 0) {
                int n = 1 + random.nextInt(held);
                held -= n;
                credit.written(n);
            }
            window += given - before;
            assertThat(held).as("seed %d", seed).isLessThanOrEqualTo(Credit.WINDOW + 24 * 1024);
            assertThat(window > 0 || held > 0).as("stalled, seed %d", seed).isTrue();
        }
    }
}
