package dev.corral.chats;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.corral.identity.Caller;
import dev.corral.store.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes chats out: one as Markdown (the branch that is shown) or JSON (all of it), or all of
 * somebody's as JSON, one after the other, so that no more than one is held. Thread-safe.
 */
public final class Export {

    /** What the member {@code format} of such a file says. */
    static final String FORMAT = "corral-chats";

    private final Library library;
    private final Folders folders;
    private final Database database;

    Export(Library library, Folders folders, Database database) {
        this.library = library;
        this.folders = folders;
        this.database = database;
    }

    /** Writes; blocks as long as who reads lets it. */
    @FunctionalInterface
    public interface Written {
        /** Writes all of it and leaves the stream open. */
        void to(OutputStream out) throws IOException;
    }

    /**
     * The caller's chat as Markdown.
     *
     * @throws ChatProblem 404, before anything is written
     */
    public Written markdown(Caller caller, String id) {
        library.read(caller, id, Book::chat);
        return out ->
                unchecked(
                        () ->
                                library.read(
                                        caller,
                                        id,
                                        book -> {
                                            try {
                                                markdown(book, out);
                                            } catch (IOException e) {
                                                throw new UncheckedIOException(e);
                                            }
                                            return null;
                                        }));
    }

    private static void markdown(Book book, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        String title = book.chat().title;
        writer.write("# " + (title == null ? "Chat" : title) + "\n");
        for (MessageRow row : Request.branch(book.messages(), book.chat().leaf)) {
            String who = row.isQuestion() ? "Question" : row.model == null ? "Answer" : row.model;
            writer.write("\n## " + who + "\n\n" + Request.content(row).strip() + "\n");
        }
        writer.flush();
    }

    /** The title of the caller's chat; null when it has none yet. */
    public String title(Caller caller, String id) {
        return library.read(caller, id, book -> book.chat().title);
    }

    /** The caller's chat as JSON. */
    public Written json(Caller caller, String id) {
        library.read(caller, id, Book::chat);
        return out -> write(caller, List.of(id), out);
    }

    /** All chats of the caller as JSON. */
    public Written all(Caller caller) {
        return out -> write(caller, ids(caller), out);
    }

    private List<String> ids(Caller caller) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT c.id FROM ChatRow c WHERE c.ownerId = :owner ORDER BY c.createdAt, c.id",
                                        String.class)
                                .setParameter("owner", Owner.of(caller))
                                .getResultList());
    }

    private void write(Caller caller, List<String> ids, OutputStream out) throws IOException {
        JsonGenerator json =
                Text.JSON
                        .getFactory()
                        .createGenerator(out)
                        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        Map<String, String> names = new HashMap<>();
        json.writeStartObject();
        json.writeStringField("format", FORMAT);
        json.writeNumberField("version", 1);
        json.writeStringField("exportedAt", Instant.now().toString());
        json.writeArrayFieldStart("folders");
        for (Folders.Folder folder : folders.list(caller)) {
            names.put(folder.id(), folder.name());
            json.writeStartObject();
            json.writeStringField("name", folder.name());
            json.writeStringField("system", folder.system());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("chats");
        for (String id : ids) {
            unchecked(() -> write(caller, id, names, json));
        }
        json.writeEndArray();
        json.writeEndObject();
        json.flush();
    }

    private void write(
            Caller caller, String id, Map<String, String> folderNames, JsonGenerator json) {
        library.shelf(id)
                .read(
                        id,
                        book -> {
                            // One that was deleted meanwhile is left out.
                            if (book != null && book.chat().ownerId.equals(Owner.of(caller))) {
                                try {
                                    write(book, folderNames.get(book.chat().folder), json);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                            return null;
                        });
    }

    private static void write(Book book, String folder, JsonGenerator json) throws IOException {
        ChatRow chat = book.chat();
        json.writeStartObject();
        json.writeStringField("title", chat.title);
        json.writeStringField("titled", chat.titled);
        json.writeStringField("folder", folder);
        json.writeObjectField("tags", Tags.list(chat.tags));
        json.writeBooleanField("pinned", chat.pinned != 0);
        json.writeBooleanField("archived", chat.archived != 0);
        json.writeStringField("createdAt", Instant.ofEpochMilli(chat.createdAt).toString());
        json.writeStringField("updatedAt", Instant.ofEpochMilli(chat.updatedAt).toString());
        json.writeStringField("model", chat.model);
        json.writeStringField("system", chat.system);
        raw(json, "parameters", chat.parameters);
        json.writeStringField("leaf", chat.leaf);
        json.writeArrayFieldStart("messages");
        Map<String, List<ImageInfo>> images = Chats.byMessage(book.images());
        for (MessageRow row : book.messages()) {
            write(book, row, images.getOrDefault(row.id, List.of()), json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(Book book, MessageRow row, List<ImageInfo> images, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("id", row.id);
        json.writeStringField("parent", row.parent);
        json.writeStringField("role", row.role);
        json.writeStringField("content", row.content);
        json.writeStringField("thinking", row.thinking);
        json.writeStringField("model", row.model);
        json.writeStringField("createdAt", Instant.ofEpochMilli(row.createdAt).toString());
        json.writeStringField("state", row.isUnderWay() ? "interrupted" : row.state);
        raw(json, "files", row.files);
        raw(json, "toolCalls", row.toolCalls);
        raw(json, "stats", row.stats);
        raw(json, "parameters", row.parameters);
        json.writeArrayFieldStart("images");
        for (ImageInfo image : images) {
            json.writeStartObject();
            json.writeStringField("type", image.type());
            json.writeBinaryField("data", book.image(image.id()).content);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void raw(JsonGenerator json, String name, String stored) throws IOException {
        json.writeFieldName(name);
        if (stored == null) {
            json.writeNull();
        } else {
            json.writeRawValue(stored);
        }
    }

    private static void unchecked(Runnable work) throws IOException {
        try {
            work.run();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
