package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@RequiresBrowser
@Timeout(60)
class BrowserTest {

    private static final String PAGE =
            "<!doctype html><title>t</title><button id=late disabled hidden onclick=\"out.textContent = 'late'\">L</button>"
                    + "<input id=q><button onclick=\"out.textContent = 'Hello '"
                    + " + q.value\">Say</button><p id=out></p>";

    @Test
    void doesWhatAPersonDoes(@TempDir Path folder) throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] page = PAGE.getBytes(StandardCharsets.UTF_8);
                    boolean found = exchange.getRequestURI().getPath().equals("/");
                    exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
                    exchange.sendResponseHeaders(found ? 200 : 404, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        try (Browser browser = Browser.open()) {
            URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
            browser.go(address);
            browser.type("#q", "Jürgen");
            browser.click("#q + button");
            browser.awaitTrue("out.textContent != ''");
            assertThat(browser.text("#out")).isEqualTo("Hello Jürgen");
            assertThat(browser.address()).isEqualTo(address);
            assertThat(browser.has("#nowhere")).isFalse();
            browser.script("setTimeout(() => late.replaceWith(late.cloneNode(true)), 100)");
            browser.script("setTimeout(() => (late.hidden = late.disabled = false), 300)");
            browser.click("#late");
            browser.awaitTrue("out.textContent == 'late'");
            browser.script("console.error('seen')");
            assertThat(browser.console()).anyMatch(line -> line.contains("seen"));
            browser.screenshot(folder.resolve("page.png"));
            assertThat(Files.size(folder.resolve("page.png"))).isGreaterThan(1000);
        } finally {
            server.stop(0);
        }
    }
}
