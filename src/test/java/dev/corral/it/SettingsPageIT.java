package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings seen, changed and taken back by an administrator, in a real browser. */
@Timeout(180)
class SettingsPageIT extends PageIT {

    private static final String PAGE = "/app/settings/";
    private static final String TITLE = "#corral-ui-title";
    private static final String FIELD =
            "document.querySelector('" + TITLE + "')?.closest('.field').textContent";

    @AfterEach
    void defaults() throws IOException {
        ItSettings.set("corral.ui.title", null);
    }

    @Test
    void aSettingIsChangedAndTakenBack() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue(
                "document.querySelector('#corral-ollama-base-urls') && document.querySelector('#corral-ollama-base-urls').readOnly");
        browser.awaitTrue(FIELD + ".includes('default')");
        browser.type(TITLE, " of the test");
        browser.click(".setting-acts .primary");
        browser.awaitTrue(FIELD + ".includes('saved here')");
        browser.click(".setting-acts .undo");
        browser.awaitTrue("!" + FIELD + ".includes('saved here')");
        browser.awaitTrue("document.querySelector('" + TITLE + "').value === 'Corral'");
        assertNoComplaints();
    }

    @Test
    void thePolicySaysWhyARequestIsRefusedAndWhatWouldHelp() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.click(".tabs a[href='#policy']");
        browser.awaitTrue(
                "document.querySelector('[data-rule=users-use-models]') && document.querySelector('.versions')");
        browser.type("#sim-name", "bob");
        browser.script("document.querySelector('#sim-operation').value = 'pull'");
        browser.type("#sim-model", "llama3.2");
        browser.click(".sim-do");
        assertThat(browser.text(".sim-steps"))
                .contains("pull llama3.2:latest", "administrators-manage");
        assertNoComplaints();
    }

    @Test
    void theSecondOfTwoAdministratorsSeesWhatTheFirstHasSaved() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('" + TITLE + "')");
        browser.awaitTrue(FIELD + ".includes('default')");
        // The other tab.
        ItSettings.set("corral.ui.title", "Theirs");
        browser.type(TITLE, " of mine");
        browser.click(".setting-acts .primary");
        assertThat(browser.text(".conflict")).contains("Theirs", "Corral of mine");
        assertThat(browser.text(".field .problem")).contains("changed by somebody else", "admin");
        assertThat(browser.script("return document.querySelector('" + TITLE + "').value").asText())
                .as("what was typed is still there")
                .isEqualTo("Corral of mine");
        browser.click(".problem-acts .btn:not(.primary)");
        browser.awaitTrue(FIELD + ".includes('Saved.')");
        browser.click(".setting-acts .undo");
        browser.awaitTrue("document.querySelector('" + TITLE + "').value === 'Theirs'");

        ItSettings.set("corral.ui.title", null);
        browser.type(TITLE, "!");
        browser.click(".setting-acts .primary");
        browser.click(".problem-acts .primary");
        browser.awaitTrue("document.querySelector('" + TITLE + "').value === 'Corral'");
        assertNoComplaints("status of 409");
    }

    @Test
    void whatTwoAdministratorsChangeInTheRulesIsPutTogether() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.click(".tabs a[href='#policy']");
        browser.awaitTrue("document.querySelector('#policy-json')?.value.includes('users-read')");
        browser.script("document.querySelector('details.editor').open = true");
        // The other tab.
        ItPolicy.set(
                ItPolicy.ofTheTests()
                        .replaceFirst(
                                "\"rules\" : \\[",
                                "\"rules\" : [{\"id\":\"theirs\",\"effect\":\"deny\",\"who\":{\"users\":[\"eve\"]},\"what\":[\"pull\"]},"));
        try {
            browser.script(
                    "const t = document.querySelector('#policy-json'); const p = JSON.parse(t.value);"
                            + " p.rules.push({id: 'mine', effect: 'deny', who: {users: ['mallory']}, what: ['copy'], models: ['*']});"
                            + " t.value = JSON.stringify(p); t.dispatchEvent(new Event('input'))");
            browser.click(".editor button[type=submit]");
            browser.click(".editor .problem-acts .btn");
            assertThat(browser.text("[data-part=theirs]")).contains("only the other");
            assertThat(browser.text("[data-part=mine]")).contains("only you");
            Axe.assertNothingFound(browser, "rules that two people changed");
            browser.click(".merge .primary");
            browser.click(".editor button[type=submit]");
            browser.awaitTrue(
                    "document.querySelector('[data-rule=mine]') && document.querySelector('[data-rule=theirs]')");
            assertNoComplaints("status of 409");
        } finally {
            ItPolicy.reset();
        }
    }

    @Test
    void aValueIsCheckedWhileItIsTyped() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.type("#corral-ui-sign-out-url", "x");
        browser.awaitTrue("document.querySelector('.advice .bad')");
        assertThat(browser.text(".advice .bad")).contains("cannot be used", "begins neither");
        browser.script(
                "const f = document.querySelector('#corral-ui-sign-out-url'); f.value = 'https://sso.example.com/out'; f.dispatchEvent(new Event('input'))");
        browser.awaitTrue("!document.querySelector('.advice .bad')");
        assertNoComplaints();
    }

    @Test
    void aServerIsTakenOutAndBackIn() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.click(".tabs a[href='#maintenance']");
        browser.click("#drain-do");
        browser.awaitTrue(
                "document.querySelector('#main').textContent.includes('Nothing runs here any more')");
        browser.awaitTrue("document.querySelector('#drain-do').textContent === 'Serve again'");
        browser.click("#drain-do");
        browser.awaitTrue("document.querySelector('.chip.ok')?.textContent === 'In service'");
        assertNoComplaints();
    }

    @Test
    void whoeverIsNoAdministratorSeesNoSetting() throws Exception {
        signIn(PAGE, ItUser.ALICE);
        browser.awaitTrue(
                "document.querySelector('#main').textContent.includes('Settings are for administrators.')");
        assertThat(browser.has(".field")).isFalse();
        assertThat(browser.text("#pages")).doesNotContain("Settings");
        assertNoComplaints();
    }
}
