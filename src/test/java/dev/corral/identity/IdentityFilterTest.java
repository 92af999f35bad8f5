package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.door.DoorFilter;
import dev.corral.door.TestServer;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.catalina.authenticator.FormAuthenticator;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag(StoreFixture.DATABASE)
final class IdentityFilterTest {

    private static final String ME = "GET /corral/api/v1/me";

    private final CountingRealm realm =
            new CountingRealm()
                    .person("alice", "wonder", "corral-user", "staff")
                    .person("bob", "builder", "corral-user")
                    .person("root", "toor", "corral-admin")
                    .person("carol", "audit", "corral-auditor")
                    .person("nobody", "none", "something-else")
                    .person("jürgen", "päßwörd€", "corral-user");
    private static Database database;

    private TestServer server;
    private Identity identity;
    private volatile Set<String> groups = Set.of();

    /** Answers with what it was told about the caller. */
    private static final class Inside extends HttpServlet {
        @Override
        protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
                throws IOException {
            clientResponse.setCharacterEncoding("UTF-8");
            Caller caller = Caller.of(clientRequest).orElseThrow();
            clientResponse
                    .getWriter()
                    .print(
                            "inside "
                                    + caller.name()
                                    + " via "
                                    + caller.via().id()
                                    + " user="
                                    + clientRequest.getRemoteUser()
                                    + " principal="
                                    + clientRequest.getUserPrincipal().getName()
                                    + " role="
                                    + clientRequest.isUserInRole("corral-user")
                                    + " groups="
                                    + new java.util.TreeSet<>(caller.groups())
                                    + " path="
                                    + clientRequest.getAttribute(IdentityFilter.OLLAMA_PATH));
        }
    }

    /** Stands for the login page, which the container shows before any REQUEST filter ran. */
    private static final class Login extends HttpServlet {
        @Override
        protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
                throws IOException {
            clientResponse.getWriter().print("login page");
        }
    }

    @BeforeAll
    static void open(@TempDir Path folder) {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        server =
                new TestServer()
                        .filter(new DoorFilter(), "/*")
                        .filter(
                                new IdentityFilter(),
                                "/ollama/*",
                                "/k/*",
                                "/api/*",
                                "/metrics",
                                "/app/*")
                        .servlet("/ollama/*", new Inside())
                        .servlet("/k/*", new Inside())
                        .servlet("/api/*", new Inside())
                        .servlet("/metrics", new Inside())
                        .servlet("/app/*", new Inside())
                        .servlet("/login", new Login())
                        .servlet("/logout", new Logout());
        server.context()
                .addServletContainerInitializer(
                        (classes, application) -> SessionCookie.configure(application), null);
        server.context().setRealm(realm);
        server.context()
                .setLoginConfig(new LoginConfig("FORM", "Corral", "/login", "/login?failed"));
        server.context().getPipeline().addValve(new FormAuthenticator());
        SecurityCollection page = new SecurityCollection();
        page.addPattern("/app/*");
        SecurityConstraint constraint = new SecurityConstraint();
        constraint.addCollection(page);
        constraint.addAuthRole("**");
        constraint.setAuthConstraint(true);
        server.context().addConstraint(constraint);
        server.start();
        identity =
                new Identity(
                        Settings.of(Map.of("corral.ui.contact", "the help desk")),
                        () -> groups,
                        new IdentityStore(database),
                        Clock.systemUTC());
        identity.attachTo(server.context().getServletContext());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        identity.close();
    }

    private static String basic(String name, String password) {
        byte[] octets = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(octets);
    }

    /** Logs in by FORM and gives the Cookie header of the session. */
    private String session(String name, String password) {
        String first = cookie(server.ask("GET /corral/app/"));
        String body = "j_username=" + name + "&j_password=" + password;
        String answer =
                server.raw(
                        "POST /corral/app/j_security_check HTTP/1.1\r\nHost: corral.test\r\n"
                                + first
                                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                                + body.length()
                                + "\r\nConnection: close\r\n\r\n"
                                + body);
        String second = cookie(answer);
        // Tomcat restores the first request with the new session, then the session is a plain one.
        server.ask("GET /corral/app/", second);
        return second;
    }

