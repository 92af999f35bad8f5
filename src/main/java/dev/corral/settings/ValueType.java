package dev.corral.settings;

import dev.corral.words.Sentence;

/**
 * How the text of a setting becomes a value. Stateless; any thread may use it.
 *
 * @param <T> the value's type; never null
 */
public interface ValueType<T> {

    /**
     * The type's name for documentation and the page: {@code duration}, {@code size}, {@code urls}.
     */
    String name();

    /** What a good text looks like, with unit and range, to be read after "expected: ". */
    Sentence expected();

    /**
     * Reads a text.
     *
     * @param text trimmed and not empty
     * @throws IllegalArgumentException when it cannot be read; the message says what is wrong with
     *     it
     */
    T parse(String text);

    /** The text that {@link #parse} reads back as an equal value. */
    String format(T value);
}
