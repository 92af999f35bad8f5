package dev.corral.chats;

import dev.corral.identity.Caller;
import java.util.function.Function;

/** Opens chats for those whose they are. */
final class Library {

    private final Shelf stored;
    private final MemoryShelf temporary;

    Library(Shelf stored, MemoryShelf temporary) {
        this.stored = stored;
        this.temporary = temporary;
    }

    /** Where a chat of that id is. */
    Shelf shelf(String chat) {
        return isTemporary(chat) ? temporary : stored;
    }

    static boolean isTemporary(String chat) {
        return chat.startsWith(Ids.TEMPORARY);
    }

    /**
     * Reads the caller's chat.
     *
     * @throws ChatProblem 404 when the caller has none of that id
     */
    <T> T read(Caller caller, String id, Function<Book, T> work) {
        return shelf(id).read(id, book -> work.apply(owned(caller, book)));
    }

    /**
     * Changes the caller's chat.
     *
     * @throws ChatProblem 404 when the caller has none of that id
     */
    <T> T change(Caller caller, String id, Function<Book, T> work) {
        return shelf(id).change(id, book -> work.apply(owned(caller, book)));
    }

    private static Book owned(Caller caller, Book book) {
        return Owner.require(caller, book, book == null ? null : book.chat().ownerId);
    }
}
