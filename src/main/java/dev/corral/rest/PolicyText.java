package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.policy.InvalidPolicy;
import dev.corral.policy.Policy;
import dev.corral.words.Sentence;

/** Rules in a body: the document itself, or a text that holds it. */
final class PolicyText {

    private PolicyText() {}

    /** The text of rules; null when there are none. */
    static String of(JsonNode rules) {
        if (rules == null || rules.isNull()) {
            return null;
        }
        return rules.isTextual() ? rules.textValue() : rules.toString();
    }

    /**
     * A policy that is not saved.
     *
     * @throws ApiProblem when it cannot be read, with its place
     */
    static Policy parse(JsonNode rules) {
        String text = of(rules);
        try {
            return text == null ? Policy.shipped() : Policy.parse(text);
        } catch (InvalidPolicy e) {
            throw problem(e);
        }
    }

    static ApiProblem problem(InvalidPolicy e) {
        return ApiProblem.of(
                400,
                Sentence.of(
                        "policy.unreadable", "The policy cannot be read, {why}", "why", e.said()));
    }
}
