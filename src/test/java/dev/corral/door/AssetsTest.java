package dev.corral.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssetsTest {

    private static final String TEXT = "/* ü */ ".repeat(1000);

    private TestServer server;

    @BeforeEach
    void start() throws Exception {
        server = new TestServer().servlet("/assets/*", new Assets());
        Path folder = Files.createDirectories(Path.of(server.context().getDocBase(), "assets/css"));
        Files.writeString(folder.resolve("page.css"), TEXT);
        Files.write(folder.resolve("a.woff2"), new byte[] {1, 2, 3});
        server.context().addMimeMapping("css", "text/css");
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private String tagOf(String name) {
        Matcher tag = Pattern.compile("ETag: (\\S+)").matcher(ask(name));
        assertThat(tag.find()).isTrue();
        return tag.group(1);
    }

    private String ask(String name, String... headers) {
        return server.ask("GET /corral/assets/css/" + name, headers);
    }

    @Test
    void textIsCompressedForWhoeverTakesIt() {
        String packed = ask("page.css", "Accept-Encoding: br, gzip, deflate");
        assertThat(packed)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Encoding: gzip", "Vary: Accept-Encoding")
                .contains("Content-Type: text/css;charset=utf-8");
        assertThat(packed.length()).isLessThan(1000);
        for (String no : new String[] {"identity", "gzip;q=0", "xgzip", "gzip;q=0.0, br"}) {
            assertThat(ask("page.css", "Accept-Encoding: " + no)).as(no).endsWith(TEXT);
        }
        assertThat(ask("page.css")).doesNotContain("Content-Encoding").endsWith(TEXT);
        assertThat(ask("page.css", "Accept-Encoding: gzip;q=0.5")).contains("-Encoding: gzip");
        assertThat(ask("a.woff2", "Accept-Encoding: gzip")).endsWith("\u0001\u0002\u0003");
    }

    @Test
    void whatIsKnownIsNotSentAgain() {
        String tag = tagOf("page.css");
        assertThat(ask("page.css", "If-None-Match: \"x\", " + tag))
                .startsWith("HTTP/1.1 304")
                .contains(tag)
                .doesNotContain("ü");
        assertThat(ask("page.css", "If-None-Match: \"x\"")).startsWith("HTTP/1.1 200");
    }

    @Test
    void theTagSaysWhatIsInTheFile() throws Exception {
        Path folder = Path.of(server.context().getDocBase(), "assets/css");
        Path other = folder.resolve("other.css");
        Files.writeString(other, TEXT.replace('*', '+'));
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(folder.resolve("page.css")));
        assertThat(tagOf("other.css")).isNotEqualTo(tagOf("page.css")).startsWith("W/");
    }

    @Test
    void nothingElseIsServed() {
        for (String name :
                new String[] {
                    "",
                    "none.css",
                    "page.css/",
                    "..page.css",
                    "page",
                    ".css",
                    "a;b.css",
                    "a%20b.css"
                }) {
            assertThat(ask(name)).as(name).startsWith("HTTP/1.1 404");
        }
        assertThat(server.ask("GET /corral/assets/")).startsWith("HTTP/1.1 404");
        assertThat(server.ask("POST /corral/assets/css/page.css", "Content-Length: 0"))
                .startsWith("HTTP/1.1 405");
        assertThat(server.ask("HEAD /corral/assets/css/page.css"))
                .startsWith("HTTP/1.1 200")
                .endsWith("\r\n\r\n");
    }
}
