package dev.corral.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A headless Chromium with an empty profile, spoken to in the WebDriver protocol. For one thread.
 * Elements are named by CSS selectors, of which the first match counts.
 */
public final class Browser implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
    private static final Set<String> NOT_YET =
            Set.of(
                    "stale element reference",
                    "no such element",
                    "element not interactable",
                    "element click intercepted");
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final Path profile;
    private final String session;

    private Browser(Process driver, int port, Path profile) throws IOException {
        this.driver = driver;
        this.profile = profile;
        String root = "http://127.0.0.1:" + port + "/session";
        JsonNode created = send("POST", root, Map.of("capabilities", capabilities(profile)));
        session = root + "/" + created.path("sessionId").asText();
    }

    /** Whether there is a Chromium to open. */
    static boolean installed() {
        return onPath("chromium").isPresent() && onPath("chromedriver").isPresent();
    }

    /**
     * Opens one at an empty page. On a busy machine a driver may find its port taken, or a browser
     * start too slowly for its driver, which says nothing about the page: then another is tried.
     */
    public static Browser open() throws IOException {
        IOException why = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                return start();
            } catch (IOException e) {
                if (why != null) {
                    e.addSuppressed(why);
                }
                why = e;
            }
        }
        throw why;
    }

    private static Browser start() throws IOException {
        Path profile = Files.createTempDirectory("corral-browser");
        Process driver =
                new ProcessBuilder(onPath("chromedriver").orElseThrow().toString(), "--port=0")
                        .redirectErrorStream(true)
                        .start();
        try {
            return new Browser(driver, portOf(driver), profile);
        } catch (IOException | RuntimeException e) {
            driver.destroyForcibly();
            throw e;
        }
    }

    private static Optional<Path> onPath(String command) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static int portOf(Process driver) throws IOException {
        BufferedReader output = driver.inputReader(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher started = STARTED.matcher(line);
            if (started.find()) {
                return Integer.parseInt(started.group(1));
            }
            said.append(line).append('\n');
        }
        throw new IOException("chromedriver ended without naming its port: " + said);
    }

    private static Map<String, Object> capabilities(Path profile) {
        List<String> args =
                List.of(
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-gpu",
                        "--window-size=1280,900",
                        "--user-data-dir=" + profile);
        return Map.of(
                "alwaysMatch",
                Map.of(
                        "goog:loggingPrefs",
                        Map.of("browser", "ALL"),
                        "goog:chromeOptions",
                        Map.of(
                                "binary",
                                onPath("chromium").orElseThrow().toString(),
                                "args",
                                args)));
    }

    /** Goes to an address and waits until the page is loaded. */
    public void go(URI address) throws IOException {
        send("POST", session + "/url", Map.of("url", address.toString()));
    }

    /** The address of the page that is shown. */
    public URI address() throws IOException {
        return URI.create(send("GET", session + "/url", null).asText());
    }

    /** Waits for an element and clicks it. */
    public void click(String selector) throws IOException {
        act("POST", selector, "/click", Map.of());
    }

    /** Waits for a field and types into it; what was there stays before it. */
    public void type(String selector, String text) throws IOException {
        act("POST", selector, "/value", Map.of("text", text));
    }

    /** Waits for an element; its text as a person sees it. */
    public String text(String selector) throws IOException {
        return act("GET", selector, "/text", null).asText();
    }

    /** Whether there is such an element now. */
    public boolean has(String selector) throws IOException {
        return find(selector).isPresent();
    }

    /** Runs a script's body in the page; what it returns. */
    public JsonNode script(String body) throws IOException {
        return send("POST", session + "/execute/sync", Map.of("script", body, "args", List.of()));
    }

    /**
     * Waits until a script expression is true in the page, or fails with what was awaited. One that
     * throws, since what it looks at is not there yet, is not true yet.
     */
    public void awaitTrue(String expression) throws IOException {
        String body = "try { return !!(" + expression + ") } catch { return false }";
        await(expression, () -> script(body).asBoolean());
    }

    /**
     * What the page's console has said since the last call: warnings, errors, refused resources.
     */
    public List<String> console() throws IOException {
        List<String> lines = new ArrayList<>();
        for (JsonNode entry : send("POST", session + "/se/log", Map.of("type", "browser"))) {
            lines.add(entry.path("level").asText() + " " + entry.path("message").asText());
        }
        return lines;
    }

    /** Shows pages as a screen of that many CSS pixels does; a window cannot be so narrow. */
    public void width(int pixels) throws IOException {
        Map<String, Object> screen =
                Map.of("width", pixels, "height", 800, "deviceScaleFactor", 1, "mobile", false);
        send(
                "POST",
                session + "/goog/cdp/execute",
                Map.of("cmd", "Emulation.setDeviceMetricsOverride", "params", screen));
    }

    /** Writes what a person sees as a PNG. */
    public void screenshot(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        String base64 = send("GET", session + "/screenshot", null).asText();
        Files.write(file, Base64.getDecoder().decode(base64));
    }

    /** What the driver would not do, by the name that the protocol has for it. */
    private static final class Refusal extends IOException {
        private static final long serialVersionUID = 1;
        private final String error;

        Refusal(String error, String message) {
            super(error + ": " + message);
            this.error = error;
        }
    }

    private interface Check {
        boolean holds() throws IOException;
    }

    private void await(String what, Check check) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("Not seen in " + PATIENCE + ": " + what);
            }
            pause(20);
        }
    }

    /**
     * Does something with an element as soon as it is there and lets it be done: a page that draws
     * itself anew may take an element away between two commands, or still cover it.
     */
    private JsonNode act(String method, String selector, String what, Object body)
            throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            await(selector, () -> find(selector).isPresent());
            try {
                return send(method, find(selector).orElse(session + "/element/gone") + what, body);
            } catch (Refusal e) {
                if (!NOT_YET.contains(e.error) || System.nanoTime() > end) {
                    throw e;
                }
                pause(20);
            }
        }
    }

    private Optional<String> find(String selector) throws IOException {
        Map<String, String> how = Map.of("using", "css selector", "value", selector);
        for (JsonNode found : send("POST", session + "/elements", how)) {
            return Optional.of(session + "/element/" + found.path(ELEMENT).asText());
        }
        return Optional.empty();
    }

    private JsonNode send(String method, String url, Object body) throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(60))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(json.writeValueAsString(body)))
                        .build();
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        JsonNode value = json.readTree(response.body()).path("value");
        if (response.statusCode() != 200) {
            throw new Refusal(value.path("error").asText(), value.path("message").asText());
        }
        return value;
    }

    @Override
    public void close() throws IOException {
        try {
            send("DELETE", session, null);
        } finally {
            driver.destroy();
            forgetProfile();
        }
    }

    /** A browser that was told to end may write to its profile for a moment. */
    private void forgetProfile() throws IOException {
        for (int i = 0; i < 50; i++) {
            try {
                ServerBase.deleteTree(profile);
                return;
            } catch (IOException | UncheckedIOException busy) {
                pause(100);
            }
        }
    }

    private static void pause(int millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
