package dev.corral.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts an answer into its lines, however its pieces come. What is over a line's limit is left out;
 * empty lines are not told. For one thread at a time.
 */
public final class Lines {

    private final int longest;
    private final Consumer<String> heard;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * No line yet.
     *
     * @param longest bytes of a line that are kept
     * @param heard told each line, without its end and blanks around it
     */
    public Lines(int longest, Consumer<String> heard) {
        this.longest = longest;
        this.heard = heard;
    }

    /** Takes the next piece; its position stays. */
    public void add(ByteBuffer bytes) {
        for (int i = bytes.position(); i < bytes.limit(); i++) {
            byte b = bytes.get(i);
            if (b == '\n') {
                end();
            } else if (line.size() < longest) {
                line.write(b);
            }
        }
    }

    /** Nothing more comes: what is there is the last line. */
    public void end() {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        if (!text.isEmpty()) {
            heard.accept(text);
        }
    }
}
