package dev.corral.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.policy.BodyShape;
import dev.corral.policy.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static final String HEX =
            "0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789";

    private final RouteTable table = RouteTable.ofOllama();

    @ParameterizedTest
    @CsvSource({
        "GET, /, VERSION, NONE, NEVER",
        "HEAD, /, VERSION, NONE, NEVER",
        "GET, /api/version, VERSION, NONE, NEVER",
        "HEAD, /api/version, VERSION, NONE, NEVER",
        "GET, /api/status, VERSION, NONE, NEVER",
        "GET, /api/tags, LIST, NONE, NEVER",
        "HEAD, /api/tags, LIST, NONE, NEVER",
        "GET, /api/ps, PS, NONE, NEVER",
        "POST, /api/show, SHOW, JSON, NEVER",
        "POST, /api/generate, GENERATE, JSON, UNLESS_REFUSED",
        "POST, /api/chat, CHAT, JSON, UNLESS_REFUSED",
        "POST, /api/embed, EMBED, JSON, NEVER",
        "POST, /api/embeddings, EMBED, JSON, NEVER",
        "POST, /v1/chat/completions, CHAT, JSON, IF_ASKED",
        "POST, /v1/completions, GENERATE, JSON, IF_ASKED",
        "POST, /v1/embeddings, EMBED, JSON, NEVER",
        "POST, /v1/responses, CHAT, JSON, IF_ASKED",
        "POST, /v1/messages, CHAT, JSON, IF_ASKED",
        "POST, /v1/audio/transcriptions, TRANSCRIBE, FORM, NEVER",
        "POST, /v1/images/generations, GENERATE, JSON, NEVER",
        "POST, /v1/images/edits, GENERATE, JSON, NEVER",
        "GET, /v1/models, LIST, NONE, NEVER",
        "GET, /v1/models/llama3:8b, SHOW, NONE, NEVER",
        "POST, /api/pull, PULL, JSON, UNLESS_REFUSED",
        "POST, /api/push, PUSH, JSON, UNLESS_REFUSED",
        "POST, /api/create, CREATE, JSON, UNLESS_REFUSED",
        "HEAD, /api/blobs/sha256:" + HEX + ", BLOB_READ, NONE, NEVER",
        "POST, /api/blobs/sha256-" + HEX + ", BLOB_WRITE, STREAM, NEVER",
        "POST, /api/copy, COPY, JSON, NEVER",
        "DELETE, /api/delete, DELETE, JSON, NEVER",
        "POST, /api/me, ACCOUNT, NONE, NEVER",
        "POST, /api/signout, ACCOUNT, NONE, NEVER",
        "DELETE, /api/user/keys/AAAAC3Nz_-a=, ACCOUNT, NONE, NEVER",
        "POST, /api/experimental/web_search, WEB, JSON, NEVER",
        "POST, /api/experimental/web_fetch, WEB, JSON, NEVER",
        "GET, /api/experimental/model-recommendations, CLOUD_STATUS, NONE, NEVER",
    })
    void theWholeSurfaceIsKnown(
            String method, String path, Operation operation, BodyKind body, Streaming streaming) {
        RouteMatch.Matched matched = matched(method, path);
        assertThat(matched.upstreamPath()).isEqualTo(path);
        assertThat(matched.route().operation()).isEqualTo(operation);
        assertThat(matched.route().body()).isEqualTo(body);
        assertThat(matched.route().streaming()).isEqualTo(streaming);
        assertThat(matched.route().method()).isEqualTo(method);
    }

    @Test
    void theTableAboveNamesEveryRoute() {
        assertThat(table.routes()).hasSize(36);
    }

    @Test
    void nothingAndASlashAreTheRoot() {
        assertThat(matched("HEAD", "").upstreamPath()).isEqualTo("/");
        assertThat(matched("HEAD", "")).isSameAs(matched("HEAD", "/"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api",
                "/api/",
                "/api/tags/",
                "//api/tags",
                "/api//tags",
                "/API/tags",
                "/api/Tags",
                "/api/tags;x",
                "/api;/tags",
                "/%61pi/tags",
                "/api%2Ftags",
                "/api/%74ags",
                "/api/./tags",
                "/x/../api/tags",
                "/api/tags/..;/delete",
                "/api/tags\\",
                "\\api\\tags",
                "/api/tags?x",
                "/api/tags ",
                "api/tags",
                "/v1",
                "/v1/models/",
                "/v1/models/library/llama3",
                "/v1/models/library%2Fllama3",
                "/v1/models/..",
                "/v1/models/.",
                "/v1/models/:x",
                "/v1/models/a:b:c",
                "/v1/models/a:cloud:local",
                "/v1/models/a:",
                "/v1/models/a%3",
                "/v1/models/a%",
                "/v1/models/a%20b",
                "/v1/models/a%253Ab",
                "/v1/models/a%00",
                "/v1/models/ä",
                "/v1/models/a;b",
                "/v1/messages/count_tokens",
                "/api/blobs/",
                "/api/user/keys/",
                "/api/user/keys/a/b",
                "/api/user/keys/..",
                "/metrics",
                "/debug/pprof"
            })
    void otherPathsAreNot(String path) {
        for (String method : new String[] {"GET", "HEAD", "POST", "DELETE"}) {
            assertThat(table.match(method, path)).isInstanceOf(RouteMatch.NotFound.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/blobs/sha256",
                "/api/blobs/sha256:..",
                "/api/blobs/sha256:" + HEX + "0",
                "/api/blobs/sha256%3A" + HEX,
                "/api/blobs/SHA256:" + HEX,
                "/api/blobs/sha512:" + HEX,
                "/api/blobs/sha256:g123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789",
                "/api/blobs/sha256:\uff11123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789"
            })
    void aDigestThatIsNoneIsToldInTheWordsOfOllama(String path) {
        for (String method : new String[] {"HEAD", "POST"}) {
            assertThat(table.match(method, path))
                    .isInstanceOfSatisfying(
                            RouteMatch.BadParameter.class,
                            bad -> assertThat(bad.sentence()).startsWith("invalid digest format"));
        }
        assertThat(table.match("GET", path)).isInstanceOf(RouteMatch.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/tags | HEAD, GET",
                "get | /api/tags | HEAD, GET",
                "OPTIONS | /api/chat | POST",
                "GET | /api/chat | POST",
                "HEAD | /api/ps | GET",
                "POST | /api/delete | DELETE",
                "TRACE | / | HEAD, GET",
                "CONNECT | / | HEAD, GET",
                "POST | /v1/models/llama3 | GET",
                "GET | /api/blobs/sha256:0123456789abcdefABCDEF0123456789abcdef0123456789abcdef0123456789 | HEAD, POST",
            })
    void otherMethodsAreNotAllowed(String method, String path, String allow) {
        assertThat(table.match(method, path)).isEqualTo(new RouteMatch.MethodNotAllowed(allow));
    }

    @Test
    void theParameterIsHandedOnAndThePathIsRebuilt() {
        assertThat(matched("GET", "/v1/models/llama3%3a8b").upstreamPath())
                .isEqualTo("/v1/models/llama3:8b");
        assertThat(matched("GET", "/v1/models/llama3%3A8b").parameter()).isEqualTo("llama3:8b");
        assertThat(matched("HEAD", "/api/blobs/sha256-" + HEX).parameter())
                .isEqualTo("sha256-" + HEX);
        assertThat(matched("GET", "/api/tags").parameter()).isNull();
    }

    @Test
    void aKnownPathAllocatesNothing() {
        assertThat(table.match("POST", "/api/chat")).isSameAs(table.match("POST", "/api/chat"));
        assertThat(table.match("PUT", "/api/chat")).isSameAs(table.match("PATCH", "/api/chat"));
    }

    @Test
    void aQueryIsPassedOnlyWhereItMeansNothing() {
        Route chat = matched("POST", "/v1/messages").route();
        assertThat(chat.refusalOfQuery(null)).isNull();
        assertThat(chat.refusalOfQuery("")).isNull();
        assertThat(chat.refusalOfQuery("beta=true&ts=1")).isNull();
        assertThat(chat.refusalOfQuery("a b")).contains("character");
        assertThat(chat.refusalOfQuery("a#b")).contains("character");
        assertThat(chat.refusalOfQuery("a\r\nb")).contains("character");
        assertThat(chat.refusalOfQuery("a".repeat(1025))).contains("longer");
        Route transcriptions = matched("POST", "/v1/audio/transcriptions").route();
        assertThat(transcriptions.refusalOfQuery("model=secret")).contains("form");
        assertThat(transcriptions.refusalOfQuery("")).isNull();
    }

    @Test
    void streamDefaultsFollowTheFace() {
        assertThat(Streaming.UNLESS_REFUSED.streams(null)).isTrue();
        assertThat(Streaming.UNLESS_REFUSED.streams(false)).isFalse();
        assertThat(Streaming.IF_ASKED.streams(null)).isFalse();
        assertThat(Streaming.IF_ASKED.streams(true)).isTrue();
        assertThat(Streaming.NEVER.streams(true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/generate, GENERATE",
        "POST, /api/chat, CHAT",
        "POST, /api/embed, EMBED",
        "POST, /api/embeddings, EMBED",
        "POST, /v1/embeddings, EMBED",
        "POST, /v1/chat/completions, OPENAI_CHAT",
        "POST, /v1/completions, OPENAI_COMPLETION",
        "POST, /v1/images/edits, OPENAI_COMPLETION",
        "POST, /v1/responses, OPENAI_RESPONSES",
        "POST, /v1/messages, ANTHROPIC_MESSAGES",
        "POST, /api/show, MODEL_ONLY",
        "DELETE, /api/delete, MODEL_ONLY",
        "POST, /api/pull, PULL",
        "POST, /api/push, PUSH",
        "POST, /api/create, CREATE",
        "POST, /api/copy, COPY",
        "POST, /api/experimental/web_search, NOTHING",
    })
    void everyJsonRouteHasItsShape(String method, String path, BodyShape shape) {
        assertThat(matched(method, path).route().shape()).isEqualTo(shape);
    }

    @Test
    void settingsAddRoutes() {
        RouteTable more =
                RouteTable.ofOllama(
                        "POST /api/newthing = chat;\n GET /api/thing/{model}=show ; PUT /api/blob2/{digest} = blob-write;"
                                + "POST /v1/new/thing = generate; POST /v1/audio/translations = transcribe");
        RouteMatch.Matched chat = (RouteMatch.Matched) more.match("POST", "/api/newthing");
        assertThat(chat.route())
                .isEqualTo(
                        new Route(
                                "POST",
                                "/api/newthing",
                                Operation.CHAT,
                                BodyKind.JSON,
                                Streaming.UNLESS_REFUSED,
                                true));
        RouteMatch.Matched show = (RouteMatch.Matched) more.match("GET", "/api/thing/m:1");
        assertThat(show.parameter()).isEqualTo("m:1");
        assertThat(show.route().body()).isEqualTo(BodyKind.NONE);
        RouteMatch.Matched blob =
                (RouteMatch.Matched) more.match("PUT", "/api/blob2/sha256:" + HEX);
        assertThat(blob.route().body()).isEqualTo(BodyKind.STREAM);
        RouteMatch.Matched generate = (RouteMatch.Matched) more.match("POST", "/v1/new/thing");
        assertThat(generate.route().streaming()).isEqualTo(Streaming.IF_ASKED);
        RouteMatch.Matched form = (RouteMatch.Matched) more.match("POST", "/v1/audio/translations");
        assertThat(form.route().mayCarryQuery()).isFalse();
        assertThat(RouteTable.ofOllama(" ").routes()).hasSize(36);
        assertThat(RouteTable.ofOllama(null).routes()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST /api/x | METHOD /path = operation",
                "POST = chat | METHOD /path = operation",
                "POST /api/x = chat = show | METHOD /path = operation",
                "post /api/x = chat | method",
                "TRACE /api/x = chat | method",
                "POST api/x = chat | path",
                "POST /api/{model}/x = chat | path",
                "POST /api/../x = chat | path",
                "POST /api/%61 = chat | path",
                "POST / = chat | path",
                "POST /api/x = destroy | unknown operation",
                "POST /api/x/{model} = show | model in its path",
                "GET /api/x/{model} = chat | model in its path",
                "POST /api/delete2 = delete; POST /api/y = Chat | entry 2",
                "POST /api/pull = list | known already",
                "POST /api/x = chat; POST /api/x = show | known already",
                "GET /api/blobs/{model} = show | Two kinds",
            })
    void wrongEntriesAreRefusedWithTheReason(String text, String reason) {
        assertThatThrownBy(() -> RouteTable.ofOllama(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private RouteMatch.Matched matched(String method, String path) {
        return (RouteMatch.Matched) table.match(method, path);
    }
}
