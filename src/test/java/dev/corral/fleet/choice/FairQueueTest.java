package dev.corral.fleet.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private final FairQueue<String> queue = new FairQueue<>();

    private FairQueue.Ticket<String> add(String caller, String item) {
        return add(caller, 1, false, "m", item);
    }

    private FairQueue.Ticket<String> add(
            String caller, double weight, boolean batch, String want, String item) {
        return queue.add(caller, weight, batch, want, queue.draw(), item);
    }

    private String take() {
        FairQueue.Ticket<String> next = queue.round().next();
        if (next == null) {
            return null;
        }
        queue.remove(next);
        String caller = next.item().substring(0, 1);
        queue.started(caller, caller.equals("w") ? 2 : 1);
        return next.item();
    }

    @Test
    void whoHasNothingRunningIsNextHoweverManyWaited() {
        for (int i = 0; i < 50; i++) {
            add("f", "f" + i);
        }
        assertThat(take()).isEqualTo("f0");
        add("o", "o0");
        assertThat(take()).isEqualTo("o0");
        assertThat(take()).isEqualTo("f1");
    }

    @Test
    void whereThereIsOneSlotCallersTakeTurns() {
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            add("a", "a" + i);
        }
        for (int i = 0; i < 3; i++) {
            add("b", "b" + i);
        }
        for (int i = 0; i < 6; i++) {
            String next = take();
            order.add(next);
            queue.ended(next.substring(0, 1));
        }
        assertThat(order).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }

    @Test
    void weightGivesMoreTurns() {
        for (int i = 0; i < 30; i++) {
            add("w", 2, false, "m", "w" + i);
            add("a", "a" + i);
        }
        int heavy = 0;
        for (int i = 0; i < 30; i++) {
            heavy += take().startsWith("w") ? 1 : 0;
        }
        assertThat(heavy).isEqualTo(20);
    }

    @Test
    void batchIsBehindEverythingElse() {
        add("b", 1, true, "m", "b0");
        for (int i = 0; i < 3; i++) {
            add("a", "a" + i);
        }
        assertThat(List.of(take(), take(), take(), take())).containsExactly("a0", "a1", "a2", "b0");
    }

    @Test
    void whatCannotBeginHoldsUpNothingElse() {
        add("a", 1, false, "stuck", "a0");
        add("a", 1, false, "free", "a1");
        FairQueue.Round<String> round = queue.round();
        assertThat(round.next().item()).isEqualTo("a0");
        assertThat(round.next().item()).isEqualTo("a1");
        assertThat(round.next()).isNull();
    }

    @Test
    void aRoundGoesOnWithWhoeverIsNextNow() {
        for (int i = 0; i < 3; i++) {
            add("a", "a" + i);
        }
        add("b", "b0");
        FairQueue.Round<String> round = queue.round();
        List<String> order = new ArrayList<>();
        for (FairQueue.Ticket<String> next = round.next(); next != null; next = round.next()) {
            order.add(next.item());
            queue.remove(next);
            queue.started(next.item().substring(0, 1), 1);
        }
        assertThat(order).containsExactly("a0", "b0", "a1", "a2");
    }

    @Test
    void whoComesBackStandsWhereItStoodAndIsKept() {
        long order = queue.draw();
        queue.started("a", 1);
        add("a", "a1");
        add("b", "b0");
        queue.ended("a");
        queue.addAgain("a", 1, false, "m", order, true, "a0");
        assertThat(queue.kept()).isOne();
        assertThat(queue.last().item()).isEqualTo("a1");
        assertThat(List.of(take(), take(), take())).containsExactly("a0", "b0", "a1");
        assertThat(queue.kept()).isZero();
    }

    @Test
    void theNewestOfWhoeverHasMostIsLast() {
        add("a", "a0");
        add("f", "f0");
        add("f", "f1");
        assertThat(queue.last().item()).isEqualTo("f1");
        add("a", 1, true, "m", "batch");
        assertThat(queue.last().item()).isEqualTo("batch");
    }

    @Test
    void positionsAreThoseInWhichTheTurnsCome() {
        List<FairQueue.Ticket<String>> tickets = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            tickets.add(add("f", "f" + i));
        }
        tickets.add(add("o", "o0"));
        assertThat(queue.ahead(tickets.get(0))).isZero();
        assertThat(queue.ahead(tickets.get(5))).isEqualTo(1);
        assertThat(queue.ahead(tickets.get(4))).isEqualTo(5);
    }

    /** Random work against a plain list: nothing is lost, and who is next is the fairest. */
    @RepeatedTest(50)
    void randomWorkKeepsTheRules(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        List<FairQueue.Ticket<String>> waiting = new ArrayList<>();
        List<String> running = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    String caller = "" + (char) ('a' + random.nextInt(4));
                    waiting.add(
                            add(
                                    caller,
                                    1,
                                    random.nextInt(5) == 0,
                                    "m" + random.nextInt(2),
                                    caller + step));
                }
                case 2 -> {
                    if (!waiting.isEmpty()) {
                        FairQueue.Ticket<String> gone =
                                waiting.remove(random.nextInt(waiting.size()));
                        assertThat(queue.remove(gone)).isTrue();
                        assertThat(queue.remove(gone)).isFalse();
                    }
                }
                default -> next(random, waiting, running);
            }
            assertThat(queue.size()).isEqualTo(waiting.size());
        }
    }

    private void next(
            SplittableRandom random, List<FairQueue.Ticket<String>> waiting, List<String> running) {
        if (!running.isEmpty() && random.nextBoolean()) {
            queue.ended(running.remove(random.nextInt(running.size())));
            return;
        }
        FairQueue.Ticket<String> next = queue.round().next();
        if (next == null) {
            assertThat(waiting).isEmpty();
            return;
        }
        Map<String, Integer> counts = new HashMap<>();
        running.forEach(caller -> counts.merge(caller, 1, Integer::sum));
        String caller = next.item().substring(0, 1);
        for (FairQueue.Ticket<String> other : waiting) {
            if (next.isBatch() == other.isBatch()) {
                assertThat(counts.getOrDefault(caller, 0))
                        .isLessThanOrEqualTo(counts.getOrDefault(other.item().substring(0, 1), 0));
            } else {
                assertThat(next.isBatch()).isFalse();
            }
        }
        waiting.remove(next);
        queue.remove(next);
        queue.started(caller, 1);
        running.add(caller);
    }
}
