package dev.corral.it.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.it.ItPolicy;
import dev.corral.it.ItUser;
import dev.corral.testkit.Response;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A policy that administrators change while people work: in force at once, kept, taken back. */
class PolicyInDatabaseIT extends ProxyIT {

    private static final String ONLY_LISTS =
            "{\"version\":1,\"rules\":[{\"id\":\"only-lists\",\"effect\":\"allow\",\"who\":{\"roles\":[\"user\"]},\"what\":[\"list\"]}]}";

    @AfterEach
    void policyOfTheTests() throws IOException {
        ItPolicy.reset();
    }

    @Test
    void aChangeIsInForceAtOnceAndIsTakenBack() throws Exception {
        long before = ItPolicy.now().get("version").asLong();
        assertThat(asked(ItUser.JUERGEN).status()).isEqualTo(200);

        JsonNode saved = change(ONLY_LISTS, before, "to see what happens", 200);
        assertThat(saved.get("source").asText()).isEqualTo("database");
        assertThat(saved.get("fixed").asBoolean()).isFalse();
        Response refused = asked(ItUser.JUERGEN);
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        int up = asked().size();
        assertThat(asked(ItUser.ALICE).status()).isEqualTo(403);
        assertThat(asked()).hasSize(up);

        JsonNode newest =
                JSON.readTree(ItPolicy.ask("GET", "/history", null).body()).at("/items/0");
        assertThat(newest.get("by").asText()).isEqualTo("admin");
        assertThat(newest.get("note").asText()).isEqualTo("to see what happens");
        assertThat(newest.get("version").asLong()).isEqualTo(saved.get("version").asLong());

        JsonNode past = JSON.readTree(ItPolicy.ask("GET", "/history/" + before, null).body());
        ObjectNode wish = JSON.createObjectNode().put("restore", before);
        Response restored =
                ItPolicy.ask(
                        "POST",
                        "/restore",
                        wish.put("version", newest.get("version").asLong()).toString());
        assertThat(restored.status()).as("%s", restored).isEqualTo(200);
        assertThat(JSON.readTree(restored.body()).get("rules")).isEqualTo(past.get("rules"));
        assertThat(asked(ItUser.JUERGEN).status()).isEqualTo(200);
    }

    @Test
    void theSecondOfTwoWhoSaveIsRefusedAndNothingIsLost() throws Exception {
        long both = ItPolicy.now().get("version").asLong();
        JsonNode first = change(ONLY_LISTS, both, "first", 200);
        JsonNode refusal = change(ItPolicy.ofTheTests(), both, "second", 409);
        assertThat(refusal.get("detail").asText()).isNotBlank();
        JsonNode now = ItPolicy.now();
        assertThat(now.get("rules")).isEqualTo(first.get("rules"));
        assertThat(now.get("note").asText()).isEqualTo("first");
    }

    @Test
    void aPolicyThatCannotBeReadChangesNothing() throws Exception {
        JsonNode before = ItPolicy.now();
        JsonNode refusal =
                change(
                        "{\"version\":1,\"rules\":[{\"id\":\"x\",\"effect\":\"perhaps\"}]}",
                        before.get("version").asLong(),
                        "wrong",
                        400);
        assertThat(refusal.get("detail").asText()).contains("effect");
        assertThat(ItPolicy.now()).isEqualTo(before);
        assertThat(asked(ItUser.JUERGEN).status()).isEqualTo(200);
    }

    @Test
    void whatIsExportedIsImportedAsItWas() throws Exception {
        Response export = ItPolicy.ask("GET", "/export", null);
        assertThat(export.header("Content-Disposition")).contains("corral-policy.json");
        JsonNode exported = JSON.readTree(export.body());
        change(ONLY_LISTS, ItPolicy.now().get("version").asLong(), "in between", 200);

        JsonNode imported =
                change(export.text(), ItPolicy.now().get("version").asLong(), "from the file", 200);
        assertThat(imported.get("rules")).isEqualTo(exported);
        assertThat(ItPolicy.ask("GET", "/export", null).body()).isEqualTo(export.body());
        assertThat(asked(ItUser.JUERGEN).status()).isEqualTo(200);
    }

    @Test
    void onlyAdministratorsSeeAndChangeIt() throws Exception {
        for (ItUser one : new ItUser[] {ItUser.ALICE, ItUser.AUDITOR}) {
            Response response =
                    ask(stranger("GET", "/api/v1/policy").basic(one.name(), one.password()));
            assertThat(response.status()).as("%s", response).isEqualTo(403);
        }
        assertThat(ask(stranger("GET", "/api/v1/policy")).status()).isEqualTo(401);
    }

    private static JsonNode change(String rules, long version, String note, int status)
            throws IOException {
        ObjectNode change = JSON.createObjectNode().put("version", version).put("note", note);
        change.set("rules", JSON.readTree(rules));
        Response response = ItPolicy.ask("PUT", "", change.toString());
        assertThat(response.status()).as("%s", response).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    private static Response asked(ItUser who) throws IOException {
        return ask(
                stranger("POST", "/ollama/api/chat")
                        .basic(who.name(), who.password())
                        .body("{\"model\":\"m\",\"messages\":[{}]}"));
    }
}
