package dev.corral.exchange;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * How fast answers are: of the last minute, and since the start. Written to on the hot path without
 * any lock; a count may get lost when a slice of time begins. Thread-safe.
 */
public final class Meter {

    /** What {@link #pace} looks back on, in seconds. */
    public static final int SECONDS = 60;

    private static final int SLICES = 7;
    private static final long SLICE_NANOS = TimeUnit.SECONDS.toNanos(SECONDS / (SLICES - 1));

    /** Each is so much longer than the one before, in milliseconds from 1. */
    private static final double GROWTH = 1.15;

    private static final int BUCKETS = 128;

    private final AtomicReferenceArray<Slice> slices = new AtomicReferenceArray<>(SLICES);
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder promptTokens = new LongAdder();
    private final LongAdder answerTokens = new LongAdder();

    private static final class Slice {
        final long number;
        final AtomicLongArray firstWords = new AtomicLongArray(BUCKETS);
        final Map<String, LongAdder> tokens = new ConcurrentHashMap<>();

        Slice(long number) {
            this.number = number;
        }
    }

    /**
     * The last minute.
     *
     * @param answers streamed answers that began
     * @param firstWordP50Millis half of them began within this time after the request; 0 for none
     * @param firstWordP95Millis 95 of 100 began within this time
     * @param tokensPerSecond by backend, of answers that ended
     */
    public record Pace(
            long answers,
            long firstWordP50Millis,
            long firstWordP95Millis,
            Map<String, Double> tokensPerSecond) {}

    private Slice slice(long now) {
        long number = Math.floorDiv(now, SLICE_NANOS);
        int place = Math.floorMod(number, SLICES);
        Slice slice = slices.get(place);
        if (slice == null || slice.number != number) {
            Slice fresh = new Slice(number);
            if (slices.compareAndSet(place, slice, fresh)) {
                return fresh;
            }
            slice = slices.get(place);
        }
        return slice;
    }

    /** An answer that is streamed began, so long after its request came. */
    void firstWord(long nanos, long now) {
        double millis = Math.max(1, nanos / 1e6);
        int bucket = (int) Math.min(BUCKETS - 1, Math.ceil(Math.log(millis) / Math.log(GROWTH)));
        slice(now).firstWords.incrementAndGet(bucket);
    }

    /** An answer ended that took so many tokens. */
    void tokens(String backend, long prompt, long answer, long now) {
        if (answer > 0) {
            slice(now).tokens.computeIfAbsent(backend, name -> new LongAdder()).add(answer);
        }
        promptTokens.add(prompt);
        answerTokens.add(answer);
    }

    /** A try failed there by its fault. */
    void failed(String backend) {
        failures.computeIfAbsent(backend, name -> new LongAdder()).increment();
    }

    /** The last minute. */
    public Pace pace(long now) {
        long newest = Math.floorDiv(now, SLICE_NANOS);
        long[] sums = new long[BUCKETS];
        long answers = 0;
        Map<String, Double> tokens = new TreeMap<>();
        for (int i = 0; i < SLICES; i++) {
            Slice slice = slices.get(i);
            if (slice != null && newest - slice.number < SLICES && slice.number <= newest) {
                for (int b = 0; b < BUCKETS; b++) {
                    sums[b] += slice.firstWords.get(b);
                    answers += slice.firstWords.get(b);
                }
                slice.tokens.forEach(
                        (name, sum) ->
                                tokens.merge(name, sum.sum() / (double) SECONDS, Double::sum));
            }
        }
        return new Pace(
                answers, quantile(sums, answers, 0.5), quantile(sums, answers, 0.95), tokens);
    }

    private static long quantile(long[] sums, long all, double share) {
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int b = 0; b < sums.length && all > 0; b++) {
            seen += sums[b];
            if (seen >= wanted) {
                return Math.round(Math.pow(GROWTH, b));
            }
        }
        return 0;
    }

    /** Tries that failed since the start, by backend. */
    public Map<String, Long> failures() {
        Map<String, Long> all = new TreeMap<>();
        failures.forEach((name, sum) -> all.put(name, sum.sum()));
        return all;
    }

    /** Tokens of prompts since the start, as far as backends told. */
    public long promptTokens() {
        return promptTokens.sum();
    }

    /** Tokens of answers since the start, as far as backends told. */
    public long answerTokens() {
        return answerTokens.sum();
    }
}
