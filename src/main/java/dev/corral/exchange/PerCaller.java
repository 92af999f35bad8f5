package dev.corral.exchange;

import java.util.concurrent.ConcurrentHashMap;

/** Counts what each caller has under way. Holds nothing for those who have nothing. Thread-safe. */
final class PerCaller {

    private final ConcurrentHashMap<String, Integer> running = new ConcurrentHashMap<>();

    /** Takes a place if fewer than {@code most} are taken. */
    boolean tryBegin(String caller, int most) {
        if (running.merge(caller, 1, Integer::sum) > most) {
            end(caller);
            return false;
        }
        return true;
    }

    /** Gives a place back. */
    void end(String caller) {
        running.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
    }

    /** How many callers have something under way. */
    int callers() {
        return running.size();
    }
}
