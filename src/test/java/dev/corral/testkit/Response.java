package dev.corral.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A response as it came.
 *
 * @param head its head; null if the connection ended before one was complete
 * @param pieces the chunks, or what single reads brought
 * @param ending how it ended
 */
public record Response(Head head, List<Piece> pieces, Ending ending) {
    /** The status code, or 0 without a head. */
    public int status() {
        return head == null ? 0 : Integer.parseInt(head.word(1));
    }

    /** The body without its framing. */
    public byte[] body() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(piece -> all.writeBytes(piece.data()));
        return all.toByteArray();
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body(), StandardCharsets.UTF_8);
    }

    /** The first value of a header, or null. */
    public String header(String name) {
        return head == null ? null : head.first(name);
    }

    @Override
    public String toString() {
        String body = text();
        String shown = body.length() > 500 ? body.substring(0, 500) + "…" : body;
        return (head == null ? "no head" : head.text()) + "\n" + shown + "\n(" + ending + ")";
    }
}
