package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Making an API key in the page, using it in a program, and revoking it, in a real browser. */
@Timeout(180)
class AccountIT extends PageIT {

    private static final String PAGE = "/app/account/";
    private static final String REVOKE = "[aria-label='Revoke key “browser it”']";
    private static final String EXAMPLE =
            "[...document.querySelectorAll('.code code')].map(c => c.textContent).join('\\n')";

    private String createInPath() throws Exception {
        browser.click("#create-key");
        browser.type("#key-name", "browser it");
        browser.click("#key-path");
        browser.click("dialog [type=submit]");
        String secret = browser.text("#secret");
        browser.click("#stored");
        browser.awaitTrue("!document.querySelector('dialog')");
        return secret;
    }

    private static Response ask(String path, String secret) throws Exception {
        RawRequest request =
                RawRequest.of("GET", baseUrl().getPath() + path).header("Connection", "close");
        return RawClient.ask(
                baseUrl(),
                secret == null ? request : request.header("Authorization", "Bearer " + secret));
    }

    private String tried(String title) throws Exception {
        browser.click("#try");
        browser.awaitTrue(
                "document.querySelector('.result b') && document.querySelector('.result b').textContent === '"
                        + title
                        + "'");
        return browser.text(".result");
    }

    @Test
    void aKeyIsMadeUsedAndRevokedInThePage() throws Exception {
        signIn(PAGE, ItUser.ALICE);
        String secret = createInPath();
        assertThat(secret).matches("crl_[0-9A-Za-z]{49}");
        assertThat(ask("/ollama/api/tags", secret).status()).isEqualTo(200);
        assertThat(ask("/k/" + secret + "/api/tags", null).status()).isEqualTo(200);
        URI address = url("/k/" + secret);
        browser.awaitTrue(EXAMPLE + ".includes(\"export OLLAMA_HOST='" + address + "'\")");
        assertThat(tried("It works")).contains("status 200").doesNotContain(secret);
        browser.click("input[value=openai-js]");
        browser.awaitTrue(EXAMPLE + ".includes(\"apiKey: '" + secret + "'\")");

        browser.awaitTrue("document.querySelector('.key-list').textContent.includes('Used ')");
        browser.click(REVOKE);
        browser.click("dialog .danger");
        browser.awaitTrue("!document.querySelector(\"" + REVOKE + "\")");
        Response refused = ask("/ollama/api/tags", secret);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).contains("revoked").doesNotContain(secret);
        assertThat(browser.script("return " + EXAMPLE).asText()).doesNotContain(secret);

        browser.type("#paste-key", secret);
        browser.click(".paste [type=submit]");
        assertThat(tried("The key was not accepted")).contains("revoked", "status 401");
        assertNoComplaints("status of 401");
    }

    @Test
    void anAdministratorRevokesTheKeyOfAnother() throws Exception {
        signIn(PAGE, ItUser.JUERGEN);
        String secret = createInPath();
        assertThat(ask("/ollama/api/tags", secret).status()).isEqualTo(200);
        reopen();
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('.nothing')");
        browser.click("#all-keys");
        browser.awaitTrue("document.querySelector('.key-list').textContent.includes('jürgen')");
        browser.click(REVOKE);
        browser.click("dialog .danger");
        browser.awaitTrue("!document.querySelector(\"" + REVOKE + "\")");
        assertThat(ask("/ollama/api/tags", secret).status()).isEqualTo(401);
        assertNoComplaints("status of 401");
    }
}
