package dev.corral.policy;

import dev.corral.words.Sentence;
import java.time.Duration;

/**
 * How far an allow rule goes. A limit that is null is none.
 *
 * @param numCtx longest context that may be asked for, in tokens
 * @param numPredict longest answer that may be asked for, in tokens; asking for one without end is
 *     over every limit
 * @param keepAlive longest time that a model may be asked to stay loaded
 * @param images most images in a request
 * @param bodySize largest body in bytes
 * @param raw whether prompts may go around the template
 * @param template whether requests may bring a template
 * @param system whether requests may bring a system prompt
 * @param loadOptions whether requests may set options that load the model again for everybody
 * @param insecure whether registries may be reached without TLS
 * @param cloud whether models may be used that run on another host
 * @param answer how long and how large an answer may become
 */
record Limits(
        Long numCtx,
        Long numPredict,
        Duration keepAlive,
        Long images,
        Long bodySize,
        boolean raw,
        boolean template,
        boolean system,
        boolean loadOptions,
        boolean insecure,
        boolean cloud,
        Allowance answer) {

    static final Limits NONE =
            new Limits(
                    null,
                    null,
                    null,
                    null,
                    null,
                    true,
                    true,
                    true,
                    true,
                    false,
                    false,
                    Allowance.UNLIMITED);

    /**
     * Which limit a request goes over, as the rest of a sentence ("the … may be …"); null when it
     * keeps all.
     */
    Sentence exceededBy(Facts facts, ModelName model) {
        BodyFacts body = facts.body();
        if (!cloud && facts.isCloud(model)) {
            return Sentence.of(
                    "limit.cloud", "models that run outside of this company may not be used");
        }
        if (!insecure && body.insecure()) {
            return Sentence.of(
                    "limit.insecure", "a registry may not be reached without TLS (insecure)");
        }
        if (isOver(body.numCtx(), numCtx)) {
            return Sentence.of(
                    "limit.num-ctx",
                    "the context length (num_ctx) may be at most {most}",
                    "most",
                    numCtx);
        }
        if (isOver(body.numPredict(), numPredict)) {
            return Sentence.of(
                    "limit.num-predict",
                    "the length of the answer (num_predict, max_tokens) may be at most {most}",
                    "most",
                    numPredict);
        }
        if (keepAlive != null
                && body.keepAlive() != null
                && body.keepAlive().compareTo(keepAlive) > 0) {
            return Sentence.of(
                    "limit.keep-alive",
                    "a model may be kept loaded for at most {most} (keep_alive)",
                    "most",
                    Durations.format(keepAlive));
        }
        if (images != null && body.images() > images) {
            return Sentence.of(
                    "limit.images", "a request may have at most {n} images", "n", images);
        }
        if (bodySize != null && facts.bodySize() > bodySize) {
            return Sentence.of(
                    "limit.body", "a request may be at most {n} bytes long", "n", bodySize);
        }
        return forbiddenMember(body);
    }

    private Sentence forbiddenMember(BodyFacts body) {
        if (!raw && body.raw()) {
            return Sentence.of("limit.raw", "prompts may not go around the model's template (raw)");
        }
        if (!template && body.template()) {
            return Sentence.of("limit.template", "a request may not bring its own template");
        }
        if (!system && body.system()) {
            return Sentence.of("limit.system", "a request may not bring its own system prompt");
        }
        if (!loadOptions && body.loadOptions()) {
            return Sentence.of(
                    "limit.load-options",
                    "options that make Ollama load the model again (num_gpu, num_batch, num_thread and the like) may not be set");
        }
        return null;
    }

    private static boolean isOver(Long asked, Long limit) {
        return limit != null && asked != null && (asked < 0 || asked > limit);
    }
}
