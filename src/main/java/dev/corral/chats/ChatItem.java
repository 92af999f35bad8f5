package dev.corral.chats;

import java.time.Instant;
import java.util.List;

/**
 * A chat as it stands in a list.
 *
 * @param titled {@code auto} or {@code user}, or null while the title is only the beginning of the
 *     first question
 * @param folder null for none
 * @param answering whether an answer grows in it now
 */
public record ChatItem(
        String id,
        String title,
        String titled,
        String folder,
        List<String> tags,
        boolean pinned,
        boolean archived,
        Instant createdAt,
        Instant updatedAt,
        String model,
        boolean answering,
        boolean shared,
        boolean temporary,
        long version) {

    static ChatItem of(ChatRow row, boolean answering) {
        return new ChatItem(
                row.id,
                row.title,
                row.titled,
                row.folder,
                Tags.list(row.tags),
                row.pinned != 0,
                row.archived != 0,
                Instant.ofEpochMilli(row.createdAt),
                Instant.ofEpochMilli(row.updatedAt),
                row.model,
                answering,
                row.shared != 0,
                Library.isTemporary(row.id),
                row.version);
    }
}