    private static String cookie(String answer) {
        Matcher matcher = Pattern.compile("Set-Cookie: (JSESSIONID=[^;]+)").matcher(answer);
        assertThat(matcher.find()).as(answer).isTrue();
        return "Cookie: " + matcher.group(1);
    }

    private int sessions() {
        return server.context().getManager().getActiveSessions();
    }

    @Test
    void nobodyIsToldHowToLogInExceptThePage() {
        assertThat(server.ask("GET /corral/ollama/api/tags"))
                .startsWith("HTTP/1.1 401 ")
                .contains("WWW-Authenticate: Basic realm=\"Corral\", charset=\"UTF-8\"")
                .contains("WWW-Authenticate: Bearer")
                .contains("{\"error\":\"Log in");
        assertThat(server.ask("GET /corral/ollama/v1/messages"))
                .contains("\"authentication_error\"");
        assertThat(server.ask("GET /corral/api/v1/me", "X-Corral-Page: 1"))
                .startsWith("HTTP/1.1 401 ")
                .contains("application/problem+json")
                .doesNotContain("WWW-Authenticate");
        assertThat(sessions()).isZero();
    }

    @Test
    void basicIsAskedOnceOfTheRealmAndLeavesNothing() {
        for (int i = 0; i < 50; i++) {
            assertThat(server.ask("GET /corral/ollama/api/tags", basic("alice", "wonder")))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith(
                            "inside alice via basic user=alice principal=alice role=true groups=[corral-user] path=/api/tags")
                    .doesNotContain("Set-Cookie");
        }
        assertThat(realm.asked).hasValue(1);
        assertThat(sessions()).isZero();
        identity.forgetCredentials();
        server.ask(ME, basic("alice", "wonder"));
        assertThat(realm.asked).hasValue(2);
    }

