package dev.corral.bench;

import java.util.Arrays;

/** Many measured values; keeps them all, so that percentiles are exact. Not thread-safe. */
final class Samples {

    private long[] values = new long[1024];
    private int size;
    private boolean sorted;

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
        sorted = false;
    }

    int size() {
        return size;
    }

    /** The value below which this part (0 to 1) of the values lies; NaN if there is none. */
    double at(double part) {
        if (size == 0) {
            return Double.NaN;
        }
        if (!sorted) {
            Arrays.sort(values, 0, size);
            sorted = true;
        }
        return values[Math.min(size - 1, (int) (part * size))];
    }

    /** Nanoseconds read as milliseconds. */
    double millisAt(double part) {
        return at(part) / 1e6;
    }
}
