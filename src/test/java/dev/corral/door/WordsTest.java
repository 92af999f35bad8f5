package dev.corral.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which language the pages in front of the login speak, and that each says everything. */
class WordsTest {
    private static final Pattern WORD = Pattern.compile("\\{\\{(word-[a-z-]+)}}");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "auto | null | en",
                "auto | '' | en",
                "auto | de-AT,de;q=0.9,en;q=0.8 | de",
                "auto | en;q=0.5,fr-CA | fr",
                "auto | pt-BR,es;q=0.7 | es",
                "auto | zh-Hans-CN | zh",
                "auto | zh-TW | zh",
                "auto | nl,*;q=0.5 | en",
                "auto | ;;q=nonsense,, | en",
                "auto | de;q=7 | en",
                "fr | de | fr",
                "xx | de | de",
            })
    void speaksTheSetLanguageElseTheBrowsers(String preset, String header, String language) {
        assertThat(values(preset, header)).containsEntry("language", language);
    }

    @Test
    void everyLanguageSaysEverythingThatThePagesNeed() throws IOException {
        Set<String> english = values("en", null).keySet();
        for (String language : Words.LANGUAGES) {
            Map<String, String> words = values(language, null);
            assertThat(words.keySet()).as(language).isEqualTo(english);
            assertThat(words.values()).as(language).noneMatch(String::isBlank);
        }
        Set<String> used = new TreeSet<>();
        for (String page : new String[] {"login", "error"}) {
            Path file = Path.of("src/main/webapp/WEB-INF/pages", page + ".html");
            WORD.matcher(Files.readString(file)).results().forEach(m -> used.add(m.group(1)));
        }
        assertThat(english.stream().filter(key -> key.startsWith("word-")))
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void speaksTheLanguagesOfThePage() {
        String[] folders = Path.of("src/main/webapp/assets/texts").toFile().list();
        assertThat(folders).containsExactlyInAnyOrderElementsOf(Words.LANGUAGES);
    }

    @Test
    void everyStatusHasItsWording() {
        for (String language : Words.LANGUAGES) {
            for (int status = 400; status < 600; status++) {
                Words words = Words.of(language, null);
                assertThat(Wording.of(status, "/app/", words).title()).isNotBlank();
                assertThat(Wording.of(status, "/j_security_check", words).title()).isNotBlank();
            }
        }
    }

    @Test
    void aSignInThatWasOpenTooLongIsNoMissingPage() {
        Wording wording = Wording.of(404, "/app/j_security_check", Words.ENGLISH);
        assertThat(wording.title()).isEqualTo("This sign-in had been open too long");
        assertThat(wording.button()).isEqualTo("Sign in again");
    }

    private static Map<String, String> values(String preset, String header) {
        Map<String, String> values = new HashMap<>();
        Words.of(preset, header).into(values);
        return values;
    }
}
