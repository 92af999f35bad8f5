package dev.corral.chats;

import java.util.function.Consumer;
import java.util.function.Function;

/** Where chats are: the database, or for temporary ones the memory. Thread-safe. */
interface Shelf {

    /**
     * Opens a chat to be read.
     *
     * @param work gets null when there is none of that id
     */
    <T> T read(String chat, Function<Book, T> work);

    /**
     * Opens a chat for a change: nobody else changes it meanwhile, and all of the change happens
     * or, when the work throws, nothing.
     *
     * @param work gets null when there is none of that id
     */
    <T> T change(String chat, Function<Book, T> work);

    /**
     * Puts a new chat in, whole or not at all.
     *
     * @param fill puts what belongs to it into it
     */
    void add(ChatRow chat, Consumer<Book> fill);
}
