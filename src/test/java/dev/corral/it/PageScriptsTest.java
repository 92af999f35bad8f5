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
import java.util.concurrent.TimeUnit;
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
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; connect-src 'self';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html", "js", "text/javascript", "mjs", "text/javascript");
    private static final Duration LONGEST = Duration.ofMinutes(3);

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void theScriptsOfThePagePassTheirTests() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/corral/", exchange -> serve(exchange, PAGE, "/corral/"));
        server.createContext(
                "/corral/tests/", exchange -> serve(exchange, TESTS, "/corral/tests/"));
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

    private static void serve(HttpExchange exchange, Path root, String prefix) throws IOException {
        String name = exchange.getRequestURI().getPath().substring(prefix.length());
        Path file = root.resolve(name).normalize();
        boolean found = file.startsWith(root) && Files.isRegularFile(file);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        }
        byte[] body = found ? Files.readAllBytes(file) : new byte[0];
        exchange.sendResponseHeaders(found ? 200 : 404, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
