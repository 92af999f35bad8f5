package dev.corral.status;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a diagnosis tried, with the time that each took. One thread. */
final class Steps {

    private final List<Report.Step> done = new ArrayList<>();

    /** A step that says what it saw. */
    @FunctionalInterface
    interface Work {
        Sentence run() throws Found;
    }

    void step(String id, Work work) throws Found {
        long begin = System.nanoTime();
        try {
            Sentence detail = work.run();
            done.add(Report.Step.of(id, true, since(begin), detail));
        } catch (Found found) {
            done.add(Report.Step.of(id, false, since(begin), found.finding().said()));
            throw found;
        }
    }

    private static long since(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }

    List<Report.Step> done() {
        return List.copyOf(done);
    }
}
