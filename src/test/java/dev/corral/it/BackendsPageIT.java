package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.RawRequest;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Settings, Backends and Settings, Status in a real browser: servers are added, changed, put into
 * maintenance and deleted, and what they do is seen live. A Tomcat of its own, since elsewhere the
 * list of servers is fixed from outside.
 */
@RequiresBrowser
@Timeout(240)
@Tag("own-tomcat")
class BackendsPageIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String JSON = "application/json";

    private static TomcatProcess tomcat;
    private final HttpClient client = HttpClient.newHttpClient();
    private StandIn one;
    private StandIn two;
    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        Path folder = CorralServer.folder().resolveSibling("backends-page");
        ServerBase.deleteTree(folder);
        tomcat =
                new TomcatProcess(
                        folder.resolve("base"),
                        List.of(
                                "-Dcorral.home=" + folder.toAbsolutePath().resolve("home"),
                                "-Dcorral.fleet.watch-interval=1s"));
        tomcat.start();
    }

    @AfterAll
    static void stop() {
        tomcat.close();
    }

    @BeforeEach
    void open() throws Exception {
        one = StandIn.start();
        two = StandIn.start();
        ask(
                "PUT",
                "/api/v1/settings/corral.ollama.base-urls",
                "{\"value\":\"" + one.url() + "\",\"version\":" + version() + "}");
        browser = Browser.open();
    }

    @AfterEach
    void close(TestInfo test) throws IOException {
        try {
            browser.screenshot(
                    Path.of(
                            "target",
                            "it",
                            "BackendsPageIT-"
                                    + test.getTestMethod().orElseThrow().getName()
                                    + ".png"));

        } finally {
            browser.close();
            one.close();
            two.close();
        }
    }

    private String version() throws Exception {
        String now = ask("GET", "/api/v1/settings/corral.ollama.base-urls", null);
        return now.replaceAll("(?s).*\"version\":(\"[^\"]*\"|[^,}]*).*", "$1");
    }

    private String ask(String method, String path, String body) throws Exception {
        HttpResponse<String> answer =
                client.send(
                        HttpRequest.newBuilder(tomcat.url(path))
                                .timeout(SOON)
                                .header("Content-Type", JSON)
                                .header(
                                        "Authorization",
                                        RawRequest.basicValue(
                                                ItUser.ADMIN.name(), ItUser.ADMIN.password()))
                                .method(
                                        method,
                                        body == null
                                                ? BodyPublishers.noBody()
                                                : BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer::body).isEqualTo(200);
        return answer.body();
    }

    private void signIn(String page) throws IOException {
        browser.go(tomcat.url(page));
        browser.type("#name", ItUser.ADMIN.name());
        browser.type("#password", ItUser.ADMIN.password());
        browser.click("button[type=submit]");
    }

    private static String row(StandIn standIn) {
        return "[...document.querySelectorAll('.backend, .server')].find(e => e.textContent.includes('"
                + standIn.url()
                + "'))";
    }

    private void awaitRow(StandIn standIn, String words) throws IOException {
        browser.awaitTrue(row(standIn) + "?.textContent.includes('" + words + "')");
    }

    private void assertNoComplaints(String... awaited) throws IOException {
        assertThat(browser.console())
                .filteredOn(line -> line.startsWith("SEVERE"))
                .allMatch(line -> List.of(awaited).stream().anyMatch(line::contains));
    }

    @Test
    void aServerIsAddedChangedPutIntoMaintenanceAndDeleted() throws Exception {
        signIn("/app/settings/#backends");
        awaitRow(one, "answers");
        browser.click(".card-head .btn.primary");
        browser.type("#backend-url", "nothing like it");
        browser.click("dialog button[type=submit]");
        assertThat(browser.text("dialog .problem")).contains("URL");
        browser.script("document.querySelector('#backend-url').value = ''");
        browser.type("#backend-url", two.url());
        browser.click("dialog button[type=submit]");
        awaitRow(two, "answers");

        browser.script(row(two) + ".querySelector('[data-edit]').click()");
        browser.type("#backend-name", "second");
        browser.type("#backend-tags", "eu");
        browser.click("dialog button[type=submit]");
        awaitRow(two, "second");
        awaitRow(two, "eu");

        browser.script(row(two) + ".querySelector('.switch input').click()");
        awaitRow(two, "in maintenance");
        assertThat(ask("GET", "/api/v1/backends", null)).contains("\"draining\":true");
        browser.script(row(two) + ".querySelector('.switch input').click()");
        awaitRow(two, "answers");

        browser.script(row(two) + ".querySelector('[data-edit]').click()");
        browser.click("dialog .dialog-acts .start");
        browser.awaitTrue("document.querySelector('dialog .danger')");
        browser.click("dialog .danger");
        browser.awaitTrue("!" + row(two));
        assertThat(ask("GET", "/api/v1/backends", null)).doesNotContain(two.url());
        assertNoComplaints("status of 400", "status of 422");
    }

    @Test
    void whatServersDoIsSeenLive() throws Exception {
        CountDownLatch mayEnd = new CountDownLatch(1);
        one.on(
                "POST",
                "/api/chat",
                x -> {
                    x.text();
                    mayEnd.await();
                    x.respond(200, JSON, "{\"message\":{\"content\":\"hi\"},\"done\":true}");
                });
        signIn("/app/settings/#status");
        awaitRow(one, "answers");
        String figure = "document.querySelector('.figures dd').textContent";
        browser.awaitTrue(figure + " === '0'");
        CompletableFuture<String> chat =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return ask(
                                        "POST",
                                        "/ollama/api/chat",
                                        "{\"model\":\"gemma3:270m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        });
        browser.awaitTrue(figure + " === '1'");
        browser.awaitTrue("document.querySelector('.callers')?.textContent.includes('admin')");
        mayEnd.countDown();
        assertThat(chat.join()).contains("\"done\":true");
        browser.awaitTrue(figure + " === '0'");

        browser.script(row(one) + ".querySelectorAll('.server-acts .btn')[1].click()");
        awaitRow(one, "in maintenance");
        browser.script(row(one) + ".querySelectorAll('.server-acts .btn')[1].click()");
        browser.awaitTrue("!" + row(one) + ".textContent.includes('in maintenance')");
        assertNoComplaints();
    }

    @Test
    void aModelIsLoadedAndUnloadedByHand() throws Exception {
        List<String> asked = new CopyOnWriteArrayList<>();
        one.on(
                "POST",
                "/api/generate",
                x -> {
                    asked.add(x.text());
                    x.respond(200, JSON, "{\"done\":true}");
                });
        signIn("/app/settings/#status");
        awaitRow(one, "gemma3:270m");
        browser.click(".server-acts .btn");
        browser.type("#load-model", "gemma3:270m");
        browser.click("dialog button[type=submit]");
        assertThat(StandIn.await(SOON, () -> asked.size() == 1)).isTrue();
        assertThat(asked.get(0)).contains("gemma3:270m").doesNotContain("keep_alive");
        browser.click(".server-models .btn.plain");
        assertThat(StandIn.await(SOON, () -> asked.size() == 2)).isTrue();
        assertThat(asked.get(1)).contains("\"keep_alive\":0");
        assertNoComplaints();
    }

    @Test
    void whyAServerIsNotUsedIsSaidInWords() throws Exception {
        signIn("/app/settings/#status");
        awaitRow(one, "answers");
        look(x -> x.respond(200, "text/html", "<html>It works!</html>"));
        awaitRow(one, "is no Ollama");
        awaitRow(one, "next try");
        look(x -> x.head(307, "Location: " + two.url(), "Content-Length: 0"));
        awaitRow(one, "sends elsewhere");
        look(x -> x.head(508, "X-Corral-Loop: 1", "Content-Length: 0"));
        awaitRow(one, "is this Corral itself");
        look(x -> x.respond(401, JSON, "{}"));
        awaitRow(one, "does not take the key");
        look(x -> x.send("SSH-2.0-OpenSSH_9.2p1\r\n").silence());
        awaitRow(one, "does not speak HTTP");
        one.reset();
        awaitRow(one, "answers");
        one.close();
        awaitRow(one, "nothing listens there");
        assertNoComplaints();
    }

    private void look(dev.corral.testkit.Script script) {
        for (String path : List.of("/api/version", "/api/tags", "/api/ps")) {
            one.on("GET", path, script);
        }
    }

    @Test
    void whatDoesNotFitTogetherIsSaid() throws Exception {
        String ps =
                "{\"models\":[{\"name\":\"gemma3:270m\",\"expires_at\":\"2031-11-25T10:05:00.123456789Z\"}]}";
        for (StandIn each : List.of(one, two)) {
            each.on("GET", "/api/ps", x -> x.respond(200, JSON, ps));
        }
        ask(
                "PUT",
                "/api/v1/settings/corral.ollama.base-urls",
                "{\"value\":\""
                        + one.url()
                        + ";"
                        + two.url()
                        + "\",\"version\":"
                        + version()
                        + "}");
        signIn("/app/settings/#status");
        browser.awaitTrue(
                "document.querySelector('.fleet-notes')?.textContent.includes('one server under two names')");
        two.on(
                "GET",
                "/api/tags",
                x ->
                        x.respond(
                                200,
                                JSON,
                                "{\"models\":[{\"name\":\"gemma3:270m\",\"digest\":\"other\"}]}"));
        browser.awaitTrue(
                "document.querySelector('.fleet-notes')?.textContent.includes('is not the same on')");
        assertNoComplaints();
    }
}
