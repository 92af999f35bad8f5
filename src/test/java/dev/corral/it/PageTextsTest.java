package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The words of the page: each that is used is there, each that is there is used, in every language.
 */
class PageTextsTest {

    private static final Path ASSETS = Path.of("src/main/webapp/assets");
    private static final Path TEXTS = ASSETS.resolve("texts");
    private static final Pattern ENTRY =
            Pattern.compile(
                    "^ {2}(?:'([^']+)'|\"([^\"]+)\"|(\\w+)):(.*(?:\\n {3,}.*)*)",
                    Pattern.MULTILINE);
    private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
    private static final Pattern USE = Pattern.compile("\\bt\\('([^']+)'");
    private static final Pattern LITERAL = Pattern.compile("'([\\w.-]+)'");
    private static final Pattern MADE = Pattern.compile("`([\\w.-]+\\.)\\$\\{");
    private static final Pattern OFFERED = Pattern.compile("\\b(\\w\\w(?:-\\w+)?): '");

    @Test
    void everyTextThatIsUsedIsThere() throws IOException {
        Set<String> keys = texts(TEXTS.resolve("en")).keySet();
        assertThat(found(USE, scripts())).isSubsetOf(keys);
    }

    @Test
    void everyTextIsUsed() throws IOException {
        String scripts = scripts();
        Set<String> named = found(LITERAL, scripts);
        Set<String> beginnings = found(MADE, scripts);
        Set<String> unused = new TreeSet<>(texts(TEXTS.resolve("en")).keySet());
        unused.removeAll(named);
        unused.removeIf(key -> beginnings.stream().anyMatch(key::startsWith));
        assertThat(unused).isEmpty();
    }

    @Test
    void everyLanguageHasEveryTextWithTheSameHoles() throws IOException {
        Map<String, Set<String>> english = texts(TEXTS.resolve("en"));
        for (Path language : folders()) {
            assertThat(texts(language)).as(language.toString()).isEqualTo(english);
        }
    }

    @Test
    void everyLanguageIsOffered() throws IOException {
        String page = Files.readString(ASSETS.resolve("shared/language.js"));
        int from = page.indexOf("LANGUAGES = {");
        String offered = page.substring(from, page.indexOf('}', from));
        assertThat(found(OFFERED, offered.replaceAll("'(\\w\\w-\\w+)'", "$1")))
                .isEqualTo(
                        folders().stream()
                                .map(folder -> folder.getFileName().toString())
                                .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static List<Path> folders() throws IOException {
        try (Stream<Path> inside = Files.list(TEXTS)) {
            return inside.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** The keys of a language and the holes of each. */
    static Map<String, Set<String>> texts(Path language) throws IOException {
        Map<String, Set<String>> texts = new LinkedHashMap<>();
        for (Path file : javaScript(language)) {
            if (!language.endsWith("said") && file.getParent().endsWith("said")) {
                continue;
            }
            Matcher entry = ENTRY.matcher(Files.readString(file));
            while (entry.find()) {
                String key =
                        Stream.of(1, 2, 3)
                                .map(entry::group)
                                .filter(k -> k != null)
                                .findFirst()
                                .orElseThrow();
                assertThat(texts.put(key, found(HOLE, entry.group(4))))
                        .as("%s twice", key)
                        .isNull();
                assertThat(entry.group(4)).as(key).doesNotMatch("\\s*(''|\"\")\\s*,?");
            }
        }
        return texts;
    }

    private static String scripts() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path file : javaScript(ASSETS)) {
            if (!file.startsWith(TEXTS)) {
                all.append(Files.readString(file)).append('\n');
            }
        }
        return all.toString();
    }

    private static List<Path> javaScript(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            return inside.filter(file -> file.toString().endsWith(".js")).sorted().toList();
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(PageTextsTest::firstGroup)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstGroup(MatchResult result) {
        return result.group(1);
    }
}
