package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DispatcherTest {

    private static final long SECOND = 1_000_000_000L;

    private final List<Place> placed = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final Waiter waiter =
            new Waiter() {
                @Override
                public void placed(Place place) {
                    placed.add(place);
                }

                @Override
                public void refused(Place place, Refusal why) {
                    refused.add(why);
                }
            };
    private Dispatcher dispatcher =
            new Dispatcher(Hands.NONE, new Dispatcher.Limits(100), new SplittableRandom(1));

    private void fleet(BackendFacts... facts) {
        dispatcher.backends(Arrays.asList(facts), 0);
    }

    private static BackendFacts backend(String name, int slots) {
        return new BackendFacts(name, name, 1, slots, null, null, 1000, false, Set.of());
    }

    private Place submit(String caller, String model, long now) {
        return dispatcher.submit(Ask.of(caller, model, Prompt.NONE), Set.of(), now, waiter);
    }

    private void has(String backend, String... models) {
        Map<String, Long> sizes = new java.util.HashMap<>();
        for (String model : models) {
            sizes.put(model, 0L);
        }
        dispatcher.seen(backend, new Seen.Disk(sizes), 0);
    }

    @Test
    void aRequestWithoutAModelGoesWhereLeastIsDoneAndTakesNoSlot() {
        fleet(backend("a", 1), backend("b", 1));
        for (int i = 0; i < 10; i++) {
            dispatcher.submit(Ask.anywhere("x"), Set.of(), i, waiter);
        }
        assertThat(placed).hasSize(10);
        assertThat(placed.stream().filter(p -> p.backend().equals("a"))).hasSize(5);
    }

    @Test
    void whatFindsNoSlotWaitsAndGoesOnWhenOneIsFree() {
        fleet(backend("a", 1));
        Place first = submit("x", "m", 0);
        Place second = submit("x", "m", 1);
        assertThat(placed).containsExactly(first);
        assertThat(dispatcher.waiting(second, 2).position()).isOne();
        dispatcher.ended(first, Result.DONE, 3);
        assertThat(placed).containsExactly(first, second);
    }

    @Test
    void aBackendThatIsToldNoSlotsGetsOneMoreThanWasSeenAtWorkTogether() {
        fleet(BackendFacts.of("a"));
        dispatcher.seen("a", new Seen.Memory(List.of(new Seen.Resident("m", 1)), 0), 0);
        for (int i = 0; i < 50; i++) {
            submit("flood", "m", i);
        }
        assertThat(placed)
                .as("Ollama's usual one, and one to see whether there are more")
                .hasSize(2);
        for (int i = 0; i < 4; i++) {
            dispatcher.firstByte(placed.get(i), SECOND + i);
        }
        assertThat(placed).as("four were at work together").hasSize(5);
        Place other = submit("other", "m", 2 * SECOND);
        dispatcher.ended(placed.get(0), Result.DONE, 3 * SECOND);
        assertThat(placed).last().isSameAs(other);
    }

    @Test
    void aBackendWithOneSlotIsFoundOutAndNobodyWaitsInIt() {
        fleet(BackendFacts.of("a"));
        dispatcher.seen("a", new Seen.Memory(List.of(new Seen.Resident("m", 1)), 0), 0);
        for (int i = 0; i < 50; i++) {
            submit("flood", "m", i);
        }
        dispatcher.firstByte(placed.get(0), SECOND);
        dispatcher.ended(placed.get(0), Result.DONE, 5 * SECOND);
        dispatcher.firstByte(placed.get(1), 6 * SECOND);
        Result waited = new Result(Result.Kind.DONE, 9 * SECOND, 0, 10, SECOND, 10, 3 * SECOND);
        dispatcher.ended(placed.get(1), waited, 9 * SECOND);
        assertThat(placed).as("one is there").hasSize(3);
        dispatcher.ended(placed.get(2), waited, 13 * SECOND);
        assertThat(placed).hasSize(4);
    }

    @Test
    void aCallerWithFiftyRequestsDelaysAnotherByOneOnly() {
        fleet(backend("a", 1));
        for (int i = 0; i < 50; i++) {
            submit("flood", "m", i);
        }
        Place other = submit("other", "m", 50);
        dispatcher.ended(placed.get(0), Result.DONE, 51);
        assertThat(placed.get(1)).isSameAs(other);
    }

    @Test
    void aFullQueueTakesFromWhoeverHasMostInIt() {
        dispatcher = new Dispatcher(Hands.NONE, new Dispatcher.Limits(3), new SplittableRandom(1));
        fleet(backend("a", 1));
        for (int i = 0; i < 4; i++) {
            submit("flood", "m", i);
        }
        assertThat(refused).isEmpty();
        Place other = submit("other", "m", 5);
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.FULL);
        assertThat(dispatcher.waiting(other, 6).phase()).isEqualTo(Waiting.Phase.LOADING);
    }

    @Test
    void aModelIsAskedOnlyWhereItIs() {
        fleet(backend("a", 4), backend("b", 4));
        has("a", "m");
        has("b", "n");
        for (int i = 0; i < 3; i++) {
            submit("x", "n", i);
        }
        assertThat(placed).hasSize(3).allMatch(p -> p.backend().equals("b"));
        submit("x", "nowhere", 4);
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.NO_HOLDER);
    }

    @Test
    void aModelThatIsGoneIsTriedElsewhere() {
        fleet(backend("a", 4), backend("b", 4));
        has("a", "m");
        has("b", "m");
        Place first = submit("x", "m", 0);
        String gone = first.backend();
        dispatcher.ended(first, Result.of(Result.Kind.NO_MODEL), 1);
        Place second = dispatcher.submit(Ask.of("x", "m", Prompt.NONE), Set.of(gone), 2, waiter);
        assertThat(second.backend()).isNotNull().isNotEqualTo(gone);
        dispatcher.submit(Ask.of("x", "m", Prompt.NONE), Set.of("a", "b"), 3, waiter);
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.ALL_TRIED);
    }

    @Test
    void whoWaitsForABackendThatGoesDownIsRefused() {
        fleet(backend("a", 1));
        submit("x", "m", 0);
        submit("x", "m", 1);
        dispatcher.health("a", Health.DOWN, 2 * SECOND);
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.NO_BACKEND);
    }

    @Test
    void cancellingGivesTheTurnBackAndIsRefusedOnceItWasPlaced() {
        fleet(backend("a", 1));
        Place first = submit("x", "m", 0);
        Place second = submit("x", "m", 1);
        assertThat(dispatcher.cancel(first, 2)).isFalse();
        assertThat(dispatcher.cancel(second, 2)).isTrue();
        assertThat(dispatcher.cancel(second, 2)).isFalse();
        dispatcher.ended(first, Result.DONE, 3);
        assertThat(placed).hasSize(1);
    }

    @Test
    void whoStandsBehindOthersIsToldPlaceAndTime() {
        fleet(backend("a", 1));
        dispatcher.seen("a", new Seen.Memory(List.of(new Seen.Resident("m", 1)), 0), 0);
        submit("x", "m", 1);
        submit("x", "m", 2);
        Place third = submit("x", "m", 3);
        Waiting waiting = dispatcher.waiting(third, 4);
        assertThat(waiting.position()).isEqualTo(2);
        assertThat(waiting.reason()).isNotEmpty();
        assertThat(waiting.expectedNanos()).isPositive();
    }

    @Test
    void otherOptionsAreNotWaitedForAsLongAsSomebodyUsesTheModel() {
        Fixture fleet = new Fixture().with("a", 2).disk("a", "m", 8).memory("a", "m", 8);
        Place before = fleet.ask("x", "m");
        Place other = fleet.ask(Ask.of("y", "m", Prompt.NONE).loading("num_ctx=8192"));
        for (int i = 0; i < 60 && other.backend() == null; i++) {
            // There is always one more of the others before the last of them ends.
            Place next = fleet.ask("x", "m");
            fleet.later(1).begin(before);
            fleet.end(before);
            before = next;
            if (!fleet.unloads.isEmpty()) {
                fleet.dispatcher.unloaded("a", "m", true, fleet.now);
            }
        }
        assertThat(other.backend()).isEqualTo("a");
    }

    @Test
    void memoryIsKeptForARequestOnlyAsLongAsItWaits() {
        Fixture fleet = new Fixture().with(Fixture.backend("a", 2, 10));
        fleet.disk("a", "m", 8, "n", 8, "o", 8).memory("a", "m", 8);
        Place leaves = fleet.ask("x", "n");
        assertThat(fleet.unloads).containsExactly("m at a");
        assertThat(fleet.dispatcher.cancel(leaves, fleet.now)).isTrue();
        Place stays = fleet.ask("y", "o");
        fleet.dispatcher.unloaded("a", "m", true, fleet.now);
        fleet.later(1);
        assertThat(stays.backend()).isEqualTo("a");
    }

    @Test
    void oneThatThrowsWhenItIsToldKeepsNothingFromTheOthers() {
        fleet(backend("a", 1));
        Place first = submit("x", "m", 0);
        Waiter broken =
                new Waiter() {
                    @Override
                    public void placed(Place place) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void refused(Place place, Refusal why) {
                        throw new IllegalStateException("broken");
                    }
                };
        dispatcher.submit(Ask.of("y", "m", Prompt.NONE), Set.of(), 1, broken);
        submit("z", "m", 2);
        assertThatThrownBy(() -> dispatcher.close()).hasMessage("broken");
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.CLOSING);
        dispatcher.ended(first, Result.DONE, 3);
    }

    @Test
    void whoseBackendFailedKeepsItsPlaceThoughTheQueueIsFull() {
        dispatcher = new Dispatcher(Hands.NONE, new Dispatcher.Limits(3), new SplittableRandom(1));
        fleet(backend("a", 1), backend("b", 1));
        has("a", "m");
        has("b", "m");
        Place first = submit("x", "m", 0);
        dispatcher.firstByte(first, 1);
        Place second = submit("x", "m", SECOND);
        for (int i = 0; i < 20 && second.backend() == null; i++) {
            dispatcher.tick(i * SECOND);
        }
        assertThat(second.backend()).isNotNull().isNotEqualTo(first.backend());
        dispatcher.firstByte(second, 20 * SECOND);
        for (int i = 0; i < 3; i++) {
            submit("x", "m", 21 * SECOND + i);
        }
        assertThat(refused).isEmpty();
        placed.clear();
        dispatcher.health(second.backend(), Health.DOWN, 30 * SECOND);
        dispatcher.ended(second, Result.of(Result.Kind.CUT), 30 * SECOND);
        Place again = dispatcher.again(second, Set.of(second.backend()), 30 * SECOND + 1, waiter);
        assertThat(refused).as("nobody has to go for it").isEmpty();
        submit("x", "m", 31 * SECOND);
        assertThat(refused).extracting(Refusal::reason).containsExactly(Refusal.Reason.FULL);
        dispatcher.ended(first, Result.DONE, 32 * SECOND);
        assertThat(placed).containsExactly(again);
    }

    /** Its first byte comes with its last. */
    @Test
    void anAnswerThatIsNotStreamedHoldsUpNoOtherLoadOnceItsModelIsThere() {
        Fixture fleet = new Fixture().with("a", 2).disk("a", "m", 8, "n", 8);
        Place first = fleet.ask("x", "m");
        assertThat(first.isCold()).isTrue();
        Place other = fleet.ask("y", "n");
        assertThat(other.backend()).as("one load at a time").isNull();
        fleet.later(1).memory("a", "m", 8);
        assertThat(other.backend()).as("what is loading is listed, too").isNull();
        fleet.later(20).memory("a", "m", 8);
        assertThat(other.backend()).isEqualTo("a");
        fleet.end(first);
        fleet.end(other);
    }

    @Test
    void twoThousandWhoWantDifferentThingsAreWorkedThroughQuickly() {
        dispatcher =
                new Dispatcher(Hands.NONE, new Dispatcher.Limits(5_000), new SplittableRandom(1));
        fleet(backend("a", 1));
        dispatcher.seen("a", new Seen.Memory(List.of(new Seen.Resident("m", 1)), 0), 0);
        Place running = submit("x", "m", 0);
        for (int i = 0; i < 2_000; i++) {
            Ask ask = Ask.of("x" + i % 100, "m", Prompt.NONE).loading("num_ctx=" + i);
            dispatcher.submit(ask, Set.of(), 1, waiter);
        }
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            long begun = System.nanoTime();
            dispatcher.unloaded("a", "m", true, 2);
            best = Math.min(best, System.nanoTime() - begun);
        }
        assertThat(dispatcher.snapshot(3).waiting()).isEqualTo(2_000);
        System.out.printf("a round of 2,000 different wants: %.1f ms%n", best / 1e6);
        // Each against each would be 4 million looks.
        assertThat(best).isLessThan(60_000_000L);
        dispatcher.ended(running, Result.DONE, 4);
    }

    @Test
    void namesThatNoBackendHasAreNotRemembered() {
        World world = new World();
        world.set(List.of(BackendFacts.of("a")));
        world.arrived("m", 1);
        world.byName().get("a").disk = Map.of("m", 1L);
        for (int i = 0; i < 1_000; i++) {
            world.arrived("made-up-" + i, 2);
        }
        assertThat(world.demands()).containsOnlyKeys("m");
    }
}
