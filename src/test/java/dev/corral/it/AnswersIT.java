package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person sees of answers that are more, or less, than text. */
@Timeout(180)
class AnswersIT extends ChattingIT {

    @Test
    void theToolThatAModelAsksForIsShownAtOnce() throws Exception {
        Map<String, Object> call =
                Map.of(
                        "function",
                        Map.of("name", "get_weather", "arguments", Map.of("city", "Zug")));
        Map<String, Object> message =
                Map.of("role", "assistant", "content", "", "tool_calls", List.of(call));
        upstream.on(
                "POST",
                "/api/chat",
                exchange ->
                        begin(exchange)
                                .chunk(frame(message, false))
                                .chunk(frame("", true))
                                .lastChunk());
        signIn("/app/", ItUser.ALICE);
        ask("What is the weather in Zug?");
        browser.awaitTrue(IDLE);
        assertThat(browser.text(".answer"))
                .contains("get_weather")
                .doesNotContain("without a word");
        browser.click(".answer details:not([hidden]) summary");
        assertThat(browser.text(".answer")).contains("\"city\": \"Zug\"");
        assertNoComplaints();
    }

    @Test
    void anAnswerThatBrokeOffGoesOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch seen = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/chat",
                exchange -> {
                    if (asked.incrementAndGet() == 1) {
                        begin(exchange).chunk(frame("The first half", false));
                        hold(seen, exchange, frame("", false));
                        exchange.reset();
                    } else {
                        answer(exchange, " and the second.");
                    }
                });
        signIn("/app/", ItUser.ALICE);
        ask("Break off.");
        browser.awaitTrue(LAST + "?.textContent.includes('The first half')");
        seen.countDown();
        browser.awaitTrue("document.querySelector('.answer .problem')");
        press("Continue");
        browser.awaitTrue(LAST + ".textContent.includes('The first half and the second.')");
        browser.awaitTrue("!document.querySelector('.answer .problem')");
        assertNoComplaints();
    }

    @Test
    void aTemporaryChatIsStillThereAfterALoad() throws Exception {
        upstream.on("POST", "/api/chat", exchange -> answer(exchange, "For now."));
        signIn("/app/", ItUser.ALICE);
        browser.click("[aria-label='More ways to begin']");
        press("New temporary chat");
        ask("Keep this a while.");
        browser.awaitTrue(LAST + "?.textContent.includes('For now.')");
        browser.awaitTrue(IDLE);
        browser.go(leave());
        browser.awaitTrue(LAST + "?.textContent.includes('For now.')");
        assertThat(browser.text("#top .chip")).contains("Temporary");
        assertThat(browser.text("#chats")).doesNotContain("Keep this a while");
        assertNoComplaints();
    }
}
