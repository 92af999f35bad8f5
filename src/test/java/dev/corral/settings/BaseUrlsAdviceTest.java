package dev.corral.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlsAdviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "gpu1 | true | http:// is missing | http://gpu1:11434",
                "what is this | true | a blank | http://whatisthis:11434",
                "ftp://gpu1:11434 | true | scheme is ftp | http://gpu1:11434",
                "https://gpu1:11434 | false | speaks http on port 11434 | http://gpu1:11434",
                "http://gpu1:443 | false | port 443 speaks https | https://gpu1",
                "http://gpu1:11434/api | true | /api is added | http://gpu1:11434",
                "http://gpu1:11434/api/ | true | /api is added | http://gpu1:11434",
                "http://gpu1:11434/v1 | true | /v1 is added | http://gpu1:11434",
                "http://gpu1:11434/ollama/ | true | it has a path | http://gpu1:11434",
                "http://gpu1:3000/c/6f1?model=x | true | address of a page | http://gpu1:3000",
                "https://ai.example.com/app/ | true | address of a page | https://ai.example.com",
                "http://0.0.0.0:11434 | true | to listen on | http://127.0.0.1:11434",
                "http://gpu1 | false | no port is given | http://gpu1:11434",
                "http://gpu1/ | false | no port is given | http://gpu1:11434",
                "http://[fd00::7] | false | no port is given | http://[fd00::7]:11434",
                "http://gpu1: | true | port after the colon is missing | http://gpu1:11434",
                "http://me:secret@gpu1:11434 | true | user name or password | http://gpu1:11434",
                "http://fd00::7:11434 | true | in brackets | http://[fd00::7]:11434",
                "http://gpu1:11434;gpu2 | true | http:// is missing | http://gpu1:11434;http://gpu2:11434",
                "http://gpu1;http://gpu2/api | true | /api is added | http://gpu1:11434;http://gpu2:11434",
                "http://gpu1:1;http://GPU1:1 | true | is there twice | http://gpu1:1",
            })
    void saysWhatIsWrongAndOffersWhatWasMeant(
            String text, boolean refused, String what, String suggestion) {
        Advice advice = BaseUrlsAdvice.of(text).orElseThrow();
        assertThat(advice.what().text()).contains(what).doesNotContain("secret");
        assertThat(advice.refused()).isEqualTo(refused);
        assertThat(advice.suggestion()).isEqualTo(suggestion);
        // What is offered can be saved, and whatever was refused here could not have been.
        Types.baseUrls().parse(suggestion);
        assertThat(saves(text)).isEqualTo(!refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://gpu1:11434",
                "http://gpu1:80",
                "https://gpu1",
                "https://gpu1:443/",
                "http://127.0.0.1:11434;https://ai.example.com",
                "http://[::1]:11434"
            })
    void saysNothingOfWhatIsFine(String text) {
        assertThat(BaseUrlsAdvice.of(text)).isEmpty();
        assertThat(saves(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "http://256.1.1.1", "http://", "???", "http://gpu1:1;???"})
    void offersNothingWhereNobodyCouldSay(String text) {
        Advice advice = BaseUrlsAdvice.of(text).orElseThrow();
        assertThat(advice.refused()).isTrue();
        assertThat(advice.suggestion()).isNull();
    }

    @Test
    void otherSettingsAreReadByTheirTypes() {
        assertThat(Settings.advice(Catalogue.OLLAMA_IDLE_TIMEOUT, "5"))
                .get()
                .matches(
                        advice ->
                                advice.refused()
                                        && advice.what().text().contains("unit is missing"));
        assertThat(Settings.advice(Catalogue.OLLAMA_IDLE_TIMEOUT, "5s")).isEmpty();
        assertThat(Settings.advice(Catalogue.OLLAMA_IDLE_TIMEOUT, " ")).isEmpty();
        assertThat(Settings.of(Map.of()).get(Catalogue.OLLAMA_IDLE_TIMEOUT)).isNotNull();
    }

    private static boolean saves(String text) {
        try {
            Types.baseUrls().parse(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
