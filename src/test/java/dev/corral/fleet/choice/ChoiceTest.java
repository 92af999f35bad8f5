package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChoiceTest {

    private static final long SYSTEM = 2_000;

    /** A conversation of so many messages behind the system prompt that all share. */
    private static Prompt chat(int id, int messages, int bytes) {
        Prompt.Builder chain = Prompt.builder().add(1, SYSTEM);
        for (int i = 0; i < messages; i++) {
            chain.add(id * 1000L + i, bytes);
        }
        return chain.build();
    }

    private static Ask turn(int id, int messages) {
        return Ask.of("person-" + id, "m", chat(id, messages, 20_000));
    }

    private static Fixture two() {
        return new Fixture().with("a", 2).with("b", 2).memory("a", "m", 8).memory("b", "m", 8);
    }

    @Test
    void aConversationGoesWhereItsBeginningIsInTheCache() {
        for (int round = 0; round < 8; round++) {
            Fixture fleet = two();
            Place first = fleet.ask(turn(1, 1));
            fleet.end(first);
            fleet.later(20);
            Place next = fleet.ask(turn(1, 3));
            assertThat(next.backend()).isEqualTo(first.backend());
            assertThat(next.reason()).contains("bytes of this conversation in its cache");
        }
    }

    @Test
    void aSystemPromptThatAllShareDoesNotPinThemToOneBackend() {
        Fixture fleet = two();
        for (int person = 0; person < 4; person++) {
            fleet.ask(Ask.of("person-" + person, "m", chat(person, 1, 200)));
        }
        assertThat(fleet.placed.stream().filter(p -> p.backend().equals("a"))).hasSize(2);
    }

    @Test
    void aNewChatDoesNotOverwriteAConversationThatGoesOnIfAnotherSlotIsEmpty() {
        for (int round = 0; round < 8; round++) {
            Fixture fleet = two();
            Place talk = fleet.ask(turn(1, 1));
            fleet.end(talk);
            fleet.later(2);
            assertThat(fleet.ask(turn(2, 1)).backend()).isNotEqualTo(talk.backend());
        }
    }

    @Test
    void aCacheIsLeftWhenEverythingThereIsBusyReading() {
        Fixture fleet = new Fixture().with("a", 4).with("b", 4);
        fleet.memory("a", "m", 8, "n", 8).memory("b", "m", 8, "n", 8);
        Place talk = fleet.ask(Ask.of("x", "m", chat(1, 1, 1_000)));
        fleet.end(talk);
        for (int i = 0; i < 4; i++) {
            fleet.ask(Ask.of("y" + i, "n", chat(10 + i, 1, 50_000)).at(talk.backend()));
        }
        Ask next = Ask.of("x", "m", chat(1, 2, 1_000));
        assertThat(fleet.ask(next).backend()).isNotEqualTo(talk.backend());
    }

    @Test
    void withoutAFreeSlotARequestWaitsForOne() {
        Fixture fleet = new Fixture().with("a", 1).memory("a", "m", 8);
        fleet.ask("x", "m");
        Place second = fleet.ask("x", "m");
        assertThat(second.backend()).isNull();
        Waiting waiting = fleet.dispatcher.waiting(second, fleet.now);
        assertThat(waiting.expectedNanos()).isPositive();
        assertThat(waiting.reason()).contains("All slots");
    }

    @Test
    void embeddingsHaveOneSlotWhateverIsSet() {
        Fixture fleet = new Fixture().with("a", 4).memory("a", "e", 1);
        fleet.ask(Ask.of("x", "e", Prompt.NONE).withOneSlot());
        assertThat(fleet.ask(Ask.of("x", "e", Prompt.NONE).withOneSlot()).backend()).isNull();
    }

    @Test
    void aModelThatIsNowhereIsLoadedWhereThereIsRoom() {
        Fixture fleet =
                new Fixture()
                        .with(Fixture.backend("a", 2, 16))
                        .with(Fixture.backend("b", 2, 16))
                        .disk("a", "m", 8, "n", 12)
                        .disk("b", "m", 8, "n", 12)
                        .memory("a", "n", 12);
        Place cold = fleet.ask("x", "m");
        assertThat(cold.backend()).isEqualTo("b");
        assertThat(cold.isCold()).isTrue();
        assertThat(fleet.unloads).isEmpty();
    }

    @Test
    void roomIsMadeByUnloadingWhatIsLeastWantedBeforeTheLoadBegins() {
        Fixture fleet =
                new Fixture()
                        .with(Fixture.backend("a", 2, 20))
                        .disk("a", "m", 8, "n", 8, "rare", 8)
                        .memory("a", "n", 8, "rare", 8);
        for (int i = 0; i < 20; i++) {
            fleet.end(fleet.ask("x", "n"));
            fleet.later(1);
        }
        Place cold = fleet.ask("x", "m");
        assertThat(cold.backend()).as("not before there is room").isNull();
        assertThat(fleet.unloads).containsExactly("rare at a");
        fleet.dispatcher.unloaded("a", "rare", true, fleet.now);
        assertThat(cold.backend()).isEqualTo("a");
    }

    @Test
    void whatIsInUseIsWaitedForOnlyAfterSomePatienceAndThenGetsNothingMore() {
        Fixture fleet =
                new Fixture()
                        .with(Fixture.backend("a", 2, 10))
                        .disk("a", "m", 8, "n", 8)
                        .memory("a", "n", 8);
        Place running = fleet.ask("x", "n");
        Place cold = fleet.ask("y", "m");
        assertThat(cold.backend()).isNull();
        assertThat(fleet.ask("x", "n").backend()).isEqualTo("a");
        fleet.later(5);
        Place late = fleet.ask("x", "n");
        assertThat(late.backend()).as("drains").isNull();
        fleet.end(running);
        fleet.end(fleet.placed.get(1));
        assertThat(fleet.unloads).containsExactly("n at a");
        fleet.dispatcher.unloaded("a", "n", true, fleet.now);
        assertThat(cold.backend()).isEqualTo("a");
    }

    @Test
    void otherOptionsAreNotSentToARunnerThatWouldBeReloadedForThem() {
        Fixture fleet = new Fixture().with("a", 2).with("b", 2).memory("a", "m", 8);
        Place big = fleet.ask(Ask.of("x", "m", Prompt.NONE).loading("num_ctx=32768"));
        assertThat(big.backend()).isEqualTo("b");
        fleet.begin(big);
        assertThat(fleet.ask(Ask.of("x", "m", Prompt.NONE).loading("num_ctx=32768")).backend())
                .isEqualTo("b");
        assertThat(fleet.ask("x", "m").backend()).isEqualTo("a");
    }

    @Test
    void whoComesWhileTheModelLoadsJoinsTheLoad() {
        Fixture fleet = new Fixture().with("a", 2).with("b", 2);
        Place first = fleet.ask("x", "m");
        Place second = fleet.ask("y", "m");
        assertThat(second.backend()).isEqualTo(first.backend());
        assertThat(second.isCold()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"SUSPECT", "DOWN"})
    void aBackendThatIsNotHealthyGetsNothingWhileAnotherCan(Health health) {
        Fixture fleet = two();
        fleet.dispatcher.health("a", health, fleet.now);
        assertThat(fleet.ask("x", "m").backend()).isEqualTo("b");
        assertThat(fleet.ask(Ask.anywhere("x")).backend()).isEqualTo("b");
    }

    @Test
    void aSuspectOneIsBetterThanNone() {
        Fixture fleet = two();
        fleet.dispatcher.health("a", Health.SUSPECT, fleet.now);
        fleet.dispatcher.health("b", Health.DOWN, fleet.now);
        assertThat(fleet.ask("x", "m").backend()).isEqualTo("a");
    }

    @Test
    void whoFailsIsLeftAloneThenTriedWithOneRequestThenTrusted() {
        Fixture fleet = two();
        for (int i = 0; i < 2; i++) {
            fleet.end(fleet.ask(Ask.of("x", "m", Prompt.NONE).at("a")), Result.Kind.ERROR);
        }
        for (int i = 0; i < 2; i++) {
            assertThat(fleet.ask("x", "m").backend()).isEqualTo("b");
        }
        assertThat(fleet.ask("x", "m").backend()).as("a is left alone").isNull();
        fleet.later(1.5);
        assertThat(fleet.placed).hasSize(5);
        Place trial = fleet.placed.get(4);
        assertThat(trial.backend()).isEqualTo("a");
        Place next = fleet.ask("x", "m");
        assertThat(next.backend()).as("one at a time").isNull();
        fleet.begin(trial);
        fleet.later(0.1);
        assertThat(next.backend()).isEqualTo("a");
    }

    @Test
    void theOnlyBackendIsAskedThoughItFailed() {
        Fixture fleet = new Fixture().with("a", 4).memory("a", "m", 8);
        for (int i = 0; i < 5; i++) {
            fleet.end(fleet.ask("x", "m"), Result.Kind.ERROR);
        }
        assertThat(fleet.placed).hasSize(5);
    }

    @Test
    void anExclusiveBackendAndTagsAreKept() {
        Fixture fleet =
                new Fixture()
                        .with(Fixture.backend("a", 4, 48, "eu", "fast"))
                        .with(Fixture.backend("b", 4, 48, "us"))
                        .memory("a", "m", 8);
        Ask ask = Ask.of("x", "m", Prompt.NONE);
        assertThat(fleet.ask(ask.at("b")).backend()).isEqualTo("b");
        assertThat(fleet.ask(ask.within(Set.of("us"))).backend()).isEqualTo("b");
        assertThat(fleet.ask(ask.within(Set.of("us", "fast"))).backend()).isNotNull();
        fleet.ask(ask.within(Set.of("moon")));
        assertThat(fleet.lastRefusal()).isEqualTo(Refusal.Reason.NOT_ALLOWED);
        fleet.ask(ask.at("nobody"));
        assertThat(fleet.lastRefusal()).isEqualTo(Refusal.Reason.NOT_ALLOWED);
    }

    @Test
    void aDrainingBackendGetsNothingNew() {
        Fixture fleet = new Fixture();
        fleet.with(new BackendFacts("a", "a", 1, 4, null, null, 1000, true, Set.of())).with("b", 4);
        fleet.memory("a", "m", 8);
        assertThat(fleet.ask("x", "m").backend()).isEqualTo("b");
    }

    @Test
    void noMoreConnectionsAreUsedThanThereMayBe() {
        Fixture fleet =
                new Fixture()
                        .with(new BackendFacts("a", "a", 1, null, null, null, 2, false, Set.of()));
        fleet.ask(Ask.anywhere("x"));
        fleet.ask("x", "m");
        Place third = fleet.ask(Ask.anywhere("x"));
        assertThat(third.backend()).isNull();
        fleet.end(fleet.placed.get(1));
        assertThat(third.backend()).isEqualTo("a");
    }

    @ParameterizedTest
    @EnumSource(Verdict.Why.class)
    void everyVerdictHasASentence(Verdict.Why why) {
        BackendState backend = new BackendState(BackendFacts.of("gpu-7"));
        String sentence = new Verdict(Verdict.Kind.GO, backend, why, 1_500_000_000L, 42).sentence();
        assertThat(sentence).endsWith(".").doesNotContain("%", "null");
        assertThat(new Verdict(Verdict.Kind.WAIT, null, why, 0, 0).sentence())
                .doesNotContain("%", "null");
    }

    @Test
    void whatWasUnloadedForAnotherModelIsNotTakenForLoadedWhileItGoes() {
        Fixture fleet =
                new Fixture()
                        .with(Fixture.backend("a", 2, 10))
                        .disk("a", "m", 8, "n", 8)
                        .memory("a", "n", 8);
        Place cold = fleet.ask("x", "m");
        fleet.dispatcher.unloaded("a", "n", true, fleet.now);
        fleet.memory("a", "n", 8, "m", 8);
        assertThat(cold.backend()).isEqualTo("a");
        assertThat(fleet.dispatcher.snapshot(fleet.now).backends().get(0).runners())
                .extracting(Snapshot.OneRunner::model)
                .containsExactly("m");
    }

    @Test
    void theClockMayBeNegative() {
        Fixture fleet = new Fixture().with("a", 1).with("b", 1);
        fleet.now = Long.MIN_VALUE / 2;
        fleet.disk("a", "m", 8).disk("b", "m", 8).memory("a", "m", 8);
        for (int i = 0; i < 20; i++) {
            Place place = fleet.ask("x", "m");
            fleet.ask("y", "m");
            fleet.later(1);
            fleet.end(place);
        }
        assertThat(fleet.loads).containsExactly("m at b");
    }
}
