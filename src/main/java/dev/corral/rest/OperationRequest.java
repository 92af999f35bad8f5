package dev.corral.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.gateway.Rehearsal;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** The request of Ollama's own face that stands for an operation. */
final class OperationRequest {

    private static final Map<Operation, String> PATHS = new EnumMap<>(Operation.class);

    static {
        for (Operation operation :
                new Operation[] {
                    Operation.CHAT,
                    Operation.GENERATE,
                    Operation.EMBED,
                    Operation.SHOW,
                    Operation.PULL,
                    Operation.PUSH,
                    Operation.CREATE,
                    Operation.COPY,
                    Operation.DELETE
                }) {
            PATHS.put(operation, "/api/" + operation.id());
        }
        PATHS.put(Operation.UNLOAD, "/api/generate");
    }

    private OperationRequest() {}

    /**
     * Plays it through.
     *
     * @param id the operation's name
     * @param model null where none belongs
     * @param members other members of the body, or null
     * @throws ApiProblem when the operation or the model is none
     */
    static Rehearsal.Result play(Rehearsal rehearsal, String id, String model, JsonNode members) {
        Operation operation =
                Operation.find(id)
                        .orElseThrow(
                                () ->
                                        ApiProblem.of(
                                                400,
                                                "operation is none of " + Operation.names() + "."));
        if (members != null && !members.isNull() && !members.isObject()) {
            throw ApiProblem.of(400, "members is a JSON object.");
        }
        String path = PATHS.get(operation);
        if (path == null) {
            return rehearsal.decided(Facts.of(operation, name(operation, model), 0));
        }
        byte[] body = body(operation, model, members).toString().getBytes(StandardCharsets.UTF_8);
        String method = operation == Operation.DELETE ? "DELETE" : "POST";
        return rehearsal.play(new Rehearsal.Request(method, path, null, "application/json", body));
    }

    private static ModelName name(Operation operation, String model) {
        if (operation != Operation.TRANSCRIBE) {
            return null;
        }
        ModelName name = ModelName.parse(model);
        if (name == null) {
            throw ApiProblem.of(400, "model is the name of a model.");
        }
        return name;
    }

    private static ObjectNode body(Operation operation, String model, JsonNode members) {
        ObjectNode body =
                members instanceof ObjectNode object
                        ? object.deepCopy()
                        : JsonNodeFactory.instance.objectNode();
        if (model != null) {
            body.put(operation == Operation.COPY ? "source" : "model", model);
        }
        if (operation == Operation.UNLOAD) {
            body.put("keep_alive", 0);
        }
        return body;
    }
}
