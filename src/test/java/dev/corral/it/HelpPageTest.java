package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The topics of the Help page: every error and every link leads to one. */
class HelpPageTest {

    private static final Path WEBAPP = Path.of("src/main/webapp");
    private static final Pattern SECTION =
            Pattern.compile(
                    "<section id=\"([\\w-]+)\" data-group=\"[^\"]+\" data-words=\"[^\"]+\">\\s*<h2>[^<]+</h2>");
    private static final Pattern ANY_SECTION = Pattern.compile("<section ");
    private static final Pattern ID = Pattern.compile("\\bid=\"([\\w-]+)\"");
    private static final Pattern LINK = Pattern.compile("href=\"#([\\w-]+)\"");
    private static final Pattern TOPIC = Pattern.compile("'?[\\w-]+'?: '([\\w-]+)',");
    private static final Pattern CAUSE =
            Pattern.compile("Finding\\s*\\.of\\(\\s*\"([\\w-]+)\"", Pattern.DOTALL);

    private static final Pattern HREF = Pattern.compile("href=\"(#[\\w-]+|\\.\\./\\w+/[^\"]*)\"");
    private static final Pattern CODE =
            Pattern.compile("<pre tabindex=\"0\">(.*?)</pre>", Pattern.DOTALL);
    private static final Pattern GROUP = Pattern.compile("data-group=\"([^\"]+)\"");
    private static final Pattern LANGUAGE = Pattern.compile("<(?:html|main[^>]*) lang=\"(\\w+)\"");

    private String page;
    private List<String> topics;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(WEBAPP.resolve("app/help/index.html"));
        topics = all(SECTION, page);
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String map() throws IOException {
        return Files.readString(WEBAPP.resolve("assets/shared/help-topics.js"));
    }

    @Test
    void everyTopicHasAGroupWordsAndAHeading() {
        assertThat(topics)
                .hasSize((int) ANY_SECTION.matcher(page).results().count())
                .hasSizeGreaterThan(20);
        assertThat(all(ID, page)).doesNotHaveDuplicates();
    }

    @Test
    void everyErrorLeadsToATopic() throws IOException {
        assertThat(all(TOPIC, map())).isNotEmpty().isSubsetOf(topics);
    }

    @Test
    void everyCauseOfADiagnosisHasATopic() throws IOException {
        Set<String> causes = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/corral/status"))) {
            for (Path file : files.toList()) {
                causes.addAll(all(CAUSE, Files.readString(file)));
            }
        }
        String map = map();
        assertThat(causes).hasSizeGreaterThan(20);
        assertThat(
                        causes.stream()
                                .filter(cause -> !map.contains("'" + cause + "': "))
                                .collect(Collectors.toSet()))
                .isEmpty();
    }

    @Test
    void everyLinkInsideThePageLeadsSomewhere() {
        assertThat(all(LINK, page)).isSubsetOf(all(ID, page));
    }

    @Test
    void nothingIsLoadedFromElsewhere() throws IOException {
        for (String one : pages().values()) {
            assertThat(one)
                    .doesNotContainPattern("(src|href)=\"(https?:)?//")
                    .doesNotContain("style=")
                    .doesNotContainPattern("\\son\\w+=");
        }
    }

    @Test
    void everyLanguageHasTheSameTopics() throws IOException {
        Map<String, String> pages = pages();
        assertThat(pages.keySet()).isEqualTo(languages());
        pages.forEach(
                (language, other) -> {
                    assertThat(all(SECTION, other)).as(language).isEqualTo(topics);
                    assertThat(all(ID, other)).as(language).isEqualTo(all(ID, page));
                    assertThat(sorted(HREF, other)).as(language).isEqualTo(sorted(HREF, page));
                    assertThat(all(CODE, other)).as(language).isEqualTo(all(CODE, page));
                    assertThat(all(LANGUAGE, other)).as(language).containsOnly(language);
                    assertThat(groups(other)).as(language).isEqualTo(groups(page));
                });
    }

    /** Where a new group begins, by the topics' numbers. */
    private static List<Integer> groups(String text) {
        List<String> names = all(GROUP, text);
        return IntStream.range(0, names.size()).mapToObj(i -> names.indexOf(names.get(i))).toList();
    }

    private static List<String> sorted(Pattern pattern, String text) {
        return all(pattern, text).stream()
                .filter(href -> !href.endsWith(".html"))
                .sorted()
                .toList();
    }

    /** The documents by their languages. */
    private static Map<String, String> pages() throws IOException {
        Map<String, String> pages = new TreeMap<>();
        try (Stream<Path> files = Files.list(WEBAPP.resolve("app/help"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".html", "");
                pages.put(name.equals("index") ? "en" : name, Files.readString(file));
            }
        }
        return pages;
    }

    private static Set<String> languages() throws IOException {
        try (Stream<Path> folders = Files.list(WEBAPP.resolve("assets/texts"))) {
            return folders.map(folder -> folder.getFileName().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
