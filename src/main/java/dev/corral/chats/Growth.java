package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;

/** The text of an answer that grows. Guarded by who owns it. */
final class Growth {

    private static final int MOST_LOGPROBS = 8 * 1024 * 1024;

    private final StringBuilder content;
    private final StringBuilder thinking;
    private final StringBuilder logprobs;
    private final StringBuilder newContent = new StringBuilder();
    private final StringBuilder newThinking = new StringBuilder();
    private ArrayNode toolCalls;
    private long toolCallsLength;
    private boolean thinkingLast;
    private volatile boolean grown;

    /**
     * What was added since it was last asked.
     *
     * @param content null for none
     * @param thinking null for none
     * @param at how many UTF-16 units of content there were before
     * @param thinkingAt the same of thinking
     */
    record Piece(String content, String thinking, int at, int thinkingAt) {}

    /** Goes on from what there is; thinking and log probabilities may be null. */
    Growth(String content, String thinking, String logprobs) {
        this.content = new StringBuilder(content);
        this.thinking = new StringBuilder(thinking == null ? "" : thinking);
        this.logprobs = new StringBuilder();
        if (logprobs != null && logprobs.length() > 2) {
            this.logprobs.append(logprobs, 1, logprobs.length() - 1);
        }
    }

    /** Takes over what one record of Ollama says; whether there was a word in it. */
    boolean add(JsonNode record) {
        JsonNode message = record.path("message");
        boolean thought = append(newThinking, thinking, message.path("thinking"));
        boolean said = append(newContent, content, message.path("content"));
        JsonNode calls = message.path("tool_calls");
        if (calls.isArray() && !calls.isEmpty()) {
            call((ArrayNode) calls);
        }
        for (JsonNode one : record.path("logprobs")) {
            if (logprobs.length() < MOST_LOGPROBS) {
                logprobs.append(logprobs.length() == 0 ? "" : ",").append(one);
            }
        }
        if (thought || said) {
            thinkingLast = thought && !said;
            grown = true;
        }
        return thought || said;
    }

    private void call(ArrayNode calls) {
        int length = calls.toString().length();
        if (toolCallsLength + length > Limits.CONTENT) {
            return;
        }
        toolCallsLength += length;
        if (toolCalls == null) {
            toolCalls = Text.JSON.createArrayNode();
        }
        toolCalls.addAll(calls);
        grown = true;
    }

    private static boolean append(StringBuilder added, StringBuilder all, JsonNode text) {
        boolean any = text.isTextual() && !text.textValue().isEmpty();
        if (any && all.length() + text.textValue().length() <= Limits.CONTENT) {
            String clean = Text.clean(text.textValue());
            added.append(clean);
            all.append(clean);
        }
        return any;
    }

    boolean lastWasThinking() {
        return thinkingLast;
    }

    /** What was added since the last call, or null. */
    Piece takePiece() {
        if (newContent.length() == 0 && newThinking.length() == 0) {
            return null;
        }
        Piece piece =
                new Piece(
                        newContent.length() == 0 ? null : newContent.toString(),
                        newThinking.length() == 0 ? null : newThinking.toString(),
                        content.length() - newContent.length(),
                        thinking.length() - newThinking.length());
        newContent.setLength(0);
        newThinking.setLength(0);
        return piece;
    }

    /** The tools that the model asked for since it went on, as Ollama wrote them; or null. */
    JsonNode toolCalls() {
        return toolCalls;
    }

    boolean hasLogprobs() {
        return logprobs.length() > 0;
    }

    boolean hasGrown() {
        return grown;
    }

    /** It will have grown again only with the next word. */
    void takeGrown() {
        grown = false;
    }

    void growAgain() {
        grown = true;
    }

    /** Writes the text so far. */
    void into(MessageRow row) {
        // What no event has told yet is not part of it: else a reader would get it twice.
        row.content = content.substring(0, content.length() - newContent.length());
        int thought = thinking.length() - newThinking.length();
        row.thinking = thought == 0 ? null : thinking.substring(0, thought);
        row.toolCalls = toolCalls == null ? row.toolCalls : toolCalls.toString();
        row.logprobs = logprobs.length() == 0 ? row.logprobs : "[" + logprobs + "]";
    }
}
