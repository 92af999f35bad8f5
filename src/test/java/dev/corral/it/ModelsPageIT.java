package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What administrators do with models, and what everybody sees of them. */
@Timeout(180)
class ModelsPageIT extends PageIT {

    private static final String PAGE = "/app/models/";
    private static final String ROW = "document.querySelector('[data-model=\"gemma3:270m\"]')";
    private static final String PULL = "document.querySelector('.pull')";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String[] NDJSON = {
        "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked"
    };

    private final Semaphore mayGoOn = new Semaphore(0);

    @BeforeAll
    static void lookOften() throws IOException {
        ItSettings.set("corral.fleet.watch-interval", "300ms");
    }

    @AfterAll
    static void lookAsUsual() throws IOException {
        ItSettings.set("corral.fleet.watch-interval", "none");
    }

    @AfterEach
    void clear() throws IOException {
        mayGoOn.release(100);
        browser.script(
                "window.cleared = false; (async () => { const p = '../../api/v1/models/pulls';"
                        + " for (let n = 0; n < 2; n++) for (const { id } of (await (await fetch(p)).json()).items ?? [])"
                        + " await fetch(`${p}/${id}`, { method: 'DELETE', headers: { 'X-Corral-Page': '1' } });"
                        + " window.cleared = true; })()");
        browser.awaitTrue("window.cleared");
    }

    private void act(String words) throws IOException {
        browser.awaitTrue(ROW + "?.querySelector('button')");
        browser.script(ROW + ".querySelector('button').click()");
        press(".menu", words);
    }

    /** Goes to the page as an administrator once Corral knows what the server has. */
    private void signInWhenLooked() throws IOException {
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue(ROW);
        browser.script(
                "window.looked = false; (async () => { for (;;) { const { items } = await (await fetch('../../api/v1/models/places')).json();"
                        + " if (items.some(one => one.loaded.length > 0)) { window.looked = true; return; } await new Promise(f => setTimeout(f, 200)); } })()");
        browser.awaitTrue("window.looked");
        browser.go(URI.create("about:blank"));
        browser.go(url(PAGE));
        browser.awaitTrue(ROW);
    }

    private void press(String where, String words) throws IOException {
        String found =
                "[...document.querySelectorAll('%s button')].find(b => b.checkVisibility() && b.textContent.startsWith('%s'))"
                        .formatted(where, words);
        browser.awaitTrue(found);
        browser.script(found + ".click()");
    }

