package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.Exchange;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two properties, on every server, whatever is sent. The upstream never sees a request that the
 * policy did not decide on: of a caller whom the policy denies everything it sees nothing at all.
 * And never an operation that the caller may not do: of a user it sees what users may do.
 */
@Timeout(180)
@Tag("attack")
class MatrixIT extends CorralIT {

    private static final String JSON =
            "{\"model\":\"m\",\"name\":\"m\",\"source\":\"m\",\"destination\":\"n\",\"from\":\"m\"}";
    private static final String CHUNKED =
            "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(JSON.length());
    private static final Set<String> MAY_BE_SEEN =
            Set.of(
                    "GET /",
                    "HEAD /",
                    "GET /api/version",
                    "HEAD /api/version",
                    "GET /api/status",
                    "GET /api/tags",
                    "HEAD /api/tags",
                    "GET /api/ps",
                    "GET /v1/models",
                    "GET /v1/models/m",
                    "POST /api/show",
                    "POST /api/chat",
                    "POST /api/generate",
                    "POST /api/embed",
                    "POST /api/embeddings",
                    "POST /v1/chat/completions",
                    "POST /v1/completions",
                    "POST /v1/embeddings",
                    "POST /v1/responses",
                    "POST /v1/messages",
                    "POST /v1/audio/transcriptions",
                    "POST /v1/images/generations",
                    "POST /v1/images/edits");

    /** The server closed the connection instead of answering, or before the answer was read. */
    private static final int CUT = 0;

    private static StandIn upstream;

    @BeforeAll
    static void startUpstream() throws Exception {
        upstream = StandIn.start(upstreamPort());
    }

