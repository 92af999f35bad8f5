package dev.corral.status;

import java.time.Instant;
import java.util.List;

/**
 * The Ollama servers and the requests to them at one moment, as administrators look at them.
 *
 * @param servers each backend in the order of the list
 * @param waiting requests that wait for a place
 * @param callers who has requests that wait or run, those with most first
 * @param pace how fast answers were in the last minute
 * @param promptTokens tokens of prompts since the start, as far as backends told
 * @param answerTokens tokens of answers since the start
 * @param warnings what does not fit together between the servers
 */
public record FleetView(
        List<Server> servers,
        int waiting,
        List<Asker> callers,
        Pace pace,
        long promptTokens,
        long answerTokens,
        List<Warning> warnings) {

    /** Nothing. */
    public static final FleetView EMPTY =
            new FleetView(List.of(), 0, List.of(), new Pace(60, 0, 0, 0, 0), 0, 0, List.of());

    /**
     * A backend.
     *
     * @param state {@code healthy}, {@code suspect}, {@code down} or {@code unknown}
     * @param reason why it is not healthy, as a fixed word; or null
     * @param sinceSeconds for how long it has been so
     * @param nextTrySeconds when it is tried next, if it is down; or null
     * @param draining whether it gets nothing new
     * @param running requests that have a place there
     * @param slots requests that a loaded model works on at a time; null while that is not known
     * @param models those in memory; null while they were not told
     * @param failures tries that failed there since the start
     */
    public record Server(
            String url,
            String name,
            String state,
            String reason,
            long sinceSeconds,
            Long nextTrySeconds,
            boolean draining,
            int running,
            int connections,
            Integer slots,
            String version,
            List<Model> models,
            long failures,
            double tokensPerSecond) {}

    /**
     * Something that does not fit together.
     *
     * @param kind {@code twins} (two are probably one server), {@code conflict} (they have
     *     different content under one model's name) or {@code clock} (its clock is wrong)
     * @param servers the URLs of those that it is about
     * @param model the model, or null
     * @param seconds by how much the clock is ahead, or null
     */
    public record Warning(String kind, List<String> servers, String model, Long seconds) {}

    /**
     * A model in memory.
     *
     * @param loading whether it is still being loaded
     * @param running requests that use it
     * @param slots how many may at a time; null while that is not known
     * @param bytes the memory that it takes; 0 if not known
     * @param vram how much of it is the graphics card's
     * @param until when it leaves; null if not known
     */
    public record Model(
            String name,
            boolean loading,
            int running,
            Integer slots,
            long bytes,
            long vram,
            Instant until) {}

    /** Somebody who asks. */
    public record Asker(String name, int waiting, int running) {}

    /**
     * How fast answers were.
     *
     * @param seconds what it looks back on
     * @param answers streamed answers that began
     * @param firstWordP50Millis half of them began within this time; 0 for none
     */
    public record Pace(
            int seconds,
            long answers,
            long firstWordP50Millis,
            long firstWordP95Millis,
            double tokensPerSecond) {}
}
