package dev.corral.words;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentenceTest {

    @Test
    void holesAreFilledAndOtherBracesStay() {
        Sentence sentence =
                Sentence.of(
                        "a.b",
                        "{n} of {all} as {\"x\":1}, {n}",
                        "n",
                        3,
                        "all",
                        List.of("p", "{n}"));
        assertThat(sentence.text()).isEqualTo("3 of p; {n} as {\"x\":1}, 3");
        assertThat(sentence.values())
                .containsEntry("n", 3)
                .containsEntry("all", List.of("p", "{n}"));
        assertThat(Sentence.of("a.c", "no hole").text()).isEqualTo("no hole");
    }

    @Test
    void aHoleWithoutAValueIsAMistake() {
        assertThatThrownBy(() -> Sentence.of("a.b", "{n} of {all}", "n", 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{all}");
    }

    @Test
    void whyAValueIsUnfitIsItsSentenceOrItsMessage() {
        assertThat(Unfit.why(Unfit.of("a.b", "it is {what}", "what", Sentence.plain("odd"))))
                .extracting(Sentence::code, Sentence::text)
                .containsExactly("a.b", "it is odd");
        assertThat(Unfit.why(new IllegalArgumentException("no")))
                .extracting(Sentence::code, Sentence::text)
                .containsExactly(null, "no");
    }
}
