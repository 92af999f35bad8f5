package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.words.Sentence;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a model is to answer: Ollama's options by their names, and what stands beside them in a
 * request. Pure.
 */
final class Parameters {

    private static final Set<String> BESIDE =
            Set.of("think", "keep_alive", "format", "logprobs", "top_logprobs");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");

    private Parameters() {}

    /**
     * Checks them.
     *
     * @param given null for none
     * @return as they are stored, or null for none
     * @throws ChatProblem 400 or 413
     */
    static String column(JsonNode given) {
        if (given == null || given.isNull()) {
            return null;
        }
        if (!given.isObject()) {
            throw ChatProblem.bad("parameters must be a JSON object.");
        }
        for (Map.Entry<String, JsonNode> one : given.properties()) {
            if (!NAME.matcher(one.getKey()).matches()) {
                throw ChatProblem.bad(
                        Sentence.of(
                                "parameters.name", "A parameter has a name that no model knows."));
            }
            boolean fits =
                    BESIDE.contains(one.getKey())
                            || one.getValue().isValueNode()
                            || one.getValue().isArray() && one.getValue().size() <= 100;
            if (!fits) {
                throw ChatProblem.bad(
                        Sentence.of(
                                "parameters.value",
                                "The parameter \"{name}\" must be a plain value or a list.",
                                "name",
                                one.getKey()));
            }
        }
        String text = Text.clean(given.toString());
        if (text.length() > Limits.PARAMETERS) {
            throw ChatProblem.tooLarge(
                    Sentence.of("parameters.large", "parameters may have at most 64 KB."));
        }
        return given.isEmpty() ? null : text;
    }

    /** What holds for a turn: its own parameters over those of the chat; null for none. */
    static String over(String chat, String turn) {
        if (chat == null || turn == null) {
            return turn == null ? chat : turn;
        }
        ObjectNode both = (ObjectNode) Text.read(chat);
        both.setAll((ObjectNode) Text.read(turn));
        return both.toString();
    }

    /** Puts them into the body of a request to Ollama. */
    static void into(ObjectNode body, String parameters) {
        if (parameters == null) {
            return;
        }
        ObjectNode options = body.objectNode();
        for (Map.Entry<String, JsonNode> one : Text.read(parameters).properties()) {
            if (!one.getValue().isNull()) {
                (BESIDE.contains(one.getKey()) ? body : options).set(one.getKey(), one.getValue());
            }
        }
        if (!options.isEmpty()) {
            body.set("options", options);
        }
    }

    /** The context length asked for, or null. */
    static Long contextLength(String parameters) {
        JsonNode asked = parameters == null ? null : Text.read(parameters).get("num_ctx");
        return asked != null && asked.canConvertToLong() ? asked.longValue() : null;
    }
}
