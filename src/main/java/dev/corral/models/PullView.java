package dev.corral.models;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How a pull stands.
 *
 * @param id names it
 * @param model what is fetched, as it was asked for
 * @param backend the name of the backend that it goes to
 * @param by who began it
 * @param state {@code waiting}, {@code running}, {@code done}, {@code failed}, {@code cancelled} or
 *     {@value #INTERRUPTED}: Corral ended in the middle of it
 * @param step what Ollama says that it does, or null before it said anything
 * @param layers its files so far
 * @param endedAt null until it is over
 * @param error why it failed, as a sentence, or null
 * @param code by which the sentence is found in other languages, or null
 * @param values what was filled in, or null
 */
public record PullView(
        String id,
        String model,
        String backend,
        String by,
        String state,
        String step,
        List<Layer> layers,
        Instant createdAt,
        Instant endedAt,
        String error,
        String code,
        Map<String, Object> values) {

    /** The state of one whose node ended. */
    static final String INTERRUPTED = "interrupted";

    boolean isOpen() {
        return endedAt == null;
    }

    /**
     * One file of a model.
     *
     * @param digest its name
     * @param total bytes
     * @param completed bytes that are there
     */
    public record Layer(String digest, long total, long completed) {}
}
