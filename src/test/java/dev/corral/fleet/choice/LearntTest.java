package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearntTest {

    private static final long SECOND = Fixture.SECOND;
    private final BackendState a = new BackendState(BackendFacts.of("a"));
    private final BackendState b = new BackendState(BackendFacts.of("b"));

    @Test
    void whatWasSeenLatelyCountsMost() {
        Learnt learnt = new Learnt();
        for (int i = 0; i < 50; i++) {
            learnt.loaded(a, "m", 30);
        }
        for (int i = 0; i < 20; i++) {
            learnt.loaded(a, "m", 10);
        }
        assertThat(learnt.load(a, "m")).isBetween(10.0, 12.0);
    }

    @Test
    void anUnknownPairIsReckonedFromTheModelElsewhereOrTheBackendsDisk() {
        Learnt learnt = new Learnt();
        a.disk = java.util.Map.of("m", 8 * Fixture.GB, "n", 16 * Fixture.GB);
        learnt.loaded(a, "m", 4);
        assertThat(learnt.load(a, "n")).isCloseTo(8, within(0.1));
        learnt.held(a, "m", 3);
        assertThat(learnt.hold(b, "m")).isCloseTo(3, within(0.01));
    }

    @Test
    void slotsAreLearntFromWaitsThatOllamaTells() {
        SlotsLearnt slots = new SlotsLearnt();
        assertThat(slots.most("m")).isEqualTo(Integer.MAX_VALUE);
        slots.saw("m", 9, 5 * SECOND, 0);
        assertThat(slots.most("m")).isEqualTo(9);
        slots.saw("m", 4, 2 * SECOND, 0);
        slots.saw("m", 3, 0, 0);
        assertThat(slots.most("m")).isEqualTo(4);
        slots.saw("m", 3, 0, 700 * SECOND);
        assertThat(slots.most("m")).as("one more is tried after a while").isEqualTo(5);
    }

    @Test
    void memoryIsLearntFromWhatIsThrownOut() {
        MemoryLearnt memory = new MemoryLearnt();
        assertThat(memory.most()).isEqualTo(Long.MAX_VALUE);
        memory.held(20, 2);
        memory.tooMuch(26, 3);
        assertThat(memory.most()).isEqualTo(25);
        memory.held(30, 3);
        assertThat(memory.most()).as("it was not too much").isEqualTo(Long.MAX_VALUE);
        memory.tooMuch(25, 4);
        assertThat(memory.most()).isEqualTo(Long.MAX_VALUE);
        assertThat(memory.mostModels()).isEqualTo(3);
    }

    @Test
    void theDispatcherLearnsAllOfThatFromTraffic() {
        Fixture fleet = new Fixture().with(BackendFacts.of("a")).disk("a", "m", 8);
        fleet.memory("a", "m", 8);
        Place[] four = new Place[4];
        for (int i = 0; i < 4; i++) {
            four[i] = fleet.ask("x", "m");
        }
        fleet.later(2);
        for (int i = 0; i < 4; i++) {
            long waited = i < 2 ? 0 : SECOND;
            fleet.end(
                    four[i],
                    new Result(
                            Result.Kind.DONE, SECOND + waited, 0, 100, SECOND / 2, 50, SECOND / 2));
        }
        for (int i = 0; i < 3; i++) {
            fleet.ask("x", "m");
        }
        assertThat(fleet.placed).as("two slots").hasSize(6);
    }
}
