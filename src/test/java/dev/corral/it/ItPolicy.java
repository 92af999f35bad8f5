package dev.corral.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.policy.Policy;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.io.IOException;

/** The policy of the running Corral, changed as its administrator would, by the JSON API. */
public final class ItPolicy {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/api/v1/policy";

    private ItPolicy() {}

    /**
     * The shipped policy for everybody but alice, who may do everything, so that tests of the proxy
     * itself can try every route, and mallory, who may do nothing.
     */
    public static String ofTheTests() {
        String everything =
                "{\"id\":\"tests\",\"effect\":\"allow\",\"who\":{\"users\":[\"alice\"]},\"what\":[\"*\"],"
                        + "\"limits\":{\"cloud\":true,\"insecure\":true}},"
                        + "{\"id\":\"nothing\",\"effect\":\"deny\",\"who\":{\"users\":[\"mallory\"]},\"what\":[\"*\"]},";
        return Policy.shipped()
                .toJson()
                .replaceAll("\\R", "")
                .replaceFirst("\"rules\" : \\[", "\"rules\" : [" + everything);
    }

    /** Puts {@link #ofTheTests} in force; to be called after a test that put in another one. */
    public static void reset() throws IOException {
        set(ofTheTests());
    }

    /** Puts a policy in force: the whole document. */
    public static void set(String rules) throws IOException {
        ObjectNode change = JSON.createObjectNode();
        change.put("version", now().get("version").asLong());
        change.set("rules", JSON.readTree(rules));
        Response response = ask("PUT", "", change.toString());
        if (response.status() != 200) {
            throw new IOException("The policy was not changed: " + response);
        }
    }

    /** The answer of {@code GET /api/v1/policy}. */
    public static JsonNode now() throws IOException {
        Response response = ask("GET", "", null);
        if (response.status() != 200) {
            throw new IOException("The policy was not told: " + response);
        }
        return JSON.readTree(response.body());
    }

    /**
     * Asks as an administrator.
     *
     * @param path what follows {@code /api/v1/policy}
     * @param json the body, or null
     */
    public static Response ask(String method, String path, String json) throws IOException {
        RawRequest request =
                RawRequest.of(method, CorralServer.baseUrl().getRawPath() + PATH + path)
                        .host(CorralServer.baseUrl().getAuthority())
                        .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password());
        return RawClient.ask(
                CorralServer.baseUrl(),
                json == null
                        ? request
                        : request.header("Content-Type", "application/json").body(json));
    }
}
