package dev.corral.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Policy;
import dev.corral.policy.Subject;
import java.util.Iterator;

/** Where the models are in an answer that lists them. */
enum ModelList {
    /** {@code /api/tags} and {@code /api/ps}. */
    OLLAMA("models", "name"),
    /** {@code /v1/models}. */
    OPENAI("data", "id");

    private final String list;
    private final String key;

    ModelList(String list, String key) {
        this.list = list;
        this.key = key;
    }

    /** The list that a route answers with, or null if it is none. */
    static ModelList at(String template) {
        return switch (template) {
            case "/api/tags", "/api/ps" -> OLLAMA;
            case "/v1/models" -> OPENAI;
            default -> null;
        };
    }

    String list() {
        return list;
    }

    String key() {
        return key;
    }

    /**
     * Takes out what the subject may not see.
     *
     * @param known what is known beside the answer, which may not say what runs elsewhere
     * @return whether anything was taken out
     */
    boolean reduce(JsonNode answer, Policy policy, Subject subject, Facts.Knowledge known) {
        boolean any = false;
        if (answer instanceof ObjectNode object && object.get(list) instanceof ArrayNode models) {
            for (Iterator<JsonNode> each = models.iterator(); each.hasNext(); ) {
                JsonNode model = each.next();
                ModelName parsed = ModelName.parse(model.path(key).asText());
                boolean remote =
                        model.hasNonNull("remote_host")
                                || model.hasNonNull("remote_model")
                                || parsed != null && known.isRemote(parsed);
                if (parsed == null || !policy.visible(subject, parsed, remote)) {
                    each.remove();
                    any = true;
                }
            }
        }
        return any;
    }
}
