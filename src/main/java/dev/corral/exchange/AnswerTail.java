package dev.corral.exchange;

import dev.corral.fleet.choice.Result;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keeps the last bytes of an answer, in which an Ollama says what it measured: the last object of
 * its own face, the usage of the others. For one thread at a time.
 */
final class AnswerTail {

    private static final int KEPT = 512;

    private final byte[] bytes = new byte[KEPT];
    private int length;
    private long began;

    /**
     * Bytes pass; the buffer is left as it was.
     *
     * @return whether they are the first
     */
    boolean add(ByteBuffer part) {
        int n = Math.min(part.remaining(), KEPT);
        int stay = Math.min(length, KEPT - n);
        if (stay > 0) {
            System.arraycopy(bytes, length - stay, bytes, 0, stay);
        }
        part.duplicate().position(part.limit() - n).get(bytes, stay, n);
        length = stay + n;
        if (began == 0) {
            began = System.nanoTime();
            return true;
        }
        return false;
    }

    /** What it says. */
    Result result() {
        String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
        long evalTokens = number(text, "\"eval_count\":");
        long promptTokens = number(text, "\"prompt_eval_count\":");
        long evalNanos = number(text, "\"eval_duration\":");
        if (evalTokens == 0 && promptTokens == 0) {
            evalTokens = either(text, "\"completion_tokens\":", "\"output_tokens\":");
            promptTokens = either(text, "\"prompt_tokens\":", "\"input_tokens\":");
            // The other faces measure nothing: what is seen from here has to do.
            evalNanos = evalTokens > 1 ? System.nanoTime() - began : 0;
        }
        return new Result(
                Result.Kind.DONE,
                number(text, "\"total_duration\":"),
                number(text, "\"load_duration\":"),
                promptTokens,
                number(text, "\"prompt_eval_duration\":"),
                evalTokens,
                evalNanos);
    }

    private static long either(String text, String name, String other) {
        long value = number(text, name);
        return value == 0 ? number(text, other) : value;
    }

    /** The number behind the last such name, or 0. */
    private static long number(String text, String name) {
        int at = text.lastIndexOf(name);
        if (at < 0) {
            return 0;
        }
        long value = 0;
        int digits = 0;
        for (int i = at + name.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' && digits == 0) {
                continue;
            }
            if (c < '0' || c > '9' || ++digits > 18) {
                break;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }
}
