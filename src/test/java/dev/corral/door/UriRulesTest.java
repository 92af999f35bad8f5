package dev.corral.door;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UriRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/corral",
                "/corral/",
                "/corral/app/",
                "/corral/ollama/api/tags",
                "/corral/ollama/api/blobs/sha256:0a1b",
                "/corral/ollama/v1/models/library%2Dx"
            })
    void plainPathsPassExceptEscapedUnreserved(String uri) {
        String objection = UriRules.objection(uri, 0, null);
        assertThat(objection).isEqualTo(uri.contains("%2D") ? UriRules.BAD_SPELLING : null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/corral/ollama/v1/models/qwen%3A0.5b",
                "/corral/ollama/v1/models/a%20b",
                "/corral/x/...",
                "/corral/x/.hidden",
                "/corral/x/a..b",
                "/corral/x/@b~(1)"
            })
    void unusualButUnambiguousPathsPass(String uri) {
        assertThat(UriRules.objection(uri, 7, "a=%2F..%25&b=;")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "corral/x",
                "*",
                "http://host/corral/x",
                "//corral/x",
                "/corral//x",
                "/corral/x//",
                "/corral/./x",
                "/corral/../x",
                "/corral/x/..",
                "/corral/x/.",
                "/corral;x/y",
                "/corral/x;jsessionid=1",
                "/corral/..;/x",
                "/corral/a%2fb",
                "/corral/a%2Fb",
                "/corral/a%5cb",
                "/corral/%2e%2e/b",
                "/corral/a%00",
                "/corral/a%0d%0ab",
                "/corral/a%3bb",
                "/corral/a%252fb",
                "/corral/%61pi",
                "/corral/%7e",
                "/corral/a%7f",
                "/corral/a%c0%af",
                "/corral/a%",
                "/corral/a%4",
                "/corral/a%zz",
                "/corral/a%\uff10\uff10",
                "/corral/a\\b",
                "/corral/a b",
                "/corral/a\u0001",
                "/corral/a\u007f",
                "/corral/ä",
                "/corral/a<b",
                "/corral/a|b",
                "/corral/a#b"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String uri) {
        assertThat(UriRules.objection(uri, 7, null)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a=%", "a=%4", "a=%zz", "a=%00", "a=\u0000", "a=ä", "a=\\", "a=b c", "a=#"})
    void badQueriesAreRefused(String query) {
        assertThat(UriRules.objection("/corral/x", 7, query)).isNotNull();
    }

    @Test
    void escapedUnicodeIsForTheContextPathOnly() {
        assertThat(UriRules.objection("/b%C3%BCro/app/", "/b%C3%BCro".length(), null)).isNull();
        assertThat(UriRules.objection("/b%C3%BCro/b%C3%BCro", "/b%C3%BCro".length(), null))
                .isNotNull();
    }

    @Test
    void lengthIsBounded() {
        String longest = "/" + "a".repeat(UriRules.MAX_PATH - 1);
        assertThat(UriRules.objection(longest, 0, null)).isNull();
        assertThat(UriRules.objection(longest + "a", 0, null)).isEqualTo(UriRules.TOO_LONG);
        String query = "q".repeat(UriRules.MAX_URI - 3);
        assertThat(UriRules.objection("/a", 0, query)).isNull();
        assertThat(UriRules.objection("/a", 0, query + "q")).isEqualTo(UriRules.TOO_LONG);
    }

    @Test
    void contextIsCountedInSegments() {
        assertThat(RawPath.contextLength("/corral/ollama/x", "/corral")).isEqualTo(7);
        assertThat(RawPath.contextLength("/b%C3%BCro/x", "/büro")).isEqualTo(10);
        assertThat(RawPath.contextLength("/a/b/c", "/a/b")).isEqualTo(4);
        assertThat(RawPath.contextLength("/a/b", "/a/b")).isEqualTo(4);
        assertThat(RawPath.contextLength("/x", "")).isZero();
    }
}
