package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.StandIn;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a newcomer does, in a real browser: log in, ask, read along, stop. */
@RequiresBrowser
@Timeout(180)
class AskIT extends CorralIT {

    private static final String SAID = "document.querySelector('.answer:last-child .text')";

    private StandIn upstream;
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        upstream = StandIn.start(upstreamPort());
        browser = Browser.open();
        browser.go(url("/"));
        browser.type("#name", ItUser.JUERGEN.name());
        browser.type("#password", ItUser.JUERGEN.password());
        browser.click("button[type=submit]");
    }

    @AfterEach
    void close() throws Exception {
        try {
            browser.screenshot(Path.of("target", "it", container(), "ask.png"));
        } finally {
            browser.close();
            upstream.close();
        }
    }

    @Test
    void theFirstWordsAreThereBeforeTheLastAreSent() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    exchange.body();
                    exchange.head(
                            200,
                            "Content-Type: application/x-ndjson",
                            "Transfer-Encoding: chunked");
                    exchange.chunk(frame("First words,", false));
                    PageIT.hold(seen, exchange, frame("", false));
                    exchange.chunk(frame(" last words.", false)).chunk(frame("", true));
                    exchange.lastChunk();
                });
        ask("What do you say?");
        browser.awaitTrue(said("First words,"));
        assertThat(browser.script("return " + said("last words")).asBoolean()).isFalse();
        seen.countDown();
        browser.awaitTrue(said("First words, last words."));
        browser.awaitTrue("document.querySelector('.stop').hidden");
        assertThat(upstream.failures()).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void stopClosesTheUpstream() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    exchange.body();
                    exchange.head(
                            200,
                            "Content-Type: application/x-ndjson",
                            "Transfer-Encoding: chunked");
                    exchange.chunk(frame("And so on", false));
                    exchange.silence();
                });
        ask("Never end.");
        browser.awaitTrue(said("And so on"));
        assertThat(upstream.aborts()).isEmpty();
        browser.click(".stop");
        assertThat(StandIn.await(Duration.ofSeconds(10), () -> upstream.aborts().size() == 1))
                .as("the upstream saw the client leave")
                .isTrue();
        assertThat(complaints()).isEmpty();
    }

    private void ask(String question) throws Exception {
        browser.type("#question", question);
        browser.awaitTrue("!document.querySelector('.send').disabled");
        browser.click(".send");
    }

    private static String said(String words) {
        return SAID + " && " + SAID + ".textContent.includes('" + words + "')";
    }

    private List<String> complaints() throws Exception {
        return browser.console().stream().filter(line -> line.startsWith("SEVERE")).toList();
    }

    private static String frame(String words, boolean done) {
        return "{\"model\":\"x\",\"created_at\":\"2026-01-01T00:00:00Z\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + words
                + "\"},\"done\":"
                + done
                + "}\n";
    }
}
