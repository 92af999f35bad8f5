package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.StandIn;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings seen, changed and taken back by an administrator, in a real browser. */
@RequiresBrowser
@Timeout(180)
class SettingsPageIT extends CorralIT {

    private static final String TITLE = "#corral-ui-title";
    private static final String FIELD =
            "document.querySelector('" + TITLE + "').closest('.field').textContent";

    private StandIn upstream;
    private Browser browser;

    @BeforeEach
    void open() throws Exception {
        upstream = StandIn.start(upstreamPort());
        browser = Browser.open();
    }

    @AfterEach
    void close() throws Exception {
        try {
            browser.screenshot(Path.of("target", "it", container(), "settings.png"));
        } finally {
            browser.close();
            upstream.close();
        }
    }

    private void signIn(ItUser user) throws Exception {
        browser.go(url("/app/settings/"));
        browser.type("#name", user.name());
        browser.type("#password", user.password());
        browser.click("button[type=submit]");
    }

    @Test
    void aSettingIsChangedAndTakenBack() throws Exception {
        signIn(ItUser.ADMIN);
        browser.awaitTrue(
                "document.querySelector('#corral-ollama-base-urls') && document.querySelector('#corral-ollama-base-urls').readOnly");
        browser.awaitTrue(FIELD + ".includes('default')");
        browser.type(TITLE, " of the test");
        browser.click(".setting-acts .primary");
        browser.awaitTrue(FIELD + ".includes('saved here')");
        browser.click(".setting-acts .undo");
        browser.awaitTrue("!" + FIELD + ".includes('saved here')");
        browser.awaitTrue("document.querySelector('" + TITLE + "').value === 'Corral'");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void thePolicySaysWhyARequestIsRefusedAndWhatWouldHelp() throws Exception {
        signIn(ItUser.ADMIN);
        browser.click(".tabs a[href='#policy']");
        browser.awaitTrue(
                "document.querySelector('[data-rule=users-use-models]') && document.querySelector('.versions')");
        browser.type("#sim-name", "bob");
        browser.script("document.querySelector('#sim-operation').value = 'pull'");
        browser.type("#sim-model", "llama3.2");
        browser.click(".sim-do");
        assertThat(browser.text(".sim-steps"))
                .contains("pull llama3.2:latest", "administrators-manage");
        // The servers of these tests have the policy in corral.properties.
        assertThat(browser.text("#main")).contains("The policy is fixed by", "Change it there");
        browser.awaitTrue(
                "document.querySelector('#policy-json').readOnly && document.querySelector('.editor [type=submit]').disabled");
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whoeverIsNoAdministratorSeesNoSetting() throws Exception {
        signIn(ItUser.ALICE);
        assertThat(browser.text("#main")).contains("Settings are for administrators.");
        assertThat(browser.has(".field")).isFalse();
        assertThat(browser.text("#pages")).doesNotContain("Settings");
        assertThat(complaints()).isEmpty();
    }

    private List<String> complaints() throws Exception {
        return browser.console().stream().filter(line -> line.startsWith("SEVERE")).toList();
    }
}
