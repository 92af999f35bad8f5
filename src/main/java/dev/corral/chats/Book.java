package dev.corral.chats;

import java.util.Collection;
import java.util.List;

/**
 * One chat with what belongs to it, open for reading or for a change; see {@link Shelf}. Not for
 * several threads, and not after the work that it was given to.
 */
interface Book {

    /** The chat itself; changing its fields changes it when the book is open for a change. */
    ChatRow chat();

    /** All messages in their order. */
    List<MessageRow> messages();

    /** A message of this chat, or null. */
    MessageRow message(String id);

    /** The message that a client sent under that id of its own, or null. */
    MessageRow sentAs(String clientId);

    /** All images without their bytes, in their order. */
    List<ImageInfo> images();

    /** An image of this chat with its bytes, or null. */
    ImageRow image(String id);

    /** Adds a message. */
    void add(MessageRow message);

    /** Adds an image to a message. */
    void add(ImageRow image);

    /** The text of a message is new: what search knows of it is brought up to date. */
    void changed(MessageRow message);

    /** Removes messages with all that belongs to them. */
    void remove(Collection<MessageRow> messages);

    /** Removes the chat with all that belongs to it. */
    void removeChat();
}
