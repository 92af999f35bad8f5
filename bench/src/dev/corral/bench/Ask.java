package dev.corral.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a chat request of the benchmark asks the stand-in for, told in its prompt.
 *
 * @param id names the stream
 * @param frames how many frames
 * @param gapMillis the time between two frames; 0: as fast as they are taken
 * @param bytes if not 0: one body of that length instead of frames
 */
record Ask(int id, int frames, int gapMillis, long bytes) {

    private static final Pattern PROMPT =
            Pattern.compile("id=(\\d+) frames=(\\d+) gap=(\\d+) bytes=(\\d+)");

    static Ask stream(int id, int frames, int gapMillis) {
        return new Ask(id, frames, gapMillis, 0);
    }

    static Ask small() {
        return new Ask(0, 0, 0, 0);
    }

    static Ask download(long bytes) {
        return new Ask(0, 0, 0, bytes);
    }

    /** The body of the request, as a chat client sends it. */
    String json() {
        return "{\"model\":\"bench\",\"stream\":"
                + (frames > 0)
                + ",\"messages\":[{\"role\":\"system\",\"content\":\"You answer shortly.\"},"
                + "{\"role\":\"user\",\"content\":\"id="
                + id
                + " frames="
                + frames
                + " gap="
                + gapMillis
                + " bytes="
                + bytes
                + "\"}],\"options\":{\"temperature\":0.7,\"num_ctx\":4096}}";
    }

    /** Reads it back; small if it is none of ours. */
    static Ask of(String body) {
        Matcher prompt = PROMPT.matcher(body);
        return prompt.find()
                ? new Ask(
                        Integer.parseInt(prompt.group(1)),
                        Integer.parseInt(prompt.group(2)),
                        Integer.parseInt(prompt.group(3)),
                        Long.parseLong(prompt.group(4)))
                : small();
    }
}
