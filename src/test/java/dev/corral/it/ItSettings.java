package dev.corral.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import java.io.IOException;

/** Changes a setting of the running Corral as its administrator would, by the JSON API. */
public final class ItSettings {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ItSettings() {}

    /**
     * Saves a value; it is in force when this returns.
     *
     * @param value the text, or null for the default
     */
    public static void set(String key, String value) throws IOException {
        JsonNode now = ask(request("GET", key));
        ObjectNode change = JSON.createObjectNode();
        change.put("value", value).set("version", now.get("version"));
        ask(request("PUT", key).header("Content-Type", "application/json").body(change.toString()));
    }

    private static RawRequest request(String method, String key) {
        return RawRequest.of(
                        method, CorralServer.baseUrl().getRawPath() + "/api/v1/settings/" + key)
                .host(CorralServer.baseUrl().getAuthority())
                .basic(ItUser.ADMIN.name(), ItUser.ADMIN.password());
    }

    private static JsonNode ask(RawRequest request) throws IOException {
        Response response = RawClient.ask(CorralServer.baseUrl(), request);
        if (response.status() != 200) {
            throw new IOException("The setting was not changed: " + response);
        }
        return JSON.readTree(response.body());
    }
}
