package dev.corral.it;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every view and dialog, light and dark, as axe sees it. */
@Timeout(300)
class PageViewsIT extends ChattingIT {

    private static final List<String> SCHEMES = List.of("light", "dark");

    private static final List<String> MENU =
            List.of(
                    "Prompts",
                    "Shared with me",
                    "Export and import",
                    "Preferences",
                    "Keyboard shortcuts");

    private static final List<String> CHAT_MENU =
            List.of("Rename", "Move to folder", "Tags", "Export", "Delete");

    private void inBothSchemes(String view) throws IOException {
        for (String scheme : SCHEMES) {
            browser.script("document.documentElement.dataset.scheme = '" + scheme + "'");
            Axe.assertNothingFound(browser, view + ", " + scheme);
        }
    }

    @Test
    void theLoginAndThePageOfWhoHasNoRole() throws Exception {
        browser.go(url("/app/"));
        browser.awaitTrue("document.querySelector('#name')");
        inBothSchemes("login");
        signIn("/app/", ItUser.NOBODY);
        browser.awaitTrue("!document.querySelector('#name') && document.querySelector('h1')");
        inBothSchemes("no role");
    }

    @Test
    void thePagesOfAnAdministrator() throws Exception {
        signIn("/app/account/", ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('#create-key')");
        for (String page : PAGES) {
            browser.go(URI.create("about:blank"));
            browser.go(url(page));
            browser.awaitTrue("document.querySelector('main h1, main h2')");
            browser.awaitTrue("!document.querySelector('main [aria-busy=true]')");
            inBothSchemes(page);
        }
    }

    @Test
    void theDialogsOfTheChat() throws Exception {
        upstream.on("POST", "/api/chat", exchange -> answer(exchange, "A word."));
        signIn("/app/", ItUser.ALICE);
        ask("Say a word.");
        browser.awaitTrue(IDLE);
        for (String entry : MENU) {
            browser.click("#me-button");
            inDialog(entry);
        }
        for (String entry : CHAT_MENU) {
            browser.click("#top [aria-haspopup=true]");
            browser.awaitTrue("document.querySelector(':popover-open')");
            inDialog(entry);
        }
        browser.click("#find");
        browser.awaitTrue("document.querySelector('dialog[open] [role=option]')");
        inBothSchemes("search");
        browser.script("document.querySelector('dialog[open]').close()");
        for (String opener : List.of("#me-button", "#pick", ".answer .acts [aria-haspopup]")) {
            browser.click(opener);
            browser.awaitTrue("document.querySelector(':popover-open')");
            inBothSchemes("menu of " + opener);
            browser.script("document.querySelector(':popover-open').hidePopover()");
        }
    }

    private void inDialog(String entry) throws IOException {
        press(entry);
        browser.awaitTrue("document.querySelector('dialog[open]')");
        inBothSchemes(entry);
        browser.script("document.querySelector('dialog[open]').close()");
        browser.awaitTrue("!document.querySelector('dialog')");
    }
}
