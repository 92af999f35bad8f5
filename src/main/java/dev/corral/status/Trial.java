package dev.corral.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.words.Sentence;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.HttpException;

/**
 * A tiny generation: a few words, only to see that a model can answer and how its frames come. What
 * the model writes is thrown away. One thread.
 */
final class Trial {

    private static final int LONGEST_LINE = 256 * 1024;
    private static final int LONGEST_WORDS = 300;
    private static final Pattern MEMORY =
            Pattern.compile(
                    "more system memory|out of memory|unable to allocate|failed to allocate|insufficient memory|not enough memory|"
                            + "cudamalloc|memory allocation|resource limitations|cannot allocate memory|bad_alloc");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String model;
    private final Pace pace = new Pace(System.nanoTime());
    private Signs signs;
    private JsonNode last;
    private String error;
    private int status;

    Trial(String model) {
        this.model = model;
    }

    /** Asks for a few words. */
    void run(Wire wire) throws IOException, HttpException {
        String question =
                JSON.writeValueAsString(
                        Map.of(
                                "model",
                                model,
                                "prompt",
                                "1, 2, 3, 4,",
                                "raw",
                                true,
                                "stream",
                                true,
                                "options",
                                Map.of("num_predict", 8, "temperature", 0)));
        wire.post("/api/generate", question, this::read);
    }

    private Void read(int code, Signs seen, InputStream body) throws IOException {
        status = code;
        signs = seen;
        byte[] buffer = new byte[8192];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int n = body.read(buffer);
        while (n >= 0) {
            long now = System.nanoTime();
            int complete = 0;
            for (int i = 0; i < n; i++) {
                if (buffer[i] == '\n') {
                    complete += take(line) ? 1 : 0;
                } else if (line.size() < LONGEST_LINE) {
                    line.write(buffer[i]);
                }
            }
            pace.came(complete, now);
            n = body.read(buffer);
        }
        take(line);
        return null;
    }

    /** Whether it was a frame. */
    private boolean take(ByteArrayOutputStream line) {
        String text = line.toString(StandardCharsets.UTF_8).strip();
        line.reset();
        try {
            JsonNode frame = text.isEmpty() ? null : JSON.readTree(text);
            if (frame == null || !frame.isObject()) {
                return false;
            }
            last = frame;
            error = frame.path("error").isTextual() ? frame.path("error").asText() : error;
            return true;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /** What is wrong with the answer that came to its end, or null. */
    Finding problem() {
        if (error != null) {
            boolean memory = MEMORY.matcher(error.toLowerCase(Locale.ROOT)).find();
            return memory
                    ? OllamaFindings.noMemory(model, words(error))
                    : OllamaFindings.modelFails(model, status, Sentence.plain(words(error)));
        }
        return last == null || !last.path("done").asBoolean()
                ? OllamaFindings.modelFails(
                        model,
                        status,
                        Sentence.of(
                                "model.unfinished",
                                "the answer ended before the model had said that it is done."))
                : null;
    }

    /** Whether at least one frame came. */
    boolean begun() {
        return pace.frames() > 0;
    }

    Pace pace() {
        return pace;
    }

    Signs signs() {
        return signs;
    }

    /** Nanoseconds that the model says it wrote for, or 0. */
    long writing() {
        return nanos("eval_duration");
    }

    /** For people. */
    Sentence words() {
        long load = nanos("load_duration") / 1_000_000;
        long first = pace.first() / 1_000_000;
        int tokens = last.path("eval_count").asInt();
        return load > 500
                ? Sentence.of(
                        "step.generation-loaded",
                        "the first word came after {first} ms, of which loading the model took {load} ms; {n} tokens",
                        "first",
                        first,
                        "load",
                        load,
                        "n",
                        tokens)
                : Sentence.of(
                        "step.generation",
                        "the first word came after {first} ms; {n} tokens",
                        "first",
                        first,
                        "n",
                        tokens);
    }

    private long nanos(String name) {
        return last == null ? 0 : last.path(name).asLong();
    }

    private static String words(String text) {
        String printable = text.replaceAll("\\p{C}", " ").strip();
        String cut =
                printable.length() <= LONGEST_WORDS
                        ? printable
                        : printable.substring(0, LONGEST_WORDS) + "…";
        return cut.endsWith(".") || cut.endsWith("…") ? cut : cut + ".";
    }
}
