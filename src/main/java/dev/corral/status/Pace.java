package dev.corral.status;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.List;

/** When the frames of an answer came, and what that tells. One thread. */
final class Pace {

    /** Fewer frames, or a shorter time, tell nothing. */
    private static final int FEWEST = 4;

    private static final long SHORTEST_NANOS = 200_000_000L;

    private final long begin;
    private final List<Long> frames = new ArrayList<>();
    private int pieces;

    /** An answer that was asked for at that {@link System#nanoTime()}. */
    Pace(long begin) {
        this.begin = begin;
    }

    /** Some bytes came that completed so many frames. */
    void came(int count, long now) {
        if (count > 0) {
            pieces++;
        }
        for (int i = 0; i < count; i++) {
            frames.add(now - begin);
        }
    }

    int frames() {
        return frames.size();
    }

    /** Nanoseconds until the first frame; only when there is one. */
    long first() {
        return frames.get(0);
    }

    /** Nanoseconds between the first and the last frame. */
    long span() {
        return frames.isEmpty() ? 0 : frames.get(frames.size() - 1) - first();
    }

    /**
     * Whether the frames came together although they were written one after the other.
     *
     * @param writing nanoseconds that the model says it wrote for
     */
    boolean isHeldBack(long writing) {
        return frames.size() >= FEWEST && writing >= SHORTEST_NANOS && span() < writing / 3;
    }

    /** For people. */
    Sentence words(long writing) {
        Sentence parts =
                pieces == 1
                        ? Sentence.of("step.piece", "1 piece")
                        : Sentence.of("step.pieces", "{n} pieces", "n", pieces);
        long span = span() / 1_000_000;
        return writing > 0
                ? Sentence.of(
                        "step.frames-written",
                        "{n} frames in {parts} over {span} ms; the model wrote for {writing} ms",
                        "n",
                        frames.size(),
                        "parts",
                        parts,
                        "span",
                        span,
                        "writing",
                        writing / 1_000_000)
                : Sentence.of(
                        "step.frames",
                        "{n} frames in {parts} over {span} ms",
                        "n",
                        frames.size(),
                        "parts",
                        parts,
                        "span",
                        span);
    }
}
