package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.Exchange;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an employee does all day: asks, changes a question, comes back to a chat, reads what a model
 * wrote.
 */
@Timeout(180)
class ChatPageIT extends ChattingIT {

    private static final String HOSTILE =
            """
            <script>window.pwned = 1</script><img src=x onerror="window.pwned = 1"><svg/onload="window.pwned=1">

            ![a](https://evil.example/a.png) [b](javascript:window.pwned=1) <iframe src=https://evil.example></iframe>

            <link rel=stylesheet href=https://evil.example/x.css> <style>@import url(https://evil.example/y.css)</style>

            $\\href{javascript:window.pwned=1}{x}$ $\\includegraphics{https://evil.example/z.png}$ $a^2$

            ```mermaid
            graph TD
              A["<img src=https://evil.example/m.png onerror=window.pwned=1>"] --> B
              click A href "javascript:window.pwned=1"
            ```

            ```html
            </code></pre><script>window.pwned = 1</script>
            ```

            | <img src=https://evil.example/t.png> | x |
            |---|---|
            | a | b |
            """;

    private final ObjectMapper json = new ObjectMapper();
    private final CountDownLatch last = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        last.countDown();
    }

    @Test
    void anAnswerGoesOnWhileThePageIsLoadedAgain() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    begin(exchange).chunk(frame("The first words", false));
                    hold(last, exchange, frame("", false));
                    exchange.chunk(frame(" and the last.", false)).chunk(frame("", true));
                    exchange.lastChunk();
                });
        signIn("/app/", ItUser.ALICE);
        ask("Will you go on?");
        browser.awaitTrue(LAST + "?.textContent.includes('The first words')");
        browser.go(leave());
        browser.awaitTrue(LAST + "?.textContent.includes('The first words')");
        last.countDown();
        browser.awaitTrue(LAST + ".textContent.includes('The first words and the last.')");
        browser.awaitTrue(IDLE);
        assertNoComplaints();
    }

    @Test
    void aQuestionInOtherWordsIsABranchBesideTheFirst() throws Exception {
        upstream.on(
                "POST", "/api/chat", exchange -> answer(exchange, "You said: " + lastOf(exchange)));
        signIn("/app/", ItUser.JUERGEN);
        ask("one");
        browser.awaitTrue(LAST + "?.textContent.includes('You said: one')");
        browser.awaitTrue(IDLE);
        browser.script(
                "[...document.querySelectorAll('.user-acts button')].find(b => b.textContent === 'Edit').click()");
        browser.type(".editor-box textarea", " more");
        browser.click(".editor-box .primary");
        browser.awaitTrue(LAST + "?.textContent.includes('You said: one more')");
        browser.awaitTrue(
                "document.querySelector('.user-acts .variants').textContent.includes('2 of 2')");
        assertThat(browser.script("return document.activeElement.id").asText())
                .as("where the keyboard goes after the editor")
                .isEqualTo("question");
        browser.click(".user-acts [data-step=earlier]");
        browser.awaitTrue(LAST + ".textContent.endsWith('You said: one')");
        assertThat(browser.script("return document.activeElement.dataset.step").asText())
                .as("the arrow that can be pressed next")
                .isEqualTo("later");
        assertThat(browser.text(".user")).isEqualTo("one");
        assertNoComplaints();
    }

    @Test
    void whatIsTypedAndWhatWaitsIsThereAfterALoad() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    boolean first = lastOf(exchange).contains("first");
                    begin(exchange).chunk(frame("Answer", false));
                    if (first) {
                        hold(last, exchange, frame("", false));
                    }
                    exchange.chunk(frame("", true)).lastChunk();
                });
        signIn("/app/", ItUser.ALICE);
        ask("the first question");
        browser.awaitTrue(LAST + "?.textContent.includes('Answer')");
        browser.type("#question", "the second question");
        browser.click(".send");
        browser.awaitTrue(
                "document.querySelector('.next-one')?.textContent.includes('the second question')");
        browser.type("#question", "half a thought");
        browser.go(leave());
        browser.awaitTrue("document.querySelector('#question')?.value === 'half a thought'");
        browser.awaitTrue(
                "document.querySelector('.next-one')?.textContent.includes('the second question')");
        last.countDown();
        browser.awaitTrue("document.querySelectorAll('.answer').length === 2");
        assertThat(browser.script("return document.querySelector('#question').value").asText())
                .isEqualTo("half a thought");
    }

    @Test
    void whatWaitsIsAskedOnceWhenTheAnswerEndedWhileNobodyLooked() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    String question = lastOf(exchange);
                    asked.add(question);
                    begin(exchange).chunk(frame("Answer", false));
                    if (question.equals("the first question")) {
                        hold(last, exchange, frame("", false));
                    }
                    exchange.chunk(frame("", true)).lastChunk();
                    ended.countDown();
                });
        signIn("/app/", ItUser.ALICE);
        ask("the first question");
        browser.awaitTrue(LAST + "?.textContent.includes('Answer')");
        browser.type("#question", "the second question");
        browser.click(".send");
        browser.awaitTrue("document.querySelector('.next-one')");
        URI here = leave();
        last.countDown();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        browser.go(here);
        browser.awaitTrue("document.querySelectorAll('.answer').length === 2");
        browser.awaitTrue(IDLE);
        browser.awaitTrue("!document.querySelector('.next-one')");
        assertThat(asked)
                .filteredOn(question -> question.matches("the \\w+ question"))
                .containsExactly("the first question", "the second question");
    }

    @Test
    void theCuriousSeeHowSureAModelWasAndWhichToolsItAskedFor() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    begin(exchange);
                    exchange.chunk(
                            "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"<b>weather</b>\","
                                    + "\"arguments\":{\"city\":\"Oslo <img src=x>\"}}}]},\"done\":false}\n");
                    exchange.chunk(
                            "{\"message\":{\"role\":\"assistant\",\"content\":\"Rain\"},\"logprobs\":[{\"token\":\"Rain\",\"logprob\":-0.6931,"
                                    + "\"top_logprobs\":[{\"token\":\"Rain\",\"logprob\":-0.6931},{\"token\":\" Sun\",\"logprob\":-1.3863}]}],\"done\":false}\n");
                    exchange.chunk(frame("", true)).lastChunk();
                });
        signIn("/app/", ItUser.ALICE);
        ask("How is the weather?");
        browser.awaitTrue(IDLE);
        String call =
                "[...document.querySelectorAll('.answer details.think')].find(d => d.textContent.includes('<b>weather</b>'))";
        browser.awaitTrue(call);
        browser.script(call + ".open = true");
        browser.awaitTrue(call + ".querySelector('pre').textContent.includes('Oslo <img src=x>')");
        openLogprobs();
        browser.awaitTrue("document.querySelector('.logprobs tbody tr')");
        assertThat(browser.text(".logprobs tbody tr")).contains("Rain", "50", "·Sun", "25");
        Axe.assertNothingFound(browser, "the probabilities");
        browser.go(leave());
        browser.awaitTrue("document.querySelector('.answer .acts')");
        openLogprobs();
        browser.awaitTrue("document.querySelector('.logprobs tbody tr')");
        assertNoComplaints();
    }

    private void openLogprobs() throws IOException {
        String entry =
                "[...document.querySelectorAll('.answer .acts button, .popup button')].find(b => /How sure/.test(b.textContent + (b.ariaLabel ?? '')))";
        browser.script(
                "if (!("
                        + entry
                        + ")) [...document.querySelectorAll('.answer .acts [aria-haspopup]')].at(-1).click()");
        browser.awaitTrue(entry);
        browser.script(entry + ".click()");
    }

    @Test
    void nothingThatAModelWritesRunsOrIsFetched() throws Exception {
        upstream.on("POST", "/api/chat", exchange -> answer(exchange, HOSTILE));
        signIn("/app/", ItUser.JUERGEN);
        ask("Be hostile.");
        browser.awaitTrue(IDLE);
        browser.awaitTrue("document.querySelector('.katex')");
        browser.script(
                "[...document.querySelectorAll('.bar-acts button')].find(b => b.textContent === 'Draw').click()");
        browser.awaitTrue(
                "document.querySelector('iframe.diagram')?.style.height || document.querySelector('.diagram-note')");
        assertThat(browser.script("return window.pwned === undefined").asBoolean()).isTrue();
        assertThat(
                        browser.script(
                                "return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin))"))
                .isEmpty();
        assertThat(
                        browser.script(
                                        "return document.querySelectorAll('.answer :is(img, script, style, link, svg[onload], iframe:not(.diagram))').length")
                                .asInt())
                .isZero();
    }

    @Test
    void axeFindsNothingInTheChat() throws Exception {
        upstream.on(
                "POST",
                "/api/chat",
                exchange ->
                        answer(
                                exchange,
                                "# Title\n\n* a\n\n```java\nint x;\n```\n\n| a |\n|---|\n| b |"));
        signIn("/app/", ItUser.ALICE);
        for (String scheme : new String[] {"light", "dark"}) {
            browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
            browser.script("document.documentElement.dataset.scheme = '" + scheme + "'");
            browser.click("#new-chat");
            Axe.assertNothingFound(browser, "an empty chat, " + scheme);
            ask("Show it.");
            browser.awaitTrue(IDLE);
            Axe.assertNothingFound(browser, "an answer, " + scheme);
            for (String button : new String[] {"Parameters", "Share"}) {
                browser.script(
                        "[...document.querySelectorAll('#top button')].find(b => b.textContent === '"
                                + button
                                + "').click()");
                browser.awaitTrue("document.querySelector('dialog[open] form')");
                Axe.assertNothingFound(browser, button + ", " + scheme);
                browser.script("document.querySelector('dialog[open]').close()");
            }
        }
    }

    /** What the model was told last. */
    private String lastOf(Exchange exchange) throws IOException, InterruptedException {
        exchange.body();
        var messages = json.readTree(exchange.text()).path("messages");
        return messages.path(messages.size() - 1).path("content").asText();
    }
}
