package dev.corral.chats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A copy of one branch of a chat, with new ids. */
record Forked(ChatRow chat, List<MessageRow> messages, List<ImageRow> images) {

    /**
     * Copies.
     *
     * @param leaf where the branch ends
     * @throws ChatProblem 400 when that is no message of the chat
     */
    static Forked of(Book book, String leaf, long now) {
        ChatRow from = book.chat();
        if (leaf == null || book.message(leaf) == null) {
            throw ChatProblem.bad("leaf is no message of this chat.");
        }
        boolean temporary = Library.isTemporary(from.id);
        ChatRow chat = new ChatRow(temporary ? Ids.nextTemporary() : Ids.next(), from.ownerId, now);
        chat.title = from.title;
        chat.titled = from.titled;
        chat.folder = from.folder;
        chat.tags = from.tags;
        chat.model = from.model;
        chat.system = from.system;
        chat.parameters = from.parameters;
        List<MessageRow> messages = new ArrayList<>();
        Map<String, String> ids = new HashMap<>();
        for (MessageRow row : Request.branch(book.messages(), leaf)) {
            messages.add(copy(row, chat.id, chat.leaf, ids));
            chat.leaf = ids.get(row.id);
        }
        List<ImageRow> images = new ArrayList<>();
        for (ImageInfo image : book.images()) {
            String message = ids.get(image.message());
            if (message != null) {
                images.add(new ImageRow(book.image(image.id()), Ids.next(), chat.id, message));
            }
        }
        return new Forked(chat, messages, images);
    }

    private static MessageRow copy(
            MessageRow row, String chat, String parent, Map<String, String> ids) {
        MessageRow copy =
                new MessageRow(Ids.next(), chat, parent, row.role, row.ordinal, row.createdAt);
        copy.content = row.content;
        copy.thinking = row.thinking;
        copy.files = row.files;
        copy.toolCalls = row.toolCalls;
        copy.model = row.model;
        // What still grows there does not grow here.
        copy.state = row.isUnderWay() ? "interrupted" : row.state;
        copy.error = row.error;
        copy.stats = row.stats;
        copy.logprobs = row.logprobs;
        copy.parameters = row.parameters;
        ids.put(row.id, copy.id);
        return copy;
    }
}
