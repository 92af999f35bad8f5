package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings seen, changed and taken back by an administrator, in a real browser. */
@Timeout(180)
class SettingsPageIT extends PageIT {

    private static final String PAGE = "/app/settings/";
    private static final String TITLE = "#corral-ui-title";
    private static final String FIELD =
            "document.querySelector('" + TITLE + "').closest('.field').textContent";

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
    void whoeverIsNoAdministratorSeesNoSetting() throws Exception {
        signIn(PAGE, ItUser.ALICE);
        browser.awaitTrue(
                "document.querySelector('#main').textContent.includes('Settings are for administrators.')");
        assertThat(browser.has(".field")).isFalse();
        assertThat(browser.text("#pages")).doesNotContain("Settings");
        assertNoComplaints();
    }
}
