package dev.corral.fleet.choice;

import java.util.HashMap;
import java.util.Map;

/**
 * How long things take, learnt from what was seen, for each backend and model. What is old counts
 * less and less. Where nothing was seen of a pair, what is known of the model elsewhere or of the
 * backend with other models is taken. Guarded by the dispatcher's lock.
 */
final class Learnt {

    private static final double SECOND = 1e9;

    /** How much the newest of many observations counts. */
    private static final double NEWEST = 0.15;

    /** Bytes a second from disk to memory, and what is added to that, before anything was seen. */
    private static final double DISK = 1e9;

    private static final double START = 1.5;
    private static final double UNKNOWN_LOAD = 10;
    private static final double UNKNOWN_HOLD = 8;

    /** Bytes of prompt a second, before anything was seen: 1,000 tokens. */
    private static final double UNKNOWN_READ = 4_000;

    /** A mean in which the newest counts most. */
    private static final class Mean {
        private double value;
        private int count;

        void add(double seen) {
            count++;
            value += (seen - value) * Math.max(NEWEST, 1.0 / count);
        }
    }

    private record Pair(String backend, String model) {}

    private final Map<Pair, Mean> loads = new HashMap<>();
    private final Map<String, Mean> disks = new HashMap<>();
    private final Map<Pair, Mean> holds = new HashMap<>();
    private final Map<String, Mean> modelHolds = new HashMap<>();
    private final Map<Pair, Mean> reads = new HashMap<>();
    private final Map<String, Mean> modelReads = new HashMap<>();

    /** A load that took so many seconds. */
    void loaded(BackendState backend, String model, double seconds) {
        loads.computeIfAbsent(new Pair(backend.id(), model), k -> new Mean()).add(seconds);
        long size = backend.size(model);
        if (size > 0 && seconds > 0.1) {
            disks.computeIfAbsent(backend.id(), k -> new Mean()).add(size / seconds);
        }
    }

    /** A request held its slot so long, reading and writing. */
    void held(BackendState backend, String model, double seconds) {
        holds.computeIfAbsent(new Pair(backend.id(), model), k -> new Mean()).add(seconds);
        modelHolds.computeIfAbsent(model, k -> new Mean()).add(seconds);
    }

    /** A prompt was read at so many bytes a second, with the card for itself. */
    void read(BackendState backend, String model, double bytesPerSecond) {
        reads.computeIfAbsent(new Pair(backend.id(), model), k -> new Mean()).add(bytesPerSecond);
        modelReads.computeIfAbsent(model, k -> new Mean()).add(bytesPerSecond);
    }

    /** Seconds that loading takes. */
    double load(BackendState backend, String model) {
        Mean seen = loads.get(new Pair(backend.id(), model));
        if (seen != null) {
            return seen.value;
        }
        long size = backend.size(model);
        if (size == 0) {
            return UNKNOWN_LOAD / backend.facts.weight();
        }
        Mean disk = disks.get(backend.id());
        return disk != null ? size / disk.value : START + size / (DISK * backend.facts.weight());
    }

    /** Seconds that a request holds its slot. */
    double hold(BackendState backend, String model) {
        Mean seen = holds.get(new Pair(backend.id(), model));
        return seen != null ? seen.value : hold(model) / backend.facts.weight();
    }

    /** Seconds that a request holds its slot, wherever it is. */
    double hold(String model) {
        Mean seen = modelHolds.get(model);
        return seen == null ? UNKNOWN_HOLD : seen.value;
    }

    /** Bytes of prompt that are read in a second if nothing else is. */
    double read(BackendState backend, String model) {
        Mean seen = reads.get(new Pair(backend.id(), model));
        if (seen == null) {
            seen = modelReads.get(model);
            return (seen == null ? UNKNOWN_READ : seen.value) * backend.facts.weight();
        }
        return seen.value;
    }

    /** What a backend knew is void: it may be another machine now. */
    void forget(String backend) {
        loads.keySet().removeIf(pair -> pair.backend().equals(backend));
        holds.keySet().removeIf(pair -> pair.backend().equals(backend));
        reads.keySet().removeIf(pair -> pair.backend().equals(backend));
        disks.remove(backend);
    }

    static double seconds(long nanos) {
        return nanos / SECOND;
    }
}
