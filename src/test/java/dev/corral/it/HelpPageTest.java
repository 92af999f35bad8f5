package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    void nothingIsLoadedFromElsewhere() {
        assertThat(page)
                .doesNotContainPattern("(src|href)=\"(https?:)?//")
                .doesNotContain("style=")
                .doesNotContainPattern("\\son\\w+=");
    }
}
