package dev.corral.testkit;

/**
 * A chunk of a chunked body, or what one read brought of another.
 *
 * @param data its bytes
 * @param atNanos {@link System#nanoTime()} when its last byte had been read
 */
public record Piece(byte[] data, long atNanos) {
    /** The bytes as UTF-8. */
    public String text() {
        return new String(data, java.nio.charset.StandardCharsets.UTF_8);
    }
}
