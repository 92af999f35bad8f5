package dev.corral.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypesTest {

    private static final ValueType<Duration> TIME =
            Types.durationOrNone(Duration.ofMillis(100), Duration.ofDays(1));
    private static final ValueType<Long> SIZE = Types.size(1024, 1L << 40);

    @ParameterizedTest
    @CsvSource({
        "100ms, 100, 100ms", "5s, 5000, 5s", "5000ms, 5000, 5s", "5 s, 5000, 5s", "90s, 90000, 90s",
                "300s, 300000, 300s",
        "10m, 600000, 10m", "2h, 7200000, 2h", "1d, 86400000, 1d", "none, 0, none", "NONE, 0, none",
                "0, 0, none",
        "1500ms, 1500, 1500ms",
    })
    void readsTimes(String text, long millis, String canonical) {
        assertThat(TIME.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(TIME.format(TIME.parse(text))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "300, unit is missing (300s?)", "5x, no unit of time", "5S, no unit of time",
                "-5s, not a number", "1.5s, not a number",
        "s, not a number", "5s5, not a number", "99ms, out of range", "25h, out of range",
                "999999999999999999d, out of range",
        "9999999999999999999s, not a number", "0s, out of range", "٥s, not a number",
                "forever, not a number",
    })
    void refusesTimes(String text, String why) {
        assertThatThrownBy(() -> TIME.parse(text)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "64KB, 65536, 64KB",
        "64kb, 65536, 64KB",
        "64KiB, 65536, 64KB",
        "65536B, 65536, 64KB",
        "32MB, 33554432, 32MB",
        "80GB, 85899345920, 80GB",
        "1TB, 1099511627776, 1TB",
        "1025B, 1025, 1025B",
        "64 MB, 67108864, 64MB",
    })
    void readsSizes(String text, long bytes, String canonical) {
        assertThat(SIZE.parse(text)).isEqualTo(bytes);
        assertThat(SIZE.format(bytes)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "64, unit is missing",
        "64XB, no unit of size",
        "1023B, out of range",
        "2TB, out of range",
        "-1KB, not a number",
        "999999999999999999TB, out of range",
        "64K, no unit of size",
    })
    void refusesSizes(String text, String why) {
        assertThatThrownBy(() -> SIZE.parse(text)).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "TRUE, true",
        "1, true",
        "yes, true",
        "on, true",
        "false, false",
        "0, false",
        "no, false",
        "Off, false",
    })
    void readsSwitches(String text, boolean value) {
        assertThat(Types.bool().parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "tru", "y", "enabled", "null"})
    void refusesSwitches(String text) {
        assertThatThrownBy(() -> Types.bool().parse(text))
                .hasMessageContaining("neither true nor false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "11",
                "1.0",
                "1e1",
                "+1",
                "0x1",
                "one",
                "99999999999",
                "9999999999999999999999"
            })
    void refusesNumbers(String text) {
        assertThatThrownBy(() -> Types.number(1, 10).parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsNumbersUpToBothEnds() {
        assertThat(Types.number(1, 10).parse("1")).isEqualTo(1);
        assertThat(Types.number(1, 10).parse("10")).isEqualTo(10);
        assertThat(Types.number(-5, 10).parse("-5")).isEqualTo(-5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b", "a;b", " a , b ", "a,,b", ";a;b;"})
    void readsLists(String text) {
        assertThat(Types.names().parse(text)).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";;", " , "})
    void refusesEmptyLists(String text) {
        assertThatThrownBy(() -> Types.names().parse(text)).hasMessageContaining("empty");
    }

    @Test
    void readsSeveralBaseUrls() {
        List<BaseUrl> urls = Types.baseUrls().parse("http://gpu1:11434; https://gpu2/,http://gpu3");
        assertThat(urls).extracting(BaseUrl::host).containsExactly("gpu1", "gpu2", "gpu3");
        assertThat(Types.baseUrls().format(urls))
                .isEqualTo("http://gpu1:11434;https://gpu2;http://gpu3");
    }

    @Test
    void refusesABaseUrlThatIsThereTwice() {
        assertThatThrownBy(() -> Types.baseUrls().parse("http://gpu1:80;HTTP://GPU1/"))
                .hasMessageContaining("http://gpu1 is there twice");
    }

    @Test
    void readsOneValueForAllAndOthersForSome() {
        ValueType<PerBackend<Integer>> type = Types.perBackend("learnt", Types.number(1, 99));
        PerBackend<Integer> value = type.parse("4; http://gpu2:11434=8");
        assertThat(value.of(BaseUrl.parse("http://gpu1:11434"))).contains(4);
        assertThat(value.of(BaseUrl.parse("http://gpu2:11434/"))).contains(8);
        assertThat(type.parse(type.format(value))).isEqualTo(value);
        PerBackend<Integer> single = type.parse("http://gpu2:11434=8");
        assertThat(single.of(BaseUrl.parse("http://gpu1:11434"))).isEmpty();
        assertThat(type.format(single)).isEqualTo("learnt;http://gpu2:11434=8");
        assertThat(type.parse("learnt").of(BaseUrl.parse("http://gpu1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4;5",
                "gpu2=8",
                "http://gpu2=8;http://gpu2=9",
                "http://gpu2=",
                "=4",
                "0",
                "http://gpu2=learnt"
            })
    void refusesValuesPerBackend(String text) {
        ValueType<PerBackend<Integer>> type = Types.perBackend("learnt", Types.number(1, 99));
        assertThatThrownBy(() -> type.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTextsOfTwoLinesOrTooLong() {
        assertThat(Types.text(5).parse("ab ü✓")).isEqualTo("ab ü✓");
        assertThatThrownBy(() -> Types.text(5).parse("a\nb")).hasMessageContaining("line break");
        assertThatThrownBy(() -> Types.text(5).parse("abcdef"))
                .hasMessageContaining("longer than 5");
    }

    @Test
    void readsChoicesAndAbsentValues() {
        assertThat(Types.oneOf("deny", "same-origin").parse("DENY")).isEqualTo("deny");
        assertThatThrownBy(() -> Types.oneOf("deny").parse("allow"))
                .hasMessageContaining("no such choice");
        assertThat(Types.optional("none", Types.text(9)).parse("None")).isEqualTo(Optional.empty());
        assertThat(Types.optional("none", Types.text(9)).parse("some")).contains("some");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://login.example.com/logout?return=https%3A%2F%2Fa",
                "http://sso:8080/",
                "/goodbye",
                "/a?b#c"
            })
    void readsAddresses(String text) {
        assertThat(Types.address().parse(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "javascript:alert(1), begins neither",
        "data:text/html;base64, begins neither",
        "//evil.example.com, begins neither",
        "/\\evil.example.com, no address",
        "login.example.com, begins neither",
        "https://, no address",
        "https:///x, no host",
        "https://a b, no address",
        "https://user@host/, user name",
        "mailto:a@b.c, begins neither",
    })
    void refusesAddresses(String text, String why) {
        assertThatThrownBy(() -> Types.address().parse(text)).hasMessageContaining(why);
    }

    @Test
    void aTextOfSeveralLinesKeepsThem() {
        assertThat(Types.lines(20).parse("a\r\nb\n\tc")).isEqualTo("a\nb\n\tc");
        assertThatThrownBy(() -> Types.lines(3).parse("abcd")).hasMessageContaining("longer than");
        assertThatThrownBy(() -> Types.lines(9).parse("a\u0000")).hasMessageContaining("control");
    }
}
