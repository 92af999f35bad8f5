package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Base of the tests of the page: a stand-in listens where Corral expects its Ollama, and a browser
 * with an empty profile is open. What it shows at the end of a class is in {@code
 * target/it/<container>/<class>.png}.
 */
@RequiresBrowser
abstract class PageIT extends CorralIT {

    /** All pages for administrators but the chat. */
    static final List<String> PAGES =
            List.of(
                    "/app/models/",
                    "/app/account/",
                    "/app/help/",
                    "/app/settings/#general",
                    "/app/settings/#status",
                    "/app/settings/#backends",
                    "/app/settings/#policy",
                    "/app/settings/#data",
                    "/app/settings/#maintenance",
                    "/app/settings/#about");

    /** The Ollama; a new one for each test. */
    StandIn upstream;

    /** The browser; a new one for each test. */
    Browser browser;

    @BeforeEach
    void open() throws IOException {
        upstream = StandIn.start(upstreamPort());
        browser = Browser.open();
    }

    @AfterEach
    void close() throws IOException {
        try {
            if (browser != null) {
                browser.screenshot(
                        Path.of("target", "it", container(), getClass().getSimpleName() + ".png"));
            }
        } finally {
            if (browser != null) {
                browser.close();
            }
            upstream.close();
        }
    }

    /** Closes the browser and opens another, as if somebody else sat down at another machine. */
    void reopen() throws IOException {
        browser.close();
        browser = Browser.open();
    }

    /**
     * Goes to a page and through the login in front of it.
     *
     * @param page as in {@link #url}
     */
    void signIn(String page, ItUser user) throws IOException {
        signIn(page, user, user.password());
    }

    /** As {@link #signIn(String, ItUser)}, with a password that may be wrong. */
    void signIn(String page, ItUser user, String password) throws IOException {
        browser.go(url(page));
        browser.type("#name", user.name());
        browser.type("#password", password);
        browser.click("button[type=submit]");
    }

    /**
     * Fails if the browser's console has errors: of scripts, or of what the content security policy
     * refused.
     *
     * @param awaited what may be in an error that the test has asked for, such as {@code "status of
     *     401"}
     */
    void assertNoComplaints(String... awaited) throws IOException {
        List<String> errors =
                browser.console().stream()
                        .filter(line -> line.startsWith("SEVERE"))
                        .filter(line -> List.of(awaited).stream().noneMatch(line::contains))
                        .toList();
        assertThat(errors).isEmpty();
    }

    /**
     * Waits in a script of the upstream for the test, which a slow machine lets take its time: six
     * seconds of silence would be the end of the exchange, so that a frame goes out now and then.
     */
    static void hold(CountDownLatch until, Exchange exchange, String frame)
            throws IOException, InterruptedException {
        while (!until.await(1, TimeUnit.SECONDS)) {
            exchange.chunk(frame);
        }
    }
}
