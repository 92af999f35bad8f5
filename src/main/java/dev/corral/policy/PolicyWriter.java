package dev.corral.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Writes a policy as JSON, always in the same order, so that two versions can be compared line by
 * line.
 */
final class PolicyWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private PolicyWriter() {}

    static String write(List<Rule> rules) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("version", 1);
        ArrayNode list = root.putArray("rules");
        for (Rule rule : rules) {
            write(rule, list.addObject());
        }
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        try {
            return MAPPER.writer(printer).writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Rule rule, ObjectNode node) {
        node.put("id", rule.id());
        node.put("effect", rule.allows() ? "allow" : "deny");
        if (!rule.note().isEmpty()) {
            node.put("note", rule.note());
        }
        ObjectNode who = node.putObject("who");
        if (rule.who().everyone()) {
            who.put("everyone", true);
        }
        put(who, "roles", rule.who().roles());
        put(who, "users", rule.who().users());
        put(who, "groups", rule.who().groups());
        put(who, "scopes", rule.who().scopes());
        put(
                node,
                "what",
                rule.what().size() == Operation.values().length
                        ? List.of("*")
                        : rule.what().stream().map(Operation::id).toList());
        put(node, "models", rule.models().stream().map(ModelPattern::toString).toList());
        PolicyLimits.write(rule.limits(), node);
        put(
                node,
                rule.allows() ? PolicyParser.ONLY_ON : PolicyParser.EXCEPT_ON,
                List.copyOf(rule.backends()));
    }

    private static void put(ObjectNode node, String name, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = node.putArray(name);
            texts.forEach(array::add);
        }
    }
}
