package dev.corral.fleet.choice;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What it costs to come into the fair queue and to be the next, while others wait. */
@State(Scope.Benchmark)
public class QueueBenchmark {

    /** How many callers wait, each with ten requests. */
    @Param({"1", "100"})
    public int callers;

    private FairQueue<Integer> queue;
    private int turn;

    /** Lets them wait. */
    @Setup
    public void fill() {
        queue = new FairQueue<>();
        for (int i = 0; i < callers * 10; i++) {
            queue.add("caller" + i % callers, 1, false, "model", i);
        }
    }

    /** One comes, and the one whose turn it is goes. */
    @Benchmark
    public Object addAndTakeNext() {
        queue.add("caller" + turn++ % callers, 1, false, "model", turn);
        FairQueue.Ticket<Integer> next = queue.next(want -> true, one -> true);
        queue.remove(next);
        return next;
    }
}