    @Test
    void namesAndPasswordsAreUtf8() {
        assertThat(server.ask(ME, basic("jürgen", "päßwörd€"))).contains("inside jürgen via basic");
        assertThat(server.ask(ME, basic("jürgen", "passwort"))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aCachedLoginIsOfNoUseToAnotherPassword() {
        server.ask(ME, basic("alice", "wonder"));
        assertThat(server.ask(ME, basic("alice", "wonder2"))).startsWith("HTTP/1.1 401 ");
        assertThat(server.ask(ME, basic("alic", "e:wonder"))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void manyRequestsAtOnceAskTheRealmOnce() throws Exception {
        realm.before =
                () -> {
                    try {
                        TimeUnit.MILLISECONDS.sleep(200);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                };
        ExecutorService clients = Executors.newFixedThreadPool(20);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                answers.add(clients.submit(() -> server.ask(ME, basic("alice", "wonder"))));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).startsWith("HTTP/1.1 200 ");
            }
        } finally {
            clients.shutdownNow();
        }
        assertThat(realm.asked).hasValue(1);
    }

    @Test
    void aThousandWrongPasswordsChangeNothingForOthers() {
        server.ask(ME, basic("bob", "builder"));
        int asked = realm.asked.get();
        String last = "";
        for (int i = 0; i < 1_000; i++) {
            last = server.ask(ME, basic("alice", "guess" + i));
        }
        assertThat(last).startsWith("HTTP/1.1 429 ").containsPattern("Retry-After: [0-9]+\r\n");
        assertThat(realm.asked.get() - asked).isLessThan(12);
        assertThat(server.ask(ME, basic("bob", "builder"))).startsWith("HTTP/1.1 200 ");
        assertThat(server.ask(ME, basic("root", "toor"))).startsWith("HTTP/1.1 200 ");
        String alice =
                "GET /corral/api/v1/me HTTP/1.1\r\nHost: corral.test\r\nConnection: close\r\n"
                        + basic("alice", "wonder")
                        + "\r\n\r\n";
        assertThat(server.rawFrom("127.0.0.2", alice)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void whoWasLetInBeforeIsNotShutOutByGuessesFromTheSameAddress() {
        server.ask(ME, basic("alice", "wonder"));
        for (int i = 0; i < 20; i++) {
            server.ask(ME, basic("alice", "guess" + i));
        }
        assertThat(server.ask(ME, basic("alice", "another"))).startsWith("HTTP/1.1 429 ");
        assertThat(server.ask(ME, basic("alice", "wonder"))).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aRealmThatIsBrokenIsNoWrongPassword() {
        realm.before =
                () -> {
                    throw new IllegalStateException("the directory is gone");
                };
        for (int i = 0; i < 20; i++) {
            assertThat(server.ask(ME, basic("alice", "wonder")))
                    .startsWith("HTTP/1.1 503 ")
                    .doesNotContain("directory is gone");
        }
        realm.before = () -> {};
        assertThat(server.ask(ME, basic("alice", "wonder"))).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Basic",
                "Basic ",
                "Basic !!!!",
                "Basic YWxpY2U=",
                "Basic OndvbmRlcg==",
                "Basic YWxpY2U6",
                "Basic YWxpY2UAOndvbmRlcg==",
                "Basic YWxpY2U6d29uZGVyAA==",
                "Basic /////w==",
                "Bearer",
                "Bearer nonsense",
                "Digest username=alice",
                "alice:wonder",
                ""
            })
    void garbageIsRefusedWithAReasonAndWithoutTheRealm(String authorization) {
        String answer =
                server.ask("GET /corral/ollama/api/tags", "Authorization: " + authorization);
        assertThat(answer)
                .matches("(?s)HTTP/1.1 40[01] .*")
                .doesNotContain("nonsense")
                .doesNotContain("wonder");
        assertThat(answer).contains("{\"error\":\"");
        assertThat(realm.asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic YWxpY2U6d29uZGVy\r\nx-api-key: crl_something",
                "Authorization: Basic YWxpY2U6d29uZGVy\r\nx-api-key: dummy",
                "Authorization: Bearer crl_one\r\nx-api-key: crl_two"
            })
    void twoCredentialsAreRefused(String headers) {
        assertThat(server.ask(ME, headers)).startsWith("HTTP/1.1 400 ").contains("two credentials");
        assertThat(server.ask("GET /corral/k/crl_x/api/tags", "Authorization: Bearer crl_one"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(server.ask("GET /corral/k/crl_x/api/tags", basic("alice", "wonder")))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void rolesOpenWhatTheyOpen() {
        assertThat(server.ask("GET /corral/ollama/", basic("root", "toor")))
                .contains("inside root")
                .contains("path=/");
        assertThat(server.ask("GET /corral/ollama/api/tags", basic("carol", "audit")))
                .startsWith("HTTP/1.1 403 ")
                .contains("{\"error\":\"Models are for callers with the role user");
        assertThat(server.ask(ME, basic("carol", "audit"))).contains("inside carol");
        assertThat(server.ask(ME, basic("nobody", "none")))
                .startsWith("HTTP/1.1 403 ")
                .contains(
                        "'nobody'",
                        "corral-user, corral-admin, corral-auditor",
                        "none of them",
                        "the help desk");
        assertThat(server.ask("GET /corral/metrics", basic("root", "toor")))
                .contains("inside root");
        assertThat(server.ask("GET /corral/metrics", basic("alice", "wonder")))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void theContainersLoginPageCarriesTheHeadersToo() {
        assertThat(server.ask("GET /corral/app/"))
                .endsWith("login page")
                .contains("Content-Security-Policy: ", "X-Request-Id: ", "Cache-Control: no-store");
    }

    @Test
    void aSessionIsTheSameCallerEverywhere() {
        String session = session("alice", "wonder");
        assertThat(server.ask("GET /corral/app/", session)).contains("inside alice via session");
        assertThat(server.ask(ME, session)).contains("inside alice via session user=alice");
        assertThat(server.ask("GET /corral/ollama/api/tags", session))
                .contains("inside alice via session");
        assertThat(server.ask("GET /corral/app/", session("nobody", "none")))
                .startsWith("HTTP/1.1 403 ");
    }

    @Test
    void writesOfASessionMustComeFromThePage() {
        String session = session("alice", "wonder");
        String post = "POST /corral/ollama/api/chat";
        assertThat(server.ask(post, session)).startsWith("HTTP/1.1 403 ");
        assertThat(server.ask("DELETE /corral/api/v1/keys/1", session)).startsWith("HTTP/1.1 403 ");
        String page = "X-Corral-Page: 1";
        assertThat(server.ask(post, session, page)).startsWith("HTTP/1.1 200 ");
        assertThat(
                        server.ask(
                                post,
                                session,
                                page,
                                "Sec-Fetch-Site: same-origin",
                                "Origin: http://corral.test"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(server.ask(post, session, page, "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.ask(post, session, page, "Sec-Fetch-Site: same-site"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.ask(post, session, page, "Origin: http://corral.test.evil"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.ask(post, session, page, "Origin: null")).startsWith("HTTP/1.1 403 ");
        assertThat(server.ask("GET /corral/ollama/api/tags", session, "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.ask("GET /corral/app/", session, "Sec-Fetch-Site: cross-site"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void basicThatABrowserRepeatsForAnotherSiteIsRefused() {
        assertThat(
                        server.ask(
                                "POST /corral/ollama/api/chat",
                                basic("alice", "wonder"),
                                "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(realm.asked).hasValue(0);
    }

    @Test
    void basicWinsOverASession() {
        String session = session("alice", "wonder");
        assertThat(server.ask(ME, session, basic("bob", "builder")))
                .contains("inside bob via basic");
        String again = session("alice", "wonder");
        assertThat(server.ask(ME, again, basic("bob", "wrong"))).startsWith("HTTP/1.1 401 ");
        assertThat(server.ask(ME, session("alice", "wonder"), "Authorization: Bearer junk"))
                .startsWith("HTTP/1.1 401 ");
    }

    @Test
    void thePageMeansItsSessionEvenIfTheBrowserRemembersBasic() {
        String session = session("alice", "wonder");
        assertThat(server.ask(ME, session, "X-Corral-Page: 1", basic("bob", "builder")))
                .contains("inside alice via session");
        assertThat(server.ask(ME, session)).contains("inside alice via session");
    }

    @Test
    void theSessionCookieIsForThisSiteAndForTheServerOnly() {
        assertThat(server.ask("GET /corral/app/"))
                .containsPattern(
                        "Set-Cookie: JSESSIONID=[^\r]*Path=/corral; HttpOnly; SameSite=Lax")
                .doesNotContain(";jsessionid=");
    }

    @Test
    void signingOutEndsTheSessionAtOnceAndOnlyFromThePage() {
        String session = session("alice", "wonder");
        String logout = "POST /corral/logout";
        assertThat(server.ask(logout, session)).startsWith("HTTP/1.1 403 ");
        assertThat(server.ask(logout, session, "Origin: https://evil.example"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(server.ask("GET /corral/logout", session, "X-Corral-Page: 1"))
                .startsWith("HTTP/1.1 405 ");
        assertThat(server.ask(ME, session)).contains("inside alice");
        assertThat(server.ask(logout, session, "Origin: http://corral.test"))
                .startsWith("HTTP/1.1 303 ")
                .contains("Location: /corral/login?signedout\r\n")
                .contains("Clear-Site-Data: \"cache\"\r\n");
        assertThat(server.ask(ME, session)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void aSessionGetsANewIdAtLogin() {
        String before = cookie(server.ask("GET /corral/app/"));
        assertThat(session("alice", "wonder")).isNotEqualTo(before);
        assertThat(server.ask(ME, before)).startsWith("HTTP/1.1 401 ");
    }

    private Caller alice() {
        server.ask(ME, basic("alice", "wonder"));
        return Caller.of("alice", Set.of(Role.USER), Via.BASIC);
    }

    private String key(Set<String> scopes, boolean inPath) {
        return identity.apiKeys()
                .create(alice(), new ApiKeys.Wish("laptop", null, scopes, inPath))
                .secret();
    }

    @Test
    void aKeyIsItsOwnerInEachWay() {
        String secret = key(null, true);
        String tags = "GET /corral/ollama/api/tags";
        assertThat(server.ask(tags, "Authorization: Bearer " + secret))
                .endsWith(
                        "inside alice via key user=alice principal=alice role=true groups=[corral-user] path=/api/tags")
                .doesNotContain("Set-Cookie");
        assertThat(server.ask(tags, "authorization: bearer " + secret)).contains("inside alice");
        assertThat(server.ask(tags, "x-api-key: " + secret)).contains("inside alice via key");
        assertThat(server.ask("GET /corral/k/" + secret + "/v1/models"))
                .endsWith(
                        "inside alice via key user=alice principal=alice role=true groups=[corral-user] path=/v1/models");
        assertThat(server.ask("GET /corral/k/" + secret))
                .contains("inside alice")
                .endsWith("path=/");
        assertThat(
                        server.ask(
                                "POST /corral/ollama/api/chat",
                                "x-api-key: " + secret,
                                "Origin: app://x"))
                .contains("inside alice");
    }

    @Test
    void dummiesOfSdksAreIgnoredBesideAKeyInThePathOnly() {
        String secret = key(null, true);
        assertThat(
                        server.ask(
                                "GET /corral/k/" + secret + "/v1/models",
                                "Authorization: Bearer ollama",
                                "x-api-key: x"))
                .contains("inside alice");
        assertThat(
                        server.ask(
                                "GET /corral/k/" + secret + "/v1/models",
                                "Authorization: Bearer " + secret))
                .startsWith("HTTP/1.1 400 ");
        assertThat(server.ask("GET /corral/ollama/v1/models", "Authorization: Bearer ollama"))
                .startsWith("HTTP/1.1 401 ")
                .contains("\"authentication_error\"", "begin with crl_");
    }

    @Test
    void aKeyThatIsNotForItCannotStandInThePath() {
        String secret = key(null, false);
        assertThat(server.ask("GET /corral/k/" + secret + "/api/tags"))
                .startsWith("HTTP/1.1 401 ")
                .contains("{\"error\":")
                .doesNotContain(secret);
        assertThat(server.ask("GET /corral/ollama/api/tags?key=" + secret))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain(secret);
    }

    @Test
    void badKeysAreToldApartWithoutEcho() {
        String secret = key(null, true);
        String mistyped =
                secret.substring(0, 20)
                        + (secret.charAt(20) == 'a' ? 'b' : 'a')
                        + secret.substring(21);
        assertThat(server.ask(ME, "x-api-key: " + mistyped))
                .contains("mistyped")
                .doesNotContain(mistyped);
        String foreign = ApiKeySecret.create(new java.security.SecureRandom());
        assertThat(server.ask(ME, "x-api-key: " + foreign)).contains("not known, or was revoked");
        assertThat(server.ask("GET /corral/k//api/tags")).startsWith("HTTP/1.1 400 ");
        assertThat(server.ask("GET /corral/k/x/api/tags")).startsWith("HTTP/1.1 401 ");
        assertThat(server.ask("GET /corral/k/")).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void scopesBoundAKey() {
        String ollama = "x-api-key: " + key(null, false);
        assertThat(server.ask("GET /corral/api/v1/keys", ollama)).startsWith("HTTP/1.1 403 ");
        assertThat(server.ask(ME, ollama)).contains("inside alice via key");
        String api = "x-api-key: " + key(Set.of("api"), false);
        assertThat(server.ask("GET /corral/api/v1/keys", api)).contains("inside alice");
        assertThat(server.ask("GET /corral/ollama/api/tags", api)).startsWith("HTTP/1.1 403 ");
        assertThat(server.ask("GET /corral/metrics", api)).startsWith("HTTP/1.1 403 ");
    }

    @Test
    void aRevokedKeyIsRefusedAtOnce() {
        String secret = key(null, false);
        String id = identity.apiKeys().list(alice(), false).get(0).id();
        assertThat(server.ask(ME, "x-api-key: " + secret)).startsWith("HTTP/1.1 200 ");
        assertThat(identity.apiKeys().revoke(alice(), id)).isTrue();
        assertThat(server.ask(ME, "x-api-key: " + secret)).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void groupsThatRulesNameAreAskedForFromTheNextRequestOn() {
        assertThat(server.ask(ME, basic("alice", "wonder"))).contains("groups=[corral-user]");
        groups = Set.of("staff", "boss");
        assertThat(server.ask(ME, basic("alice", "wonder")))
                .contains("groups=[corral-user, staff]");
        assertThat(server.ask(ME, session("alice", "wonder")))
                .contains("groups=[corral-user, staff]");
        assertThat(realm.asked).hasValue(3);
    }
}
