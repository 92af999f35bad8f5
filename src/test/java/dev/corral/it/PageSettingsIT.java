package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What administrators set for everybody's page, as people see it. */
@Timeout(180)
class PageSettingsIT extends PageIT {

    private static final String NOTICE = "<b>Saturday</b> & Sunday: no service";

    @AfterEach
    void defaults() throws IOException {
        for (String one : List.of("title", "notice", "default-model", "language", "sign-out-url")) {
            ItSettings.set("corral.ui." + one, null);
        }
    }

    @Test
    void nameAndNoticeAreShownAtTheLoginAndOnEachPage() throws Exception {
        ItSettings.set("corral.ui.title", "Ask <i>Acme</i>");
        ItSettings.set("corral.ui.notice", NOTICE);
        browser.go(url("/app/account/"));
        assertThat(browser.text(".notice")).isEqualTo(NOTICE);
        assertThat(browser.text(".brand")).isEqualTo("Ask <i>Acme</i>");
        assertThat(browser.script("return document.title").asText())
                .isEqualTo("Sign in · Ask <i>Acme</i>");
        signIn("/app/account/", ItUser.ALICE);
        assertThat(browser.text(".strip p")).isEqualTo(NOTICE);
        assertThat(browser.text("#brand-name")).isEqualTo("Ask <i>Acme</i>");
        browser.go(url("/app/"));
        assertThat(browser.text(".strip p")).isEqualTo(NOTICE);
        browser.awaitTrue("document.title.endsWith('Ask <i>Acme</i>')");

        browser.click(".strip button");
        browser.awaitTrue("!document.querySelector('.strip')");
        browser.go(url("/app/account/"));
        browser.awaitTrue("document.querySelector('#create-key')");
        assertThat(browser.has(".strip")).as("a notice that was put away stays away").isFalse();
        ItSettings.set("corral.ui.notice", "Another one");
        browser.go(url("/app/"));
        assertThat(browser.text(".strip p")).isEqualTo("Another one");
        assertNoComplaints();
    }

    @Test
    void aNewChatBeginsWithTheModelThatIsSet() throws Exception {
        signIn("/app/", ItUser.ALICE);
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
        String last =
                browser.script(
                                "return fetch('../ollama/api/tags', { headers: { 'X-Corral-Page': '1' } }).then(r => r.json())"
                                        + ".then(b => b.models.map(m => m.name).filter(n => !/embed|bert/.test(n)).at(-1))")
                        .asText();
        ItSettings.set("corral.ui.default-model", last);
        browser.script("localStorage.removeItem('corral.model'); sessionStorage.clear()");
        browser.go(url("/app/"));
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('" + last + "')");
        assertNoComplaints();
    }

    @Test
    void signingOutLeadsToTheAddressThatIsSet() throws Exception {
        ItSettings.set("corral.ui.sign-out-url", baseUrl().getPath() + "/health/live");
        signIn("/app/account/", ItUser.ALICE);
        browser.click("#me-button");
        browser.click("#sign-out");
        browser.awaitTrue("location.pathname.endsWith('/health/live')");
        Response good =
                RawClient.ask(
                        baseUrl(),
                        RawRequest.of("GET", baseUrl().getPath() + "/login?signedout")
                                .host(baseUrl().getAuthority()));
        assertThat(good.status()).isEqualTo(303);
        assertThat(good.header("Location")).isEqualTo(baseUrl().getPath() + "/health/live");
    }
}
