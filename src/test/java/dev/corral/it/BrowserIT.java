package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person does: signs in, asks, reads while it is written, stops. */
@Timeout(120)
class BrowserIT extends PageIT {
    private static final String[] TYPE = {
        "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked"
    };
    private static final String LAST_TEXT =
            "[...document.querySelectorAll('.answer .text')].at(-1)";

    private final CountDownLatch last = new CountDownLatch(1);

    @Test
    void aWrongPasswordIsSaid() throws Exception {
        signIn("/app/", ItUser.ALICE, "not the password");
        assertThat(browser.text("[role=alert]")).contains("password is wrong");
        assertThat(browser.has("#question")).isFalse();
        assertThat(upstream.exchanges()).noneMatch(x -> x.path().equals("/api/chat"));

        browser.type("#password", ItUser.ALICE.password());
        browser.click("button[type=submit]");
        browser.awaitTrue("document.querySelector('#question')");
        assertThat(browser.address()).isEqualTo(url("/app/"));
    }

    @Test
    void anAnswerIsReadWhileItIsWritten() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, TYPE).chunk(frame("The sky", false)).chunk(frame(" is", false));
                    hold(last, x, frame("", false));
                    x.chunk(frame(" blue.", false)).chunk(frame("", true)).lastChunk();
                });
        signIn("/app/", ItUser.ALICE);
        ask("Why is the sky blue?");
        browser.awaitTrue(LAST_TEXT + "?.textContent.includes('The sky is')");
        Exchange asked = chat();
        assertThat(asked.ended()).as("the last words are still to come").isFalse();
        assertThat(asked.text()).contains("Why is the sky blue?").contains("gemma3:270m");
        assertThat(browser.script("return " + LAST_TEXT + ".textContent").asText())
                .doesNotContain("blue");

        last.countDown();
        browser.awaitTrue(LAST_TEXT + ".textContent.includes('The sky is blue.')");
        browser.awaitTrue("!document.querySelector('.answer.writing')");
        assertNoComplaints();
    }

    @Test
    void stopEndsTheRequestToOllama() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, TYPE).chunk(frame("Once upon a time", false));
                    x.silence();
                });
        signIn("/app/", ItUser.ALICE);
        ask("Tell me a long story.");
        browser.awaitTrue(LAST_TEXT + "?.textContent.includes('Once upon a time')");
        assertThat(upstream.aborts()).isEmpty();
        browser.click(".stop");
        assertThat(StandIn.await(Duration.ofSeconds(5), () -> upstream.aborts().size() == 1))
                .as("the connection to Ollama was closed")
                .isTrue();
        browser.awaitTrue("document.querySelector('.end-note')?.textContent.includes('Stopped')");
        assertThat(browser.text(".answer .text")).contains("Once upon a time");
        assertThat(StandIn.await(Duration.ofSeconds(5), () -> upstream.exchangesOpen() == 0))
                .isTrue();
    }

    private void ask(String question) throws IOException {
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
        browser.type("#question", question);
        browser.click(".send");
    }

    private Exchange chat() {
        return upstream.exchanges().stream()
                .filter(x -> x.path().equals("/api/chat"))
                .findFirst()
                .orElseThrow();
    }

    private static String frame(String text, boolean done) {
        return "{\"model\":\"gemma3:270m\",\"created_at\":\"2026-11-25T10:00:00Z\",\"message\":{\"role\":"
                + "\"assistant\",\"content\":\""
                + text
                + "\"},\"done\":"
                + done
                + "}\n";
    }
}
