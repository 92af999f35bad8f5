package dev.corral.policy;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a policy from JSON; whatever it does not know, it refuses. */
final class PolicyParser {
    private static final ObjectMapper MAPPER =
            new ObjectMapper()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MOST_RULES = 1000;
    private static final Pattern TAG = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    static final String ONLY_ON = "onlyOn";
    static final String EXCEPT_ON = "exceptOn";

    private PolicyParser() {}

    static List<Rule> parse(String json) throws InvalidPolicy {
        PolicyNode root = new PolicyNode("policy", read(json));
        root.onlyMembers("version", "rules");
        if (root.number("version", 1, Integer.MAX_VALUE, true) != 1) {
            throw new InvalidPolicy(
                    "version",
                    Sentence.of("policy.version", "only version 1 is known to this Corral."));
        }
        List<PolicyNode> nodes = root.list("rules", true);
        if (nodes.size() > MOST_RULES) {
            throw new InvalidPolicy(
                    "rules",
                    Sentence.of("policy.many-rules", "more than {n} rules.", "n", MOST_RULES));
        }
        List<Rule> rules = new ArrayList<>();
        for (PolicyNode node : nodes) {
            Rule rule = rule(node);
            if (rules.stream().anyMatch(other -> other.id().equals(rule.id()))) {
                throw node.member("id")
                        .wrong(Sentence.of("policy.same-id", "another rule has this id."));
            }
            rules.add(rule);
        }
        return rules;
    }

    private static JsonNode read(String json) throws InvalidPolicy {
        try {
            JsonNode root = MAPPER.readTree(json);
            if (root == null || root.isMissingNode()) {
                throw new InvalidPolicy(
                        "policy",
                        Sentence.of(
                                "policy.empty",
                                "is empty; a policy without rules is {\"version\":1,\"rules\":[]}."));
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place =
                    at == null
                            ? "policy"
                            : "line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new InvalidPolicy(place, Sentence.plain(e.getOriginalMessage()));
        }
    }

    private static Rule rule(PolicyNode node) throws InvalidPolicy {
        node.onlyMembers(
                "id", "effect", "note", "who", "what", "models", "limits", ONLY_ON, EXCEPT_ON);
        String id = node.text("id", true);
        if (!id.matches("[a-z0-9][a-z0-9-]{0,63}")
                || id.equals(Decision.DEFAULT)
                || id.equals(Decision.OFFLINE)) {
            throw node.member("id")
                    .wrong(
                            Sentence.of(
                                    "policy.id",
                                    "must be made of a-z, 0-9 and -, at most 64, and not be default or offline."));
        }
        String effect = node.text("effect", true);
        if (!effect.equals("allow") && !effect.equals("deny")) {
            throw node.member("effect")
                    .wrong(Sentence.of("policy.effect", "must be \"allow\" or \"deny\"."));
        }
        boolean allows = effect.equals("allow");
        if (!allows && node.has("limits")) {
            throw node.member("limits")
                    .wrong(Sentence.of("policy.deny-limits", "a rule that denies has no limits."));
        }
        String note = node.has("note") ? node.text("note", true) : "";
        Limits limits =
                node.has("limits") ? PolicyLimits.parse(node.member("limits")) : Limits.NONE;
        return new Rule(
                id,
                allows,
                note,
                who(node.member("who")),
                what(node),
                models(node),
                limits,
                backends(node, allows));
    }

    private static Set<String> backends(PolicyNode rule, boolean allows) throws InvalidPolicy {
        String other = allows ? EXCEPT_ON : ONLY_ON;
        if (rule.has(other)) {
            throw rule.member(other)
                    .wrong(
                            allows
                                    ? Sentence.of(
                                            "policy.only-on", "a rule that allows says onlyOn.")
                                    : Sentence.of(
                                            "policy.except-on",
                                            "a rule that denies says exceptOn."));
        }
        String name = allows ? ONLY_ON : EXCEPT_ON;
        List<String> tags = rule.texts(name);
        if (rule.has(name) && tags.isEmpty()) {
            throw rule.member(name)
                    .wrong(Sentence.of("policy.no-tag", "name at least one tag, or leave it out."));
        }
        for (String tag : tags) {
            if (!TAG.matcher(tag).matches()) {
                throw rule.member(name)
                        .wrong(
                                Sentence.of(
                                        "policy.tag",
                                        "\"{tag}\" is no tag of a backend: a-z, 0-9 and -, at most 40.",
                                        "tag",
                                        tag));
            }
        }
        return Set.copyOf(tags);
    }

    private static Who who(PolicyNode node) throws InvalidPolicy {
        node.onlyMembers("everyone", "roles", "users", "groups", "scopes");
        boolean everyone = node.has("everyone") && node.flag("everyone");
        List<String> roles = node.texts("roles");
        for (String role : roles) {
            if (!Set.of("user", "admin", "auditor").contains(role)) {
                throw node.member("roles")
                        .wrong(
                                Sentence.of(
                                        "policy.role",
                                        "\"{role}\" is none of user, admin, auditor.",
                                        "role",
                                        role));
            }
        }
        List<String> users = node.texts("users");
        List<String> groups = node.texts("groups");
        boolean nobody = roles.isEmpty() && users.isEmpty() && groups.isEmpty();
        if (everyone != nobody) {
            throw node.wrong(
                    Sentence.of(
                            "policy.who",
                            "say either \"everyone\": true or one of roles, users, groups."));
        }
        return new Who(everyone, roles, users, groups, node.texts("scopes"));
    }

    private static Set<Operation> what(PolicyNode rule) throws InvalidPolicy {
        Set<Operation> what = EnumSet.noneOf(Operation.class);
        for (String id : rule.texts("what")) {
            if (id.equals("*")) {
                what.addAll(EnumSet.allOf(Operation.class));
            } else {
                what.add(operation(rule.member("what"), id));
            }
        }
        if (what.isEmpty()) {
            throw rule.member("what")
                    .wrong(
                            Sentence.of(
                                    "policy.no-operation",
                                    "name at least one operation, or \"*\"."));
        }
        return what;
    }

    private static Operation operation(PolicyNode what, String id) throws InvalidPolicy {
        Operation operation = Operation.find(id).orElse(null);
        if (operation == null) {
            throw what.wrong(
                    Sentence.of(
                            "policy.operation",
                            "\"{id}\" is no operation; known are {known} and *.",
                            "id",
                            id,
                            "known",
                            Operation.names()));
        }
        return operation;
    }

    private static List<ModelPattern> models(PolicyNode rule) throws InvalidPolicy {
        if (!rule.has("models")) {
            return List.of(ModelPattern.parse("*"));
        }
        List<ModelPattern> patterns = new ArrayList<>();
        for (String text : rule.texts("models")) {
            ModelPattern pattern = ModelPattern.parse(text);
            if (pattern == null) {
                throw rule.member("models")
                        .wrong(
                                Sentence.of(
                                        "policy.model",
                                        "\"{text}\" is no model's name, with * or without.",
                                        "text",
                                        text));
            }
            patterns.add(pattern);
        }
        if (patterns.isEmpty()) {
            throw rule.member("models")
                    .wrong(
                            Sentence.of(
                                    "policy.no-model",
                                    "name at least one model, or leave it out for all."));
        }
        return patterns;
    }
}
