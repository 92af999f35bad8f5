package dev.corral.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.Exchange;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Base of the tests that ask in the page and answer as Ollama. */
abstract class ChattingIT extends PageIT {

    /** The text of the last answer that is shown; null while there is none. */
    static final String LAST = "[...document.querySelectorAll('.answer .text')].at(-1)";

    /** Whether nothing grows any more. */
    static final String IDLE =
            "document.querySelector('.stop').hidden && document.querySelector('.answer .acts')";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Waits until models are known, and sends what is typed. */
    void ask(String question) throws IOException {
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
        browser.type("#question", question);
        browser.click(".send");
    }

    /** Presses the last button with these words that can be seen. */
    void press(String words) throws IOException {
        String found =
                "[...document.querySelectorAll('button')].filter(b => b.textContent.trim() === '"
                        + words
                        + "' && b.checkVisibility()).at(-1)";
        browser.awaitTrue(found);
        browser.script(found + ".click()");
    }

    /**
     * Leaves the page when its address names the chat, which may be after the first words of an
     * answer; the same address alone would not load it again, as it has a fragment.
     */
    URI leave() throws IOException {
        browser.awaitTrue("location.hash.startsWith('#chat/')");
        URI here = browser.address();
        browser.go(URI.create("about:blank"));
        return here;
    }

    /** Reads the question and begins an answer that streams. */
    static Exchange begin(Exchange exchange) throws IOException, InterruptedException {
        exchange.body();
        return exchange.head(
                200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
    }

    /** Answers with this text. */
    static void answer(Exchange exchange, String text) throws IOException, InterruptedException {
        begin(exchange).chunk(frame(text, false)).chunk(frame("", true)).lastChunk();
    }

    /** A line of an answer. */
    static String frame(String text, boolean done) throws IOException {
        return frame(Map.of("role", "assistant", "content", text), done);
    }

    /** A line of an answer with more in its message than text. */
    static String frame(Map<String, Object> message, boolean done) throws IOException {
        return JSON.writeValueAsString(
                        Map.of(
                                "model",
                                "gemma3:270m",
                                "created_at",
                                "2026-11-25T10:00:00Z",
                                "message",
                                message,
                                "done",
                                done))
                + "\n";
    }
}
