package dev.corral.chats;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * Reads one value of a large file into memory, but no more of it than a budget allows; what is over
 * it is skipped to its end.
 */
final class Tree {

    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
    private static final int NODE = 40;

    private final JsonParser parser;
    private long budget;

    private Tree(JsonParser parser, long budget) {
        this.parser = parser;
        this.budget = budget;
    }

    /**
     * Reads the value that begins with the parser's current token; afterwards its last token is
     * current.
     *
     * @param budget about so many bytes of memory
     * @return null when it is larger
     */
    static JsonNode read(JsonParser parser, long budget) throws IOException {
        Tree tree = new Tree(parser, budget);
        JsonNode value = tree.value();
        return tree.budget < 0 ? null : value;
    }

    private JsonNode value() throws IOException {
        budget -= NODE;
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object();
        }
        if (token == JsonToken.START_ARRAY) {
            return array();
        }
        if (budget < 0 && token.isScalarValue()) {
            // Not looked at, so that the parser skips it.
            return null;
        }
        if (token == JsonToken.VALUE_STRING) {
            budget -= parser.getTextLength();
            return budget < 0 ? null : MAKE.textNode(parser.getText());
        }
        return switch (token) {
            case VALUE_TRUE -> MAKE.booleanNode(true);
            case VALUE_FALSE -> MAKE.booleanNode(false);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number();
            default -> MAKE.nullNode();
        };
    }

    private JsonNode number() throws IOException {
        budget -= parser.getTextLength();
        return parser.getTextLength() > 40
                ? MAKE.nullNode()
                : parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        ? MAKE.numberNode(parser.getBigIntegerValue())
                        : MAKE.numberNode(parser.getDoubleValue());
    }

    private JsonNode object() throws IOException {
        ObjectNode node = MAKE.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            budget -= name.length();
            parser.nextToken();
            JsonNode value = value();
            if (budget >= 0) {
                node.set(name, value);
            } else {
                node.removeAll();
            }
        }
        return node;
    }

    private JsonNode array() throws IOException {
        ArrayNode node = MAKE.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            JsonNode value = value();
            if (budget >= 0) {
                node.add(value);
            } else {
                node.removeAll();
            }
        }
        return node;
    }
}
