package dev.corral.chats;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.exchange.BodyMemory;
import dev.corral.words.Sentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/** Builds the body of a request to {@code /api/chat} from a branch of a chat. Pure. */
final class Request {

    private static final int OVERHEAD = 100;
    // Within a transaction: not long.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

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
     * @param room has room for it afterwards
     * @throws ChatProblem 413 when it would have more, 503 when there is no room
     */
    static byte[] body(
            Book book,
            String model,
            String system,
            List<MessageRow> branch,
            String parameters,
            long most,
            BodyMemory.Held room) {
        List<MessageRow> said = new ArrayList<>();
        for (MessageRow row : branch) {
            boolean last = row == branch.get(branch.size() - 1);
            if (row.isQuestion() || !row.content.isEmpty() || last) {
                said.add(row);
            }
        }
        Map<String, List<ImageInfo>> images = imagesOf(book);
        long size = Sizes.of(system) + Sizes.of(parameters) + OVERHEAD;
        for (MessageRow row : said) {
            size += Sizes.of(row.content) + Sizes.of(row.files) + OVERHEAD;
            for (ImageInfo image : images.getOrDefault(row.id, List.of())) {
                size += image.size() / 3 * 4 + OVERHEAD;
            }
        }
        if (size > most) {
            throw tooLong();
        }
        if (!room.await(size, PATIENCE)) {
            throw new ChatProblem(503, BodyMemory.FULL);
        }
        Bytes bytes = new Bytes((int) size);
        write(bytes, book, model, system, said, images, parameters);
        byte[] body = bytes.all();
        if (body.length > most) {
            throw tooLong();
        }
        return body;
    }

    /** Piece by piece: as one tree and one text it would take several times as much. */
    private static void write(
            Bytes bytes,
            Book book,
            String model,
            String system,
            List<MessageRow> said,
            Map<String, List<ImageInfo>> images,
            String parameters) {
        ObjectNode rest = Text.JSON.createObjectNode();
        rest.put("stream", true);
        Parameters.into(rest, parameters);
        try (JsonGenerator json = Text.JSON.getFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("model", model);
            json.writeArrayFieldStart("messages");
            if (system != null) {
                json.writeStartObject();
                json.writeStringField("role", "system");
                json.writeStringField("content", system);
                json.writeEndObject();
            }
            for (MessageRow row : said) {
                boolean last = row == said.get(said.size() - 1);
                message(json, book, row, last, images.getOrDefault(row.id, List.of()));
            }
            json.writeEndArray();
            for (Map.Entry<String, JsonNode> member : rest.properties()) {
                json.writeFieldName(member.getKey());
                json.writeTree(member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void message(
            JsonGenerator json, Book book, MessageRow row, boolean last, List<ImageInfo> images)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("role", row.role);
        json.writeStringField("content", content(row));
        if (last && row.thinking != null) {
            json.writeStringField("thinking", row.thinking);
        }
        if (!images.isEmpty()) {
            json.writeArrayFieldStart("images");
            for (ImageInfo image : images) {
                json.writeBinary(book.image(image.id()).content);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    /** What is written, in an array that is as large as needed from the beginning. */
    private static final class Bytes extends ByteArrayOutputStream {

        Bytes(int size) {
            super(size + size / 16);
        }

        byte[] all() {
            return count == buf.length ? buf : toByteArray();
        }
    }

    private static ChatProblem tooLong() {
        return ChatProblem.tooLarge(
                Sentence.of(
                        "chat.branch-large",
                        "This branch of the chat has become larger than a request may be (corral.limits.json-body). Begin a new chat, or leave images out."));
    }

    private static Map<String, List<ImageInfo>> imagesOf(Book book) {
        Map<String, List<ImageInfo>> images = new HashMap<>();
        for (ImageInfo image : book.images()) {
            images.computeIfAbsent(image.message(), first -> new ArrayList<>()).add(image);
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
