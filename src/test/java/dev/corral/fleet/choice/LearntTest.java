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
        assertThat(slots.most("m")).isEqualTo(2);
        assertThat(slots.known("m")).isEqualTo(Integer.MAX_VALUE);
        slots.together("m", 4);
        assertThat(slots.most("m")).as("one more is always tried").isEqualTo(5);
        slots.saw("m", 4, 2 * SECOND, 0);
        slots.saw("m", 3, 0, 0);
        assertThat(slots.most("m")).isEqualTo(4);
        assertThat(slots.known("m")).isEqualTo(4);
        slots.saw("m", 3, 0, 700 * SECOND);
        assertThat(slots.most("m")).as("one more is tried after a while").isEqualTo(5);
    }

    @Test
    void thousandsAreFoundOutInAFewRounds() {
        SlotsLearnt slots = new SlotsLearnt();
        int rounds = 0;
        while (slots.most("m") < 10_000) {
            slots.together("m", slots.most("m"));
            rounds++;
        }
        assertThat(rounds).isLessThan(50);
    }

    @Test
    void oneWaitAgainstWhatWasSeenProvesLittleSeveralInARowAll() {
        SlotsLearnt slots = new SlotsLearnt();
        slots.together("m", 4);
        slots.saw("m", 1, 2 * SECOND, 0);
        slots.saw("m", 1, 2 * SECOND, 0);
        assertThat(slots.most("m")).as("a large picture may look like a wait").isEqualTo(5);
        slots.together("m", 4);
        slots.saw("m", 1, 2 * SECOND, 0);
        slots.saw("m", 1, 2 * SECOND, 0);
        slots.saw("m", 1, 2 * SECOND, 0);
        assertThat(slots.most("m")).as("it has one now").isEqualTo(1);
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

    private static Result told(long waited) {
        return new Result(Result.Kind.DONE, SECOND + waited, 0, 100, SECOND / 2, 50, SECOND / 2);
    }

    @Test
    void whatWasLearntStaysWhenABackendIsRenamedAndIsForgottenWithItsUrl() {
        World world = new World();
        world.set(java.util.List.of(facts("http://a:1", "first")));
        BackendState state = world.byName().get("first");
        world.learnt.loaded(state, "m", 7);
        state.slotsLearnt.together("m", 4);
        world.set(java.util.List.of(facts("http://a:1", "second")));
        assertThat(world.byName()).containsOnlyKeys("second");
        BackendState renamed = world.byName().get("second");
        assertThat(renamed.name()).isEqualTo("second");
        assertThat(world.learnt.load(renamed, "m")).isEqualTo(7);
        assertThat(renamed.slotsLearnt.most("m")).isEqualTo(5);
        world.set(java.util.List.of(facts("http://b:1", "second")));
        assertThat(world.learnt.load(world.byName().get("second"), "m")).isEqualTo(10);
    }

    private static BackendFacts facts(String id, String name) {
        return new BackendFacts(id, name, 1, null, null, null, 1000, false, java.util.Set.of());
    }

    @Test
    void theDispatcherLearnsAllOfThatFromTraffic() {
        Fixture fleet = new Fixture().with(BackendFacts.of("a")).disk("a", "m", 8);
        fleet.memory("a", "m", 8);
        for (int i = 0; i < 9; i++) {
            fleet.ask("x", "m");
        }
        assertThat(fleet.placed).hasSize(2);
        fleet.later(2).begin(fleet.placed.get(0));
        fleet.begin(fleet.placed.get(1));
        assertThat(fleet.placed).as("whether it takes three is tried").hasSize(3);
        fleet.later(2).end(fleet.placed.get(0), told(0));
        fleet.end(fleet.placed.get(1), told(0));
        fleet.later(2).end(fleet.placed.get(2), told(SECOND));
        assertThat(fleet.placed).as("two slots").hasSize(5);
        fleet.end(fleet.placed.get(3), told(0));
        assertThat(fleet.placed).hasSize(6);
    }
}
