package dev.corral.chats;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.words.Sentence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/** Builds the body of a request to {@code /api/chat} from a branch of a chat. Pure. */
final class Request {

    private Request() {}

    /**
     * The messages from the first question down to one.
     *
     * @param all every message of the chat
     * @param tip where the branch ends, or null for an empty one
     */
    static List<MessageRow> branch(List<MessageRow> all, String tip) {
        Map<String, MessageRow> byId = new HashMap<>();
        all.forEach(message -> byId.put(message.id, message));
        LinkedList<MessageRow> branch = new LinkedList<>();
        MessageRow at = tip == null ? null : byId.get(tip);
        while (at != null && branch.size() <= all.size()) {
            branch.addFirst(at);
            at = at.parent == null ? null : byId.get(at.parent);
        }
        return branch;
    }

    /**
     * The body.
     *
     * @param system the system prompt, or null
     * @param branch ends with a question, or with an answer that the model is to go on with
     * @param parameters as stored, or null
     * @param most bytes that it may have
     * @throws ChatProblem 413 when it would have more
     */
    static byte[] body(
            Book book,
            String model,
            String system,
            List<MessageRow> branch,
            String parameters,
            long most) {
        ObjectNode body = Text.JSON.createObjectNode();
        body.put("model", model);
        ArrayNode messages = body.putArray("messages");
        if (system != null) {
            messages.addObject().put("role", "system").put("content", system);
        }
        Map<String, List<String>> images = imagesOf(book);
        long size = 0;
        for (int i = 0; i < branch.size(); i++) {
            MessageRow row = branch.get(i);
            boolean last = i == branch.size() - 1;
            if (row.isQuestion() || !row.content.isEmpty() || last) {
                ObjectNode message = messages.addObject();
                message.put("role", row.role).put("content", content(row));
                if (last && row.thinking != null) {
                    message.put("thinking", row.thinking);
                }
                size += row.content.length();
                for (String id : images.getOrDefault(row.id, List.of())) {
                    ImageRow image = book.image(id);
                    if (size + image.size > most) {
                        throw tooLong();
                    }
                    size += image.size * 4 / 3;
                    message.withArray("images").add(image.content);
                }
            }
            if (size > most) {
                throw tooLong();
            }
        }
        body.put("stream", true);
        Parameters.into(body, parameters);
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > most) {
            throw tooLong();
        }
        return bytes;
    }

    private static ChatProblem tooLong() {
        return ChatProblem.tooLarge(
                Sentence.of(
                        "chat.branch-large",
                        "This branch of the chat has become larger than a request may be (corral.limits.json-body). Begin a new chat, or leave images out."));
    }

    private static Map<String, List<String>> imagesOf(Book book) {
        Map<String, List<String>> images = new HashMap<>();
        for (ImageInfo image : book.images()) {
            images.computeIfAbsent(image.message(), first -> new ArrayList<>()).add(image.id());
        }
        return images;
    }

    /** What a question says, its files included. */
    static String content(MessageRow row) {
        List<MessageView.FileText> files = Text.readList(row.files, MessageView.FileText.class);
        if (files == null) {
            return row.content;
        }
        StringBuilder all = new StringBuilder(row.content);
        for (MessageView.FileText file : files) {
            String fence = fenceFor(file.text());
            all.append("\n\nFile ").append(file.name()).append(":\n").append(fence).append('\n');
            all.append(file.text()).append('\n').append(fence);
        }
        return all.toString();
    }

    /** Longer than any in the text, so that the file cannot end it. */
    private static String fenceFor(String text) {
        StringBuilder fence = new StringBuilder("```");
        while (text.contains(fence)) {
            fence.append('`');
        }
        return fence.toString();
    }
}
