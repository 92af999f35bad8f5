package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The members of a JSON body, read strictly; tells an absent member from a null one. */
final class Fields {

    private final JsonNode body;

    private Fields(JsonNode body) {
        this.body = body;
    }

    /**
     * @throws ChatProblem 400 when it is no object, or has a member of another name
     */
    static Fields of(JsonNode body, String... known) {
        if (body == null || !body.isObject()) {
            throw ChatProblem.bad("The body must be a JSON object.");
        }
        Set<String> names = Set.of(known);
        body.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!names.contains(name)) {
                                throw ChatProblem.bad(
                                        "The body has the member \""
                                                + Text.line(name, 60)
                                                + "\", which is not known here.");
                            }
                        });
        return new Fields(body);
    }

    boolean has(String name) {
        return body.has(name);
    }

    /** A text, or null when it is absent or null. */
    String text(String name) {
        JsonNode value = value(name);
        if (value != null && !value.isTextual()) {
            throw wrong(name, "a text");
        }
        return value == null ? null : value.textValue();
    }

    boolean bool(String name, boolean otherwise) {
        JsonNode value = value(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "true or false");
        }
        return value == null ? otherwise : value.booleanValue();
    }

    /** A whole number that must be there. */
    long number(String name) {
        JsonNode value = value(name);
        if (value == null || !value.canConvertToLong() || !value.isIntegralNumber()) {
            throw wrong(name, "a number");
        }
        return value.longValue();
    }

    /** A list of texts; empty when it is absent. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : list(name)) {
            if (!value.isTextual()) {
                throw wrong(name, "a list of texts");
            }
            texts.add(value.textValue());
        }
        return texts;
    }

    /** A list; empty when it is absent. */
    List<JsonNode> list(String name) {
        JsonNode value = value(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            throw wrong(name, "a list");
        }
        List<JsonNode> all = new ArrayList<>(value.size());
        value.forEach(all::add);
        return all;
    }

    /** Anything but null, or null. */
    JsonNode value(String name) {
        JsonNode value = body.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static ChatProblem wrong(String name, String expected) {
        return ChatProblem.bad("The body's member \"" + name + "\" must be " + expected + ".");
    }
}
