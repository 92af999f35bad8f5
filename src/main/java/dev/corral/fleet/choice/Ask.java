package dev.corral.fleet.choice;

import java.util.Objects;
import java.util.Set;

/**
 * What a request needs of the fleet. Immutable.
 *
 * @param caller whose turn it uses up
 * @param weight the caller's share of turns beside others', 1 for most; above 0
 * @param batch whether it stands behind everything that is not
 * @param model the model's canonical name, or null when any backend can answer and no slot is used
 * @param loadOptions canonical text of the options for which Ollama would reload a runner ({@code
 *     num_ctx}, {@code num_gpu} …), "" for none
 * @param oneSlot whether the model runs one request at a time whatever the backend's slots say
 *     (embeddings)
 * @param prompt the messages, as hashes
 * @param tags the backends that may be used: those with any of these tags; empty for all
 * @param only the name of the one backend that may be used, or null
 */
public record Ask(
        String caller,
        double weight,
        boolean batch,
        String model,
        String loadOptions,
        boolean oneSlot,
        Prompt prompt,
        Set<String> tags,
        String only) {

    public Ask {
        Objects.requireNonNull(caller);
        Objects.requireNonNull(loadOptions);
        Objects.requireNonNull(prompt);
        Objects.requireNonNull(tags);
        if (!(weight > 0)) {
            throw new IllegalArgumentException("weight " + weight);
        }
    }

    /** A request that any backend can answer and that uses no slot. */
    public static Ask anywhere(String caller) {
        return new Ask(caller, 1, false, null, "", false, Prompt.NONE, Set.of(), null);
    }

    /** An interactive request to a model with its default options, on any backend. */
    public static Ask of(String caller, String model, Prompt prompt) {
        return new Ask(caller, 1, false, model, "", false, prompt, Set.of(), null);
    }

    /** The same, but only for backends with any of these tags. */
    public Ask within(Set<String> those) {
        return new Ask(
                caller,
                weight,
                batch,
                model,
                loadOptions,
                oneSlot,
                prompt,
                Set.copyOf(those),
                only);
    }

    /** The same, but only for the backend of this name. */
    public Ask at(String backend) {
        return new Ask(caller, weight, batch, model, loadOptions, oneSlot, prompt, tags, backend);
    }

    /** The same with the options that decide about a runner. */
    public Ask loading(String options) {
        return new Ask(caller, weight, batch, model, options, oneSlot, prompt, tags, only);
    }

    /** The same in the lane behind all others. */
    public Ask asBatch() {
        return new Ask(caller, weight, true, model, loadOptions, oneSlot, prompt, tags, only);
    }

    /** The same with another share of turns. */
    public Ask weighing(double share) {
        return new Ask(caller, share, batch, model, loadOptions, oneSlot, prompt, tags, only);
    }

    /** The same for a model that runs one request at a time. */
    public Ask withOneSlot() {
        return new Ask(caller, weight, batch, model, loadOptions, true, prompt, tags, only);
    }
}
