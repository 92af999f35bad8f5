package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.testkit.RawRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server is killed again and again while keys are made and revoked and settings and rules are
 * saved. Whatever it had confirmed is there after each restart. Takes minutes, so it runs only when
 * asked for: {@code mvn verify -Pkill}.
 */
@Timeout(1800)
@Tag("own-server")
@Tag("kill")
class KillIT {

    private static final int ROUNDS = Integer.getInteger("corral.it.kills", 20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TITLE = "/api/v1/settings/corral.ui.title";

    private final Random random = new Random(20261125);
    private final Set<String> made = ConcurrentHashMap.newKeySet();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> confirmed = new ConcurrentHashMap<>();
    private int keysMade;
    private TomcatProcess server;
    private HttpClient client;

    private JsonNode send(String method, String path, JsonNode body, int expected)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(server.url(path))
                        .timeout(Duration.ofSeconds(30))
                        .header(
                                "Authorization",
                                RawRequest.basicValue(ItUser.ADMIN.name(), ItUser.ADMIN.password()))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body.toString()))
                        .build();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() != expected) {
            throw new IllegalStateException(method + " " + path + ": " + response.body());
        }
        return JSON.readTree(response.body());
    }

    private static ObjectNode object() {
        return JSON.createObjectNode();
    }

    private interface Write {
        void run() throws IOException, InterruptedException;
    }

    /** Repeats a write until the server is gone. */
    private Thread writer(Write write, AtomicBoolean killed, List<Throwable> wrong) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                while (true) {
                                    write.run();
                                }
                            } catch (IOException | InterruptedException e) {
                                if (!killed.get()) {
                                    wrong.add(e);
                                }
                            } catch (RuntimeException e) {
                                wrong.add(e);
                            }
                        });
        thread.start();
        return thread;
    }

    private void makeKey() throws IOException, InterruptedException {
        String name = "key " + System.nanoTime();
        String id =
                send("POST", "/api/v1/keys", object().put("name", name), 201).path("id").asText();
        made.add(id);
        keysMade++;
        // One person may have a hundred.
        if (keysMade % 10 != 0) {
            made.remove(id);
            // What is not confirmed may be there or not.
            send("DELETE", "/api/v1/keys/" + id, null, 204);
            revoked.add(id);
        }
    }

    private void saveTitle() throws IOException, InterruptedException {
        long version = confirmed.getOrDefault("title", 0L);
        ObjectNode change = object().put("value", "Title " + (version + 1)).put("version", version);
        confirmed.put("title", send("PUT", TITLE, change, 200).path("version").asLong());
    }

    private void saveRules() throws IOException, InterruptedException {
        JsonNode now = send("GET", "/api/v1/policy", null, 200);
        ObjectNode change =
                object().put("note", "note").put("version", now.path("version").asLong());
        change.set("rules", now.path("rules"));
        JsonNode saved = send("PUT", "/api/v1/policy", change, 200);
        confirmed.put("rules", saved.path("version").asLong());
    }

    private void checkEverything() throws IOException, InterruptedException {
        assertThat(server.status("/health/live")).as("a start that failed").isEqualTo(200);
        Set<String> there = new HashSet<>();
        String cursor = "";
        do {
            JsonNode page = send("GET", "/api/v1/keys?limit=500" + cursor, null, 200);
            page.path("items").forEach(key -> there.add(key.path("id").asText()));
            String next = page.path("next").asText("");
            cursor = next.isEmpty() || next.equals("null") ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty());
        assertThat(there).as("keys that were confirmed").containsAll(made);
        assertThat(there).as("keys that were revoked").noneMatch(revoked::contains);
        // A write that was not confirmed may have been made.
        JsonNode title = send("GET", TITLE, null, 200);
        long version = title.path("version").asLong();
        assertThat(version - confirmed.getOrDefault("title", 0L)).as("title").isBetween(0L, 1L);
        assertThat(title.path("value").asText())
                .isEqualTo(version == 0 ? "Corral" : "Title " + version);
        confirmed.put("title", version);
        long rules = send("GET", "/api/v1/policy", null, 200).path("version").asLong();
        assertThat(rules - confirmed.getOrDefault("rules", 0L)).as("rules").isBetween(0L, 1L);
        confirmed.put("rules", rules);
    }

    @Test
    void nothingThatWasConfirmedIsLost() throws Exception {
        Path base = CorralServer.folder().resolveSibling("kill");
        try (TomcatProcess tomcat =
                new TomcatProcess(
                        base.resolve("base"),
                        List.of(
                                "-Dcorral.home=" + base.toAbsolutePath().resolve("home"),
                                "-Dcorral.ollama.base-urls=http://127.0.0.1:9"))) {
            ServerBase.deleteTree(base.resolve("home"));
            server = tomcat;
            for (int round = 0; round <= ROUNDS; round++) {
                client = HttpClient.newHttpClient();
                tomcat.start();
                checkEverything();
                if (round < ROUNDS) {
                    writeUntilKilled();
                }
            }
            assertThat(keysMade).isGreaterThan(ROUNDS);
            assertThat(confirmed.get("title")).isGreaterThan(ROUNDS);
            assertThat(confirmed.get("rules")).isGreaterThan(ROUNDS);
            System.out.printf(
                    "%d kills; %d keys made, %d revoked, title saved %d times, rules %d times%n",
                    ROUNDS,
                    keysMade,
                    revoked.size(),
                    confirmed.get("title"),
                    confirmed.get("rules"));
            String log = Files.readString(tomcat.base().resolve("logs/server.log"));
            assertThat(log).doesNotContain("Corral did not start").doesNotContain("SEVERE");
        }
    }

    private void writeUntilKilled() throws InterruptedException {
        AtomicBoolean killed = new AtomicBoolean();
        List<Throwable> wrong = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> writers =
                List.of(
                        writer(this::makeKey, killed, wrong),
                        writer(this::saveTitle, killed, wrong),
                        writer(this::saveRules, killed, wrong));
        TimeUnit.MILLISECONDS.sleep(400 + random.nextInt(1_200));
        killed.set(true);
        server.kill();
        for (Thread writer : writers) {
            writer.join();
        }
        assertThat(wrong).isEmpty();
    }
}
