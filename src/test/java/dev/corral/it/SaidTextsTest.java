package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the server says, in other languages: every code that it can send has its text, with the same
 * holes, and no text is there for a code that it does not send.
 */
class SaidTextsTest {

    private static final Path JAVA = Path.of("src/main/java");
    private static final Path TEXTS = Path.of("src/main/webapp/assets/texts");
    private static final String LITERALS = "((?:\"(?:[^\"\\\\]|\\\\.)*\"\\s*(?:\\+\\s*)?)+)";
    private static final Pattern SENTENCE =
            Pattern.compile("(?:Sentence|Unfit)\\s*\\.of\\(\\s*\"([\\w.-]+)\",\\s*" + LITERALS);
    private static final Pattern FINDING =
            Pattern.compile(
                    "Finding\\s*\\.of\\(\\s*\"[\\w-]+\",\\s*\"([\\w.-]+)\",\\s*"
                            + LITERALS
                            + ",\\s*"
                            + LITERALS);
    private static final Pattern PROBLEM =
            Pattern.compile(
                    "\\bof\\(\\s*\"(start\\.[\\w-]+)\",\\s*"
                            + LITERALS
                            + ",\\s*"
                            + LITERALS
                            + ",\\s*"
                            + LITERALS);
    private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
    private static final Pattern ANY =
            Pattern.compile("(?:Sentence|Unfit|Finding|StartupProblem)\\s*\\.of\\((?!\\w+\\))");
    private static final Set<String> MADE_ELSEWHERE = Set.of("setting.several");

    @Test
    void everyLanguageHasWhatTheServerSays() throws IOException {
        Map<String, Set<String>> said = said();
        try (Stream<Path> inside = Files.list(TEXTS)) {
            for (Path language : inside.sorted().toList()) {
                if (!language.endsWith("en")) {
                    Map<String, Set<String>> texts = PageTextsTest.texts(language.resolve("said"));
                    assertThat(texts.keySet())
                            .as(language.toString())
                            .containsExactlyInAnyOrderElementsOf(said.keySet());
                    assertThat(texts).as(language.toString()).isEqualTo(said);
                }
            }
        }
    }

    @Test
    void everySentenceIsWrittenOut() throws IOException {
        for (Path file : sources()) {
            String source = Files.readString(file);
            long all = ANY.matcher(source).results().count();
            long found =
                    Stream.of(SENTENCE, FINDING, PROBLEM)
                            .mapToLong(one -> one.matcher(source).results().count())
                            .sum();
            boolean definesThem =
                    file.toString().matches(".*/(Sentence|Unfit|Finding|StartupProblem)\\.java");
            assertThat(found).as("%s", file).satisfies(n -> check(definesThem, n, all));
        }
    }

    private static void check(boolean definesThem, long found, long all) {
        if (!definesThem) {
            assertThat(found).isEqualTo(all);
        }
    }

    /** The codes that the server can send and the holes of each. */
    private static Map<String, Set<String>> said() throws IOException {
        Map<String, Set<String>> said = new TreeMap<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            each(SENTENCE, source, m -> put(said, m.group(1), m.group(2)));
            each(
                    FINDING,
                    source,
                    m -> {
                        put(said, m.group(1) + ".what", m.group(2));
                        put(said, m.group(1) + ".remedy", m.group(3));
                    });
            each(
                    PROBLEM,
                    source,
                    m -> {
                        put(said, m.group(1) + ".title", m.group(2));
                        put(said, m.group(1) + ".what", m.group(3));
                        put(said, m.group(1) + ".do", m.group(4));
                    });
        }
        MADE_ELSEWHERE.forEach(code -> put(said, code, "{all}"));
        putVersions(said);
        for (Setting<?> setting : Catalogue.all()) {
            put(said, "help." + setting.key(), setting.help());
            if (!setting.defaultShown().equals(setting.defaultText())) {
                put(said, "default." + setting.key(), setting.defaultShown());
            }
        }
        return said;
    }

    private static void putVersions(Map<String, Set<String>> said) throws IOException {
        JsonNode versions =
                new ObjectMapper()
                        .readTree(
                                Path.of("src/main/resources/dev/corral/status/ollama-versions.json")
                                        .toFile());
        put(said, "version.lowest-why", "");
        versions.get("needs").forEach(need -> put(said, "need." + need.get("id").asText(), ""));
        versions.get("bad")
                .forEach(fault -> put(said, "fault." + fault.get("id").asText().toLowerCase(), ""));
    }

    private static void each(
            Pattern pattern, String source, java.util.function.Consumer<Matcher> work) {
        Matcher matcher = pattern.matcher(source);
        while (matcher.find()) {
            work.accept(matcher);
        }
    }

    private static void put(Map<String, Set<String>> said, String code, String text) {
        Set<String> holes =
                HOLE.matcher(text)
                        .results()
                        .map(one -> one.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> before = said.put(code, holes);
        assertThat(before).as("%s with other holes", code).isIn(null, holes);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(JAVA)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
