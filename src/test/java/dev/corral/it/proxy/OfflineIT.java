package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.it.ItSettings;
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

/**
 * In offline mode whatever would make an Ollama reach out is refused with that reason, to somebody
 * who may do everything otherwise, and the upstream sees nothing of it.
 */
@Timeout(60)
@Tag("attack")
class OfflineIT extends ProxyIT {

    @BeforeEach
    void goOffline() throws IOException {
        String tags =
                "{\"models\":[{\"name\":\"local:latest\"},{\"name\":\"stub:latest\","
                        + "\"remote_host\":\"https://ollama.com:443\",\"remote_model\":\"big\"}]}";
        upstream.on("GET", "/api/tags", x -> x.respond(200, "application/json", tags));
        ItSettings.set("corral.offline", "true");
        ItSettings.set("corral.fleet.watch-interval", "200ms");
        assertThat(StandIn.await(SOON, () -> timesRead() >= 2)).isTrue();
        ItSettings.set("corral.fleet.watch-interval", "none");
    }

    private static long timesRead() {
        return upstream.exchanges().stream().filter(x -> x.path().equals("/api/tags")).count();
    }

    @AfterEach
    void goOnline() throws IOException {
        ItSettings.set("corral.offline", null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/pull | {'model':'local'}",
                "POST | /api/pull | {'name':'hf.co/a/b','insecure':true}",
                "POST | /api/push | {'model':'a/local'}",
                "POST | /api/me |",
                "POST | /api/signout |",
                "DELETE | /api/user/keys/abc |",
                "GET | /api/experimental/model-recommendations |",
                "POST | /api/experimental/web_search | {'query':'q'}",
                "POST | /api/experimental/web_fetch | {'url':'http://192.0.2.1/'}",
                "POST | /api/create | {'model':'n','from':'absent'}",
                "POST | /api/create | {'model':'n','from':'hf.co/a/b'}",
                "POST | /api/create | {'model':'n','from':'stub'}",
                "POST | /api/create | {'model':'n','from':'local','remote_host':'https://ollama.com'}",
                "POST | /api/copy | {'source':'stub','destination':'n'}",
                "POST | /api/show | {'model':'x:cloud'}",
                "POST | /api/chat | {'model':'x:cloud','messages':[{}]}",
                "POST | /api/chat | {'model':'x:120b-cloud','messages':[{}]}",
                "POST | /api/chat | {'model':'stub','messages':[{}]}",
                "POST | /api/generate | {'model':'stub','prompt':'?'}",
                "POST | /api/embed | {'model':'x:cloud','input':'?'}",
                "POST | /api/embeddings | {'model':'x:cloud','prompt':'?'}",
                "POST | /v1/embeddings | {'model':'x:cloud','input':'?'}",
                "POST | /v1/completions | {'model':'x:cloud','prompt':'?'}",
                "POST | /v1/chat/completions | {'model':'stub','messages':[{}]}",
                "POST | /v1/chat/completions | {'model':'local','messages':[{'role':'user','content':"
                        + "[{'type':'image_url','image_url':{'url':'https://192.0.2.1/a.png'}}]}]}",
                "POST | /v1/responses | {'model':'local','input':[{'role':'user','content':"
                        + "[{'type':'input_image','image_url':'http://192.0.2.1/a.png'}]}]}",
                "POST | /v1/responses | {'model':'local','input':'?','tools':[{'type':'web_search'}]}",
                "POST | /v1/messages | {'model':'local','max_tokens':1,'messages':[{'role':'user',"
                        + "'content':[{'type':'image','source':{'type':'url','url':'http://192.0.2.1/a.png'}}]}]}",
                "POST | /v1/messages | {'model':'local','max_tokens':1,'messages':[{'role':'user',"
                        + "'content':'?'}],'tools':[{'type':'web_search_20250305','name':'web_search'}]}",
                "GET | /v1/models/x:cloud |",
            })
    void whatWouldReachOutIsRefused(String method, String path, String body) throws Exception {
        int before = asked().size();
        Response response = send(method, path, body);
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(response.text()).contains("offline mode");
        assertThat(asked()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /api/chat | {'model':'local','messages':[{}]}",
                "POST | /api/create | {'model':'n','from':'local'}",
                "POST | /api/create | {'model':'n','files':{'a.gguf':'sha256:ab'}}",
                "POST | /api/copy | {'source':'local','destination':'n'}",
                "POST | /v1/chat/completions | {'model':'local','messages':[{'role':'user','content':"
                        + "[{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}}]}]}",
                "GET | /api/tags |",
                "GET | /api/version |",
            })
    void whatStaysInTheHouseWorks(String method, String path, String body) throws Exception {
        int before = asked().size();
        Response response = send(method, path, body);
        assertThat(response.status()).as("%s", response).isEqualTo(200);
        assertThat(asked()).hasSize(before + 1);
    }

    @Test
    void aTranscriptionByAModelElsewhereIsRefused() throws Exception {
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nstub\r\n"
                        + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nx\r\n--b--\r\n";
        int before = asked().size();
        Response response =
                ask(
                        ollama("POST", "/v1/audio/transcriptions")
                                .header("Content-Type", "multipart/form-data; boundary=b")
                                .body(form));
        assertThat(response.status()).as("%s", response).isEqualTo(403);
        assertThat(asked()).hasSize(before);
    }

    private static Response send(String method, String path, String body) throws IOException {
        RawRequest request = ollama(method, path);
        return ask(body == null ? request : request.body(body.replace('\'', '"')));
    }
}
