package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page on a screen of 320 CSS pixels, as WCAG 2.2 asks for (1.4.10). */
@Timeout(180)
class NarrowPagesIT extends PageIT {

    /** German has the longest words. */
    @ParameterizedTest
    @ValueSource(strings = {"en", "de"})
    void noPageHasToBeScrolledSideways(String language) throws Exception {
        signIn("/app/account/", ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('#create-key')");
        browser.script("localStorage.setItem('corral.language', '" + language + "')");
        browser.width(320);
        List<String> all = new ArrayList<>(PAGES);
        all.add(0, "/app/");
        for (String page : all) {
            browser.go(URI.create("about:blank"));
            browser.go(url(page));
            browser.awaitTrue("document.querySelector('main h1, main h2, #question')");
            browser.awaitTrue("!document.querySelector('main [aria-busy=true]')");
            browser.awaitTrue(
                    "!location.hash.endsWith('data') || document.querySelector('.data-facts')");
            assertThat(browser.script("return document.documentElement.lang").asText())
                    .isEqualTo(language);
            assertThat(browser.script("return document.documentElement.scrollWidth").asInt())
                    .as(() -> language + " " + page + ": " + whatSticksOut())
                    .isLessThanOrEqualTo(320);
        }
        assertNoComplaints();
    }

    private String whatSticksOut() {
        try {
            return browser.script(
                            "return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 320).map(e => e.outerHTML.slice(0, 120)).join('\\n')")
                    .asText();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