    private Exchange asked(String path) {
        assertThat(
                        StandIn.await(
                                SOON,
                                () ->
                                        upstream.exchanges().stream()
                                                .anyMatch(x -> x.path().equals(path))))
                .as(path)
                .isTrue();
        return upstream.exchanges().stream()
                .filter(x -> x.path().equals(path))
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    /** Two layers; the second one comes when the test says so. */
    private void pullInSteps() {
        upstream.on(
                "POST",
                "/api/pull",
                x -> {
                    x.body();
                    x.head(200, NDJSON).chunk("{\"status\":\"pulling manifest\"}\n");
                    x.chunk(layer("aaaaaaaaaaaa", 400, 100));
                    holdAt(layer("aaaaaaaaaaaa", 400, 100), x);
                    x.chunk(layer("aaaaaaaaaaaa", 400, 400)).chunk(layer("bbbbbbbbbbbb", 400, 200));
                    holdAt(layer("bbbbbbbbbbbb", 400, 200), x);
                    x.chunk("{\"status\":\"success\"}\n").lastChunk();
                });
    }

    private void holdAt(String layer, Exchange x) throws IOException, InterruptedException {
        while (!mayGoOn.tryAcquire(1, TimeUnit.SECONDS)) {
            x.chunk(layer);
        }
    }

    private static String layer(String digest, int total, int completed) {
        return "{\"status\":\"pulling %s\",\"digest\":\"sha256:%s\",\"total\":%d,\"completed\":%d}\n"
                .formatted(digest, digest, total, completed);
    }

    private void awaitPercent(int percent) throws IOException {
        browser.awaitTrue(PULL + "?.querySelector('.pull-bars > progress').value === " + percent);
    }

    @Test
    void aUserSeesWhatThereIsAndNothingToChangeIt() throws Exception {
        signIn(PAGE, ItUser.JUERGEN);
        browser.awaitTrue(ROW + "?.textContent.includes('parameters')");
        assertThat(browser.text("[data-model='gemma3:270m']")).contains("parameters");
        assertThat(browser.has("#pull-model")).isFalse();
        assertThat(browser.has("#gguf-file")).isFalse();
        assertThat(
                        browser.script("return " + ROW + ".querySelector('button') === null")
                                .asBoolean())
                .isTrue();
        Axe.assertNothingFound(browser, "models, as a user");
        assertNoComplaints();
    }

    @Test
    void aPullShowsEachLayerSurvivesALoadAndIsSharedByAdministrators() throws Exception {
        pullInSteps();
        signIn(PAGE, ItUser.ADMIN);
        browser.type("#pull-model", "new:1b");
        browser.click(".bring-in .primary");
        awaitPercent(25);
        try (Browser second = Browser.open()) {
            Browser first = browser;
            browser = second;
            signIn(PAGE, ItUser.ADMIN);
            awaitPercent(25);
            browser = first;
            browser.go(URI.create("about:blank"));
            browser.go(url(PAGE));
            awaitPercent(25);
            mayGoOn.release();
            awaitPercent(75);
            assertThat(browser.script("return " + PULL + ".querySelectorAll('.layers li').length"))
                    .hasToString("2");
            Axe.assertNothingFound(browser, "a pull");
            browser = second;
            awaitPercent(75);
            browser.click("[aria-label='Cancel pulling new:1b']");
            browser.awaitTrue(PULL + "?.textContent.includes('cancelled')");
            browser = first;
            browser.awaitTrue(PULL + "?.textContent.includes('cancelled')");
        }
        assertThat(StandIn.await(SOON, () -> upstream.aborts().size() == 1)).isTrue();
        browser.click("[aria-label='Try again: new:1b']");
        mayGoOn.release(2);
        browser.awaitTrue(PULL + "?.textContent.includes('done')");
        assertNoComplaints();
    }

    @Test
    void whatOllamaSaysInTheMiddleIsShownWhole() throws Exception {
        String full = "write /root/.ollama/models/blobs/sha256-aa-partial: no space left on device";
        upstream.on(
                "POST",
                "/api/pull",
                x -> {
                    x.body();
                    x.head(200, NDJSON).chunk(layer("aaaaaaaaaaaa", 400, 100));
                    x.chunk("{\"error\":\"" + full + "\"}\n").lastChunk();
                });
        signIn(PAGE, ItUser.ADMIN);
        browser.type("#pull-model", "large:70b");
        browser.click(".bring-in .primary");
        browser.awaitTrue(PULL + "?.textContent.includes('failed')");
        assertThat(browser.text(".pull")).contains(full);
        assertNoComplaints();
    }

    @Test
    void severalComeAtOnceAndAllAreUpdated() throws Exception {
        pullInSteps();
        signInWhenLooked();
        browser.awaitTrue(ROW);
        for (String model : new String[] {"one", "two"}) {
            browser.awaitTrue("document.querySelector('#pull-model').value === ''");
            browser.type("#pull-model", model);
            browser.click(".bring-in .primary");
        }
        browser.awaitTrue("document.querySelectorAll('.pull').length === 2");
        press(".card-head", "Update all");
        browser.awaitTrue("document.querySelectorAll('.pull').length === 3");
        mayGoOn.release(6);
        browser.awaitTrue("document.querySelectorAll('.pull .chip.ok').length === 3");
        press(".card-head", "Clear those that ended");
        browser.awaitTrue("!document.querySelector('.pull')");
        assertNoComplaints();
    }

    @Test
    void offlineModeAndASilentServerAreTold() throws Exception {
        ItSettings.set("corral.offline", "true");
        try {
            signIn(PAGE, ItUser.ADMIN);
            browser.awaitTrue(
                    "document.querySelector('.problem.mild')?.textContent.includes('Offline mode is on')");
            browser.type("#pull-model", "new:1b");
            browser.click(".bring-in .primary");
            browser.awaitTrue("document.querySelector('[role=alert] .problem')");
            assertThat(browser.text("[role=alert] .problem")).contains("ffline");
            assertThat(upstream.exchanges()).noneMatch(x -> x.path().equals("/api/pull"));
        } finally {
            ItSettings.set("corral.offline", null);
        }
        upstream.close();
        press(".card-head", "Look again");
        browser.awaitTrue("document.querySelector('[aria-labelledby=there] .problem')");
        upstream = StandIn.start(upstreamPort());
        press("[aria-labelledby=there] .problem", "Try again");
        browser.awaitTrue(ROW);
        assertNoComplaints("status of 403", "status of 502", "status of 503");
    }

    @Test
    void aModelIsCopiedLoadedUnloadedAndDeleted() throws Exception {
        signInWhenLooked();
        act("Copy");
        browser.type("#copy-name", "mine");
        press("dialog", "Copy");
        assertThat(asked("/api/copy").text()).contains("\"destination\":\"mine\"");
        act("Unload");
        assertThat(asked("/api/generate").text()).contains("\"keep_alive\":0");
        browser.awaitTrue(
                "!document.querySelector('[aria-labelledby=there] [role=alert] .problem')");
        act("Delete");
        browser.awaitTrue("document.querySelector('dialog li, dialog .note')");
        browser.awaitTrue(
                "document.querySelector('dialog').textContent.includes('It is in memory')");
        Axe.assertNothingFound(browser, "deleting a model");
        press("dialog", "Delete");
        assertThat(asked("/api/delete").text()).contains("gemma3:270m");
        assertNoComplaints();
    }

    @Test
    void aGgufFileIsSentAgainFromWhereItMakesSense() throws Exception {
        Semaphore tries = new Semaphore(0);
        upstream.on("HEAD", "/api/blobs/*", x -> x.respond(404, null, ""));
        upstream.on(
                "POST",
                "/api/blobs/*",
                x -> {
                    if (!tries.tryAcquire()) {
                        x.reset();
                        return;
                    }
                    x.body();
                    x.respond(201, null, "");
                });
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('#gguf-file')");
        browser.script(
                "document.querySelector('#gguf-file').closest('details').open = true; const d = new DataTransfer();"
                        + " d.items.add(new File(['GGUF', 'x'.repeat(100000)], 'Tiny One.gguf'));"
                        + " const f = document.querySelector('#gguf-file'); f.files = d.files; f.dispatchEvent(new Event('change'))");
        assertThat(browser.script("return document.querySelector('#gguf-name').value").asText())
                .isEqualTo("tiny-one");
        press(".make", "Make it");
        browser.awaitTrue("document.querySelector('.make .problem')");
        byte[] file = ("GGUF" + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(file);
        assertThat(browser.text(".make code")).isEqualTo(HexFormat.of().formatHex(sum));
        tries.release();
        press(".make .problem", "Go on");
        browser.awaitTrue(
                "document.querySelector('.make').textContent.includes('tiny-one is here')");
        assertThat(asked("/api/create").text()).contains("Tiny One.gguf", "sha256:");
        assertNoComplaints("status of 404", "status of 502", "status of 503");
    }

    @Test
    void aModelIsMadeFromAModelfile() throws Exception {
        signIn(PAGE, ItUser.ADMIN);
        browser.awaitTrue("document.querySelector('#modelfile-text')");
        browser.script(
                "const m = document.querySelector('#modelfile-text'); m.closest('details').open = true; m.value = 'FROM ./x.gguf'");
        browser.type("#modelfile-name", "short");
        press("details[open]", "Make it");
        browser.awaitTrue("document.querySelector('details[open] .problem')");
        assertThat(browser.text("details[open] .problem")).contains("Line 1", "is a file");
        browser.script(
                "document.querySelector('#modelfile-text').value = 'FROM gemma3:270m\\nSYSTEM Be short.'");
        press("details[open]", "Make it");
        browser.awaitTrue(
                "document.querySelector('details[open]').textContent.includes('short is here')");
        assertThat(asked("/api/create").text()).contains("\"system\":\"Be short.\"");
        assertNoComplaints();
    }
}
