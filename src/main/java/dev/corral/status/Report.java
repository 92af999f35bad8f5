package dev.corral.status;

import dev.corral.words.Sentence;
import java.util.List;
import java.util.Map;

/**
 * The result of a diagnosis.
 *
 * @param url what was asked about; the canonical form once it could be read
 * @param ok whether Corral can work with this server
 * @param steps what was tried, in order; the last one is the one that failed, if one did
 * @param problem what is wrong, or null
 * @param warnings what should be better
 * @param container whether Corral runs in one
 * @param version of the Ollama, or null
 * @param models how many it has, or null
 * @param offered those on its own disk, which can be tried, smallest first and those for embeddings
 *     last; not all when there are very many
 */
public record Report(
        String url,
        boolean ok,
        List<Step> steps,
        Finding problem,
        List<Finding> warnings,
        ContainerSigns container,
        String version,
        Integer models,
        List<Model> offered) {

    /** A model and its size in bytes. */
    public record Model(String name, long size) {}

    /**
     * A step.
     *
     * @param id {@code url}, {@code names}, {@code tcp}, {@code tls}, {@code root}, {@code
     *     version}, {@code models}, {@code generation} or {@code frames}
     * @param detail what was seen, for people
     * @param code by which the detail is found in other languages; null when it has no words
     * @param values what was filled in
     */
    public record Step(
            String id,
            boolean ok,
            long millis,
            String detail,
            String code,
            Map<String, Object> values) {

        static Step of(String id, boolean ok, long millis, Sentence said) {
            return new Step(id, ok, millis, said.text(), said.code(), said.values());
        }
    }
}
