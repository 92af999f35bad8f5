package dev.corral.exchange;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;

/**
 * Counts the bytes of uploads since the start, by who sent them. Holds nothing for those who sent
 * none. Thread-safe.
 */
public final class Uploads {

    private final ConcurrentHashMap<String, LongAdder> bytes = new ConcurrentHashMap<>();

    /** Takes up how many bytes came from this caller, in parts. */
    public LongConsumer of(String caller) {
        return n -> bytes.computeIfAbsent(caller, name -> new LongAdder()).add(n);
    }

    /** The bytes of each caller, by name. */
    public Map<String, Long> byCaller() {
        Map<String, Long> sums = new TreeMap<>();
        bytes.forEach((caller, sum) -> sums.put(caller, sum.sum()));
        return sums;
    }
}
