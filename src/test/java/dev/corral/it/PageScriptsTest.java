package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs {@code src/test/js} in Chromium: the page's scripts as they are in the WAR, under the policy
 * that they are served with.
 */
@RequiresBrowser
class PageScriptsTest {
    private static final Path PAGE = Path.of("src/main/webapp");
    private static final Path TESTS = Path.of("src/test/js");
    private static final Path LIBRARIES = Path.of("target/page-libraries");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " font-src 'self'; frame-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
    private static final String DIAGRAM_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; form-action 'none';"
                    + " frame-ancestors 'self'; base-uri 'none'; sandbox allow-scripts";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html",
                    "js", "text/javascript",
                    "mjs", "text/javascript",
                    "css", "text/css",
                    "woff2", "font/woff2");
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void theScriptsOfThePagePassTheirTests() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/corral/", exchange -> serve(exchange, "/corral/", PAGE, LIBRARIES));
        server.createContext(
                "/corral/tests/", exchange -> serve(exchange, "/corral/tests/", TESTS));
        server.start();
        try (Browser browser = Browser.open()) {
            int port = server.getAddress().getPort();
            browser.go(URI.create("http://127.0.0.1:" + port + "/corral/tests/index.html"));
            String result = resultOf(browser);
            String report =
                    browser.script("return document.getElementById('report').textContent").asText();
            assertThat(result).as(report).isEqualTo("passed");
        } finally {
            server.stop(0);
        }
    }

    private static String resultOf(Browser browser) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        String result = "";
        while (result.isEmpty() && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            result =
                    browser.script("return document.documentElement.dataset.result || ''").asText();
        }
        return result;
    }

    private static void serve(HttpExchange exchange, String prefix, Path... roots)
            throws IOException {
        String name = exchange.getRequestURI().getPath().substring(prefix.length());
        Optional<Path> file =
                Stream.of(roots)
                        .map(root -> root.resolve(name).normalize())
                        .filter(one -> Stream.of(roots).anyMatch(one::startsWith))
                        .filter(Files::isRegularFile)
                        .findFirst();
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        exchange.getResponseHeaders()
                .set(
                        "Content-Security-Policy",
                        name.startsWith("assets/diagram/") ? DIAGRAM_POLICY : POLICY);
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        }
        byte[] body = file.isPresent() ? Files.readAllBytes(file.get()) : new byte[0];
        exchange.sendResponseHeaders(
                file.isPresent() ? 200 : 404, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
