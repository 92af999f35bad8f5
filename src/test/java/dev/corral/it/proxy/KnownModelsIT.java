package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.ItSettings;
import dev.corral.it.ItUser;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stub of a cloud model under a harmless name is treated as what it is. */
@Timeout(60)
@Tag("attack")
class KnownModelsIT extends ProxyIT {

    private static final String JSON_TYPE = "application/json; charset=utf-8";

    @BeforeEach
    void theUpstreamHasAStub() throws IOException {
        upstream.on(
                "GET",
                "/api/tags",
                x ->
                        x.respond(
                                200,
                                JSON_TYPE,
                                "{\"models\":[{\"name\":\"local:latest\"},{\"name\":\"harmless:latest\","
                                        + "\"remote_host\":\"https://ollama.com:443\",\"remote_model\":\"big\"}]}"));
        upstream.on(
                "GET",
                "/v1/models",
                x ->
                        x.respond(
                                200,
                                JSON_TYPE,
                                "{\"object\":\"list\",\"data\":[{\"id\":\"local:latest\"},{\"id\":\"harmless:latest\"}]}"));
        ItSettings.set("corral.fleet.watch-interval", "200ms");
        assertThat(StandIn.await(SOON, () -> timesRead() >= 2)).isTrue();
    }

    @AfterEach
    void askNoMore() throws IOException {
        ItSettings.set("corral.fleet.watch-interval", "none");
    }

    private static long timesRead() {
        return upstream.exchanges().stream().filter(x -> x.path().equals("/api/tags")).count();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/chat | {'model':'harmless','messages':[{}]}",
                "/api/chat | {'model':'HARMLESS:latest','messages':[{}]}",
                "/api/chat | {'model':'library/harmless','messages':[{}]}",
                "/api/generate | {'model':'harmless','prompt':'?'}",
                "/api/embed | {'model':'harmless','input':'?'}",
                "/v1/chat/completions | {'model':'harmless','messages':[{}]}",
                "/v1/messages | {'model':'harmless','messages':[{}],'max_tokens':1}",
                "/v1/responses | {'model':'harmless','input':'?'}",
            })
    void itIsNotUsed(String path, String body) throws Exception {
        Response response = ask(juergen("POST", path, body));
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(response.text()).contains("outside of this company");
        assertThat(upstream.exchanges()).noneMatch(x -> x.path().equals(path));
    }

    @Test
    void anAdministratorDoesNotCopyItUnderAnotherName() throws Exception {
        String body = "{\"source\":\"harmless\",\"destination\":\"innocent\"}";
        Response response =
                ask(
                        stranger("POST", "/ollama/api/copy")
                                .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password())
                                .body(body));
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(upstream.exchanges()).noneMatch(x -> x.path().equals("/api/copy"));
    }

    @Test
    void noListShowsIt() throws Exception {
        for (String path : new String[] {"/api/tags", "/v1/models"}) {
            Response response = ask(juergen("GET", path, null));
            assertThat(response.text()).contains("local").doesNotContain("harmless");
        }
    }

    @Test
    void aLocalModelIsUsed() throws Exception {
        Response response = ask(juergen("POST", "/api/chat", "{'model':'local','messages':[{}]}"));
        assertThat(response.status()).as("%s", response).isEqualTo(200);
    }

    private static RawRequest juergen(String method, String path, String body) {
        RawRequest request =
                stranger(method, "/ollama" + path)
                        .basic(ItUser.JUERGEN.name(), ItUser.JUERGEN.password());
        return body == null ? request : request.body(body.replace('\'', '"'));
    }
}
