package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.testkit.StandIn;
import java.net.CookieManager;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who gets in, by which door, in a real server with its own realm. */
@Timeout(60)
class LoginIT extends CorralIT {

    private static final String WRONG = "The name or the password is wrong.";
    private static StandIn upstream;

    @BeforeAll
    static void startUpstream() throws Exception {
        upstream = StandIn.start(upstreamPort());
    }

    @AfterAll
    static void stopUpstream() {
        upstream.close();
    }

    static Stream<ItUser> users() {
        return Stream.of(ItUser.ALICE, ItUser.ADMIN, ItUser.JUERGEN);
    }

    static Stream<ItUser> strangers() {
        return Stream.of(ItUser.AUDITOR, ItUser.NOBODY);
    }

    @ParameterizedTest
    @MethodSource("users")
    void basicLetsAUserThrough(ItUser user) throws Exception {
        HttpResponse<String> answer = basic(user.name(), user.password(), "/ollama/api/version");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"version\":\"0.24.0\"}");
        assertThat(answer.headers().allValues("Set-Cookie")).noneMatch(LoginIT::opensSession);
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void basicWithoutTheRoleIsForbidden(ItUser user) throws Exception {
        HttpResponse<String> answer = basic(user.name(), user.password(), "/ollama/api/version");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).startsWith("{\"error\":\"");
    }

    @Test
    void aWrongPasswordIsRefusedInOllamasFormat() throws Exception {
        HttpResponse<String> answer = basic("alice", "guess", "/ollama/api/version");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(answer.body()).startsWith("{\"error\":\"");
    }

    @ParameterizedTest
    @MethodSource("users")
    void theFormLeadsToThePageThatWasAskedFor(ItUser user) throws Exception {
        HttpClient browser = browser();
        assertThat(get(browser, "/app/").body()).contains("j_security_check");
        HttpResponse<String> answer = logIn(browser, user.name(), user.password());
        assertThat(answer.uri()).isEqualTo(url("/app/"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("id=\"compose\"");
        assertThat(get(browser, "/ollama/api/version").body())
                .isEqualTo("{\"version\":\"0.24.0\"}");
    }

    @Test
    void theFormSaysThatSomethingWasWrongAndTakesTheNextTry() throws Exception {
        HttpClient browser = browser();
        get(browser, "/app/");
        assertThat(logIn(browser, "jürgen", "guess").body()).contains(WRONG);
        ItUser juergen = ItUser.JUERGEN;
        assertThat(logIn(browser, juergen.name(), juergen.password()).uri())
                .isEqualTo(url("/app/"));
    }

    @ParameterizedTest
    @MethodSource("strangers")
    void theFormLetsNobodyWithoutARoleSeeModels(ItUser user) throws Exception {
        HttpClient browser = browser();
        get(browser, "/app/");
        logIn(browser, user.name(), user.password());
        assertThat(get(browser, "/ollama/api/tags").statusCode()).isEqualTo(403);
    }

    @Test
    void theSessionsCookieIsSecureBehindHttps() throws Exception {
        assertThat(sessionCookie("https")).containsIgnoringCase("; Secure");
        assertThat(sessionCookie("http")).doesNotContainIgnoringCase("; Secure");
    }

    /** What a proxy that was asked by this scheme is told to set. */
    private static String sessionCookie(String scheme) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(url("/app/")).header("X-Forwarded-Proto", scheme).build();
        return browser()
                .send(request, BodyHandlers.ofString())
                .headers()
                .allValues("Set-Cookie")
                .stream()
                .filter(LoginIT::opensSession)
                .findFirst()
                .orElseThrow();
    }

    private static boolean opensSession(String setCookie) {
        boolean expired = setCookie.matches(".*(Max-Age=0|[Ee]xpires=Thu, 01.Jan.1970).*");
        return setCookie.startsWith("JSESSIONID=") && !expired;
    }

    private static HttpClient browser() {
        return HttpClient.newBuilder()
                .cookieHandler(new CookieManager())
                .followRedirects(Redirect.NORMAL)
                .build();
    }

    private static HttpResponse<String> logIn(HttpClient browser, String name, String password)
            throws Exception {
        String form = "j_username=" + encode(name) + "&j_password=" + encode(password);
        HttpRequest request =
                HttpRequest.newBuilder(url("/j_security_check"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form))
                        .build();
        return browser.send(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(HttpClient client, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(url(path)).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> basic(String name, String password, String path)
            throws Exception {
        byte[] pair = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        HttpRequest request =
                HttpRequest.newBuilder(url(path))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair))
                        .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
