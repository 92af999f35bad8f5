package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Asks axe-core about the page that a browser shows. */
final class Axe {

    private static final String SCRIPT = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
    private static final String RUN =
            "window.axeFound = null; axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
                    + " 'wcag22aa', 'best-practice']}).then(result => window.axeFound = result.violations.map(one =>"
                    + " one.id + ': ' + one.nodes.map(node => node.target + ' ' + node.failureSummary).join(' | ')));";

    private Axe() {}

    /** Fails with what axe finds in what is shown now. */
    static void assertNothingFound(Browser browser, String view) throws IOException {
        if (!browser.script("return 'axe' in window").asBoolean()) {
            browser.script(source());
        }
        browser.script(RUN);
        browser.awaitTrue("window.axeFound !== null");
        assertThat(browser.script("return window.axeFound")).as(view).isEmpty();
    }

    private static String source() throws IOException {
        try (InputStream script = Axe.class.getResourceAsStream(SCRIPT)) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