    @AfterAll
    static void stopUpstream() {
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @AfterEach
    void onlyWhatAUserMayDo() throws Exception {
        for (Exchange seen : asked(upstream)) {
            assertThat(MAY_BE_SEEN).contains(seen.method() + " " + seen.path());
            assertThat(seen.text()).doesNotContain("cloud", "keep_alive");
        }
    }

    static List<String> framings() {
        String json = "\r\n\r\n" + JSON;
        int length = JSON.length();
        return List.of(
                "\r\n",
                "Content-Length: " + length + json,
                CHUNKED + "\r\n" + JSON + "\r\n0\r\n\r\n",
                CHUNKED + ";x=\"\r\ny\"\r\n" + JSON + "\r\n0\r\n\r\n",
                CHUNKED + ";a=b\r\n" + JSON + "\r\n0\r\nX-Http-Method-Override: DELETE\r\n\r\n",
                "Content-Length: " + length + "\r\n" + CHUNKED + "\r\n" + JSON + "\r\n0\r\n\r\n",
                "Content-Length: 0" + length + "\r\nX-Fold: a\r\n b" + json,
                "Content-Length: " + length + "\r\nContent-Encoding: gzip" + json,
                "Content-Length: " + length + "\r\nContent-Type: text/plain" + json,
                "Content-Length: "
                        + length
                        + "\r\nConnection: Authorization, Content-Length, Host"
                        + json,
                "Content-Length: " + length + "\r\nExpect: 100-continue" + json);
    }

    static Stream<String> targets() {
        return Stream.concat(
                AttackIT.paths().flatMap(path -> Stream.of("DELETE " + path, "POST " + path)),
                MAY_BE_SEEN.stream().map(route -> route.replace(" ", " /ollama")));
    }

    private static final List<String> CLOSED =
            List.of(
                    "DELETE /ollama/api/delete",
                    "POST /ollama/api/pull",
                    "POST /ollama/api/push",
                    "POST /ollama/api/create",
                    "POST /ollama/api/copy",
                    "POST /ollama/api/blobs/sha256:" + "ab".repeat(32),
                    "HEAD /ollama/api/blobs/sha256:" + "ab".repeat(32),
                    "POST /ollama/api/me",
                    "POST /ollama/api/signout",
                    "DELETE /ollama/api/user/keys/k",
                    "POST /ollama/api/experimental/web_search",
                    "POST /ollama/api/experimental/web_fetch",
                    "GET /ollama/api/experimental/model-recommendations");

    private static String head(String methodAndTarget, ItUser who) {
        String[] words = methodAndTarget.split(" ", 2);
        String authorization =
                who == null
                        ? ""
                        : "Authorization: "
                                + RawRequest.basicValue(who.name(), who.password())
                                + "\r\n";
        return words[0]
                + " "
                + baseUrl().getPath()
                + words[1]
                + " HTTP/1.1\r\nHost: "
                + baseUrl().getAuthority()
                + "\r\nConnection: close\r\n"
                + authorization;
    }

    private static int send(String raw) throws IOException {
        try (RawClient client = RawClient.connect(baseUrl())) {
            client.send(raw.getBytes(StandardCharsets.ISO_8859_1));
            Response answer = client.response(raw.substring(0, raw.indexOf(' ')));
            return answer.status();
        } catch (IOException cut) {
            return CUT;
        }
    }

    private static List<String> everything(ItUser who) {
        List<String> all = new ArrayList<>();
        targets().forEach(target -> all.add(head(target, who) + framings().get(1)));
        for (String closed : CLOSED) {
            for (String framing : framings()) {
                all.add(head(closed, who) + framing);
            }
        }
        for (String framing : framings()) {
            all.add(head("POST /ollama/api/chat", who) + framing);
        }
        return all;
    }

    @Test
    void ofWhomThePolicyDeniesEverythingTheUpstreamSeesNothing() throws Exception {
        for (String raw : everything(ItUser.MALLORY)) {
            int status = send(raw);
            assertThat(asked(upstream)).as("%d to %s", status, raw).isEmpty();
        }
    }

    @Test
    void ofStrangersAndThoseWithoutAFittingRoleTheUpstreamSeesNothing() throws Exception {
        for (ItUser who : new ItUser[] {null, ItUser.NOBODY, ItUser.AUDITOR}) {
            for (String closed : CLOSED) {
                send(head(closed, who) + framings().get(1));
            }
            for (String framing : framings()) {
                send(head("POST /ollama/api/chat", who) + framing);
            }
            assertThat(asked(upstream)).isEmpty();
        }
    }

    @Test
    void ofAUserTheUpstreamSeesWhatUsersMayDo() throws Exception {
        for (String raw : everything(ItUser.JUERGEN)) {
            send(raw);
        }
        // The table is no proof if nothing came through.
        assertThat(asked(upstream)).hasSizeGreaterThan(15);
    }

    /** A failure of another product; what it would be here. */
    record Known(String cve, String request) {
        @Override
        public String toString() {
            return cve;
        }
    }

    private static Known known(String cve, String methodAndTarget, String... lines) {
        String body = "Content-Length: " + JSON.length() + "\r\n\r\n" + JSON;
        String headers = lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
        return new Known(cve, head(methodAndTarget, ItUser.JUERGEN) + headers + body);
    }

    static Stream<Known> knownFailures() {
        String delete = "DELETE /ollama/api/delete";
        return Stream.of(
                known("CVE-2017-7675", "DELETE /ollama/api/tags/../delete"),
                known("CVE-2018-1048", "DELETE /ollama/api%2f..%2fapi%2fdelete"),
                known("CVE-2018-11759", "DELETE /ollama/api/tags;/../delete"),
                known("CVE-2020-11989", "DELETE /;/ollama/api/delete"),
                known("CVE-2020-11989", "DELETE /ollama/api%25%32%66delete"),
                known("CVE-2021-28164", "GET /%2e/WEB-INF/web.xml"),
                known("CVE-2021-28169", "GET /assets/%2557EB-INF/web.xml"),
                known("CVE-2021-33037", delete, "Transfer-Encoding: identity"),
                known("CVE-2021-34429", "GET /%u002e/WEB-INF/web.xml"),
                known("CVE-2022-31813", delete, "Connection: close, Authorization"),
                known("CVE-2022-32532", "DELETE /ollama/api/delete%0a"),
                known("CVE-2022-42252", delete, "Content-Length: -1"),
                known("CVE-2023-22602", "DELETE /ollama/api/tags/..;/../delete"),
                known("CVE-2023-45648", delete, "Trailer: X-A", "Transfer-Encoding: chunked"),
                known("CVE-2024-37032", "POST /ollama/api/blobs/sha256:../../../../etc/passwd"),
                known("CVE-2024-37032", "HEAD /ollama/api/blobs/..%2f..%2fetc%2fpasswd"),
                known("CVE-2025-11143", "DELETE /ollama/api/tags/..\\delete"),
                known("CVE-2025-12543", delete, "Host: a b"),
                known("CVE-2025-31651", "DELETE /ollama/api/tags%3b/../delete"),
                known("CVE-2025-51471", "POST /ollama/api/pull"),
                known("CVE-2025-54576", delete + "?next=/health/live"),
                known("CVE-2025-55752", "DELETE /ollama/api/%2e%2e/api/delete"),
                known("CVE-2025-63389", "POST /ollama/api/me"),
                known("CVE-2026-2332", delete, "Transfer-Encoding: chunked;x"),
                known("CVE-2026-7482", "POST /ollama/api/create"),
                known("CVE-2026-28367", delete, "Transfer-Encoding:\u000bchunked"),
                known("CVE-2026-28368", delete, " Transfer-Encoding: chunked"),
                known("CVE-2026-34457", delete, "User-Agent: kube-probe/1.29"),
                known("CVE-2026-39858", delete, "X-Forwarded-Prefix: /health", "X_Real_IP: ::1"),
                known("CVE-2026-40575", delete, "X-Forwarded-Uri: /health/live"),
                known("CVE-2026-45365", "POST /ollama/api/copy?bypass_filter=true"),
                known("CVE-2026-54021", "POST /ollama/api/pull?url_idx=0"),
                known("CVE-2026-54021", "POST /ollama/api/pull/0"),
                known("CVE-2026-59083", "DELETE /ollama/api/%252e%252e/api/delete"),
                known("CVE-2026-8384", "DELETE /health;/../ollama/api/delete"));
    }

    @ParameterizedTest
    @MethodSource("knownFailures")
    void whatOthersGotWrongGoesNowhere(Known known) throws Exception {
        assertThat(send(known.request())).isIn(CUT, 400, 401, 403, 404, 405, 501);
        assertThat(asked(upstream)).isEmpty();
    }
}
