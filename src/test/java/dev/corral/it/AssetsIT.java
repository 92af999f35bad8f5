package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much the page costs the network. */
@Timeout(180)
class AssetsIT extends PageIT {

    private static final int MOST = 400_000;

    /** What a browser counts for an answer without a body. */
    private static final int HEAD = 300;

    private static final String ENTRIES =
            "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];";

    @Test
    void theFirstLoadIsSmallAndTheNextFetchesNothingAgain() throws Exception {
        signIn("/app/", ItUser.ALICE);
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
        assertThat(firstLoad()).isBetween(50_000, MOST);

        browser.go(URI.create("about:blank"));
        browser.go(url("/app/"));
        browser.awaitTrue("document.querySelector('#pick')?.textContent.includes('gemma3')");
        assertThat(
                        browser.script(
                                ENTRIES
                                        + "return all.filter(one => one.name.includes('/assets/') && one.transferSize > "
                                        + HEAD
                                        + ").map(one => one.name + ' ' + one.transferSize)"))
                .isEmpty();
        assertThat(browser.script(ENTRIES + "return all.length").asInt()).isGreaterThan(20);
        assertNoComplaints();
    }

    private int firstLoad() throws Exception {
        return browser.script(
                        ENTRIES + "return all.reduce((sum, one) => sum + one.transferSize, 0)")
                .asInt();
    }
}
