package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AheadTest {

    private static void busy(Fixture fleet, String model, int rounds, int atOnce) {
        for (int i = 0; i < rounds; i++) {
            for (int j = 0; j < atOnce; j++) {
                fleet.ask("x" + j, model);
            }
            fleet.later(2);
            endAll(fleet);
        }
    }

    private static void endAll(Fixture fleet) {
        while (!fleet.placed.isEmpty()) {
            fleet.end(fleet.placed.remove(0));
        }
    }

    @Test
    void aModelThatIsWantedIsLoadedAgainWhereMemoryIsFree() {
        Fixture fleet = new Fixture().with("a", 2).with("b", 2);
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        busy(fleet, "m", 10, 3);
        assertThat(fleet.loads).containsExactly("m at b");
        assertThat(fleet.unloads).isEmpty();
    }

    @Test
    void whatNobodyAsksForIsNotLoaded() {
        Fixture fleet = new Fixture().with("a", 2).with("b", 2);
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        fleet.later(10).later(10);
        assertThat(fleet.loads).isEmpty();
    }

    @Test
    void aRequestDoesNotJoinALoadAheadButWaitsForWhateverIsFirst() {
        Fixture fleet = new Fixture().with("a", 1).with("b", 1);
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        busy(fleet, "m", 10, 3);
        assertThat(fleet.loads).containsExactly("m at b");
        fleet.ask("x", "m");
        Place second = fleet.ask("y", "m");
        assertThat(second.backend()).isNull();
        fleet.dispatcher.loaded("b", "m", true, fleet.now);
        assertThat(second.backend()).isEqualTo("b");
    }

    @Test
    void anotherWantedModelIsNotPushedOutForACopyAndNothingGoesBackAndForth() {
        Fixture fleet =
                new Fixture().with(Fixture.backend("a", 4, 10)).with(Fixture.backend("b", 4, 10));
        fleet.disk("a", "m", 8, "n", 8).disk("b", "m", 8, "n", 8);
        fleet.memory("a", "m", 8).memory("b", "n", 8);
        for (int i = 0; i < 60; i++) {
            Place m = fleet.ask("x", "m");
            Place n = fleet.ask("y", "n");
            fleet.later(1);
            fleet.end(m);
            fleet.end(n);
        }
        assertThat(fleet.loads).isEmpty();
        assertThat(fleet.unloads).isEmpty();
    }

    @Test
    void aLoadThatFailsIsNotTriedAgainAtOnce() {
        Fixture fleet = new Fixture().with("a", 2).with("b", 2);
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        busy(fleet, "m", 10, 3);
        fleet.dispatcher.loaded("b", "m", false, fleet.now);
        busy(fleet, "m", 5, 3);
        assertThat(fleet.loads).hasSize(1);
        busy(fleet, "m", 40, 3);
        assertThat(fleet.loads).hasSize(2);
    }

    @Test
    void whereNothingCanBeLoadedAheadARequestThatWaitsLongLoadsItself() {
        Fixture fleet = new Fixture().with("a", 1).with("b", 1);
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        fleet.ask("x", "m");
        fleet.later(0.3);
        fleet.dispatcher.loaded("b", "m", false, fleet.now);
        Place second = fleet.ask("y", "m");
        fleet.later(5);
        assertThat(second.backend()).isNull();
        fleet.later(10);
        assertThat(second.backend()).isEqualTo("b");
        assertThat(second.isCold()).isTrue();
    }
}
