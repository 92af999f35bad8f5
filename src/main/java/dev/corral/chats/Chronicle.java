package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;

/** The times and counts of one answer. Guarded by who owns it. */
final class Chronicle {

    private static final long MILLI = 1_000_000;

    private final long begun;
    private long firstWord;
    private long firstThought;
    private long thoughtUntil;
    private JsonNode last;

    /**
     * @param begun {@link System#nanoTime()} of the question
     */
    Chronicle(long begun) {
        this.begun = begun;
    }

    /** A word came. */
    void word(boolean thinking) {
        long now = System.nanoTime();
        if (firstWord == 0) {
            firstWord = now;
        }
        if (thinking) {
            firstThought = firstThought == 0 ? now : firstThought;
            thoughtUntil = now;
        } else if (firstThought != 0 && thoughtUntil <= firstThought) {
            thoughtUntil = now;
        }
    }

    /** Ollama's last record came. */
    void done(JsonNode record) {
        last = record;
    }

    /**
     * What is known now.
     *
     * @param contextLength of the model as it is loaded, or null
     */
    MessageView.Stats stats(Long contextLength) {
        Long answered = count("eval_count");
        Long nanos = count("eval_duration");
        Double rate =
                answered == null || nanos == null || nanos <= 0
                        ? null
                        : Double.valueOf(Math.round(answered * 1e11 / nanos) / 100.0);
        Long load = count("load_duration");
        return new MessageView.Stats(
                firstWord == 0 ? null : Long.valueOf((firstWord - begun) / MILLI),
                firstThought == 0 ? null : Long.valueOf((thoughtUntil - firstThought) / MILLI),
                (System.nanoTime() - begun) / MILLI,
                load == null ? null : Long.valueOf(load / MILLI),
                count("prompt_eval_count"),
                answered,
                rate,
                contextLength,
                last == null ? null : Text.line(last.path("done_reason").asText(""), 40));
    }

    private Long count(String name) {
        JsonNode value = last == null ? null : last.get(name);
        return value != null && value.canConvertToLong() ? value.longValue() : null;
    }
}
