package dev.corral.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** A part of a policy's JSON that knows where it stands, for errors that say so. */
final class PolicyNode {
    private final String place;
    private final JsonNode node;

    PolicyNode(String place, JsonNode node) {
        this.place = place;
        this.node = node;
    }

    InvalidPolicy wrong(Sentence problem) {
        return new InvalidPolicy(place, problem);
    }

    void onlyMembers(String... known) throws InvalidPolicy {
        if (node == null || !node.isObject()) {
            throw wrong(
                    node == null
                            ? Sentence.of("policy.missing", "is missing.")
                            : Sentence.of("policy.object", "must be an object."));
        }
        Set<String> names = Set.of(known);
        for (Iterator<String> all = node.fieldNames(); all.hasNext(); ) {
            String name = all.next();
            if (!names.contains(name)) {
                throw wrong(
                        Sentence.of(
                                "policy.unknown-member",
                                "has the unknown member \"{name}\"; known are {known}.",
                                "name",
                                name,
                                "known",
                                String.join(", ", known)));
            }
        }
    }

    boolean has(String name) {
        return node.has(name);
    }

    PolicyNode member(String name) {
        return new PolicyNode(place.equals("policy") ? name : place + "." + name, node.get(name));
    }

    String text(String name, boolean required) throws InvalidPolicy {
        JsonNode value = node.get(name);
        if (value == null && !required) {
            return null;
        }
        if (value == null || !value.isTextual()) {
            throw member(name)
                    .wrong(
                            value == null
                                    ? Sentence.of("policy.missing", "is missing.")
                                    : Sentence.of("policy.string", "must be a string."));
        }
        return value.textValue();
    }

    boolean flag(String name) throws InvalidPolicy {
        JsonNode value = node.get(name);
        if (value == null || !value.isBoolean()) {
            throw member(name).wrong(Sentence.of("policy.boolean", "must be true or false."));
        }
        return value.booleanValue();
    }

    Long number(String name, long least, long most, boolean required) throws InvalidPolicy {
        JsonNode value = node.get(name);
        if (value == null && !required) {
            return null;
        }
        boolean fits = value != null && value.isIntegralNumber() && value.canConvertToLong();
        if (!fits || value.longValue() < least || value.longValue() > most) {
            throw member(name)
                    .wrong(
                            value == null
                                    ? Sentence.of("policy.missing", "is missing.")
                                    : Sentence.of(
                                            "policy.integer",
                                            "must be an integer of at least {least}.",
                                            "least",
                                            least));
        }
        return value.longValue();
    }

    List<PolicyNode> list(String name, boolean required) throws InvalidPolicy {
        JsonNode value = node.get(name);
        if (value == null && !required) {
            return List.of();
        }
        if (value == null || !value.isArray()) {
            throw member(name)
                    .wrong(
                            value == null
                                    ? Sentence.of("policy.missing", "is missing.")
                                    : Sentence.of("policy.list", "must be a list."));
        }
        List<PolicyNode> nodes = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            nodes.add(new PolicyNode(member(name).place + "[" + i + "]", value.get(i)));
        }
        return nodes;
    }

    /** A list of strings that are not empty; an absent one is empty. */
    List<String> texts(String name) throws InvalidPolicy {
        List<String> texts = new ArrayList<>();
        for (PolicyNode element : list(name, false)) {
            if (!element.node.isTextual() || element.node.textValue().isBlank()) {
                throw element.wrong(
                        Sentence.of("policy.not-empty", "must be a string that is not empty."));
            }
            texts.add(element.node.textValue());
        }
        return List.copyOf(texts);
    }
}
