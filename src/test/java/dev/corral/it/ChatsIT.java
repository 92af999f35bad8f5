package dev.corral.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.testkit.Piece;
import dev.corral.testkit.RawClient;
import dev.corral.testkit.RawRequest;
import dev.corral.testkit.Response;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Chats in a real server: answers that nobody reads along, readers that come and go, stops. */
@Timeout(180)
class ChatsIT extends CorralIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ItUser ALICE = ItUser.ALICE;
    private static StandIn upstream;
    private final List<String> made = new ArrayList<>();

    @BeforeAll
    static void startUpstream() throws Exception {
        upstream = StandIn.start(upstreamPort());
        ItSettings.set("corral.chats.titles", "false");
    }

    @AfterAll
    static void stopUpstream() throws Exception {
        ItSettings.set("corral.chats.titles", null);
        upstream.close();
    }

    @AfterEach
    void deleteChats() throws Exception {
        for (String chat : made) {
            assertThat(ask(request("DELETE", "/chats/" + chat)).status()).isEqualTo(204);
        }
        upstream.reset();
    }

    private static RawRequest request(String method, String path) {
        return RawRequest.of(method, baseUrl().getPath() + "/api/v1" + path)
                .basic(ALICE.name(), ALICE.password());
    }

    private static Response ask(RawRequest request) throws IOException {
        return RawClient.ask(baseUrl(), request.header("Connection", "close"));
    }

    private static JsonNode send(String method, String path, String body, int status)
            throws IOException {
        Response answer =
                ask(request(method, path).header("Content-Type", "application/json").body(body));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.text().isEmpty() ? null : JSON.readTree(answer.text());
    }

    private static JsonNode get(String path) throws IOException {
        Response answer = ask(request("GET", path));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return JSON.readTree(answer.text());
    }

    private String chat() throws IOException {
        String id = send("POST", "/chats", "{\"model\":\"m\"}", 201).get("id").asText();
        made.add(id);
        return id;
    }

    /** Asks and gives the id of the answer. */
    private static String question(String chat) throws IOException {
        String body = "{\"parent\":null,\"content\":\"x\",\"models\":[\"m\"]}";
        return send("POST", "/chats/" + chat + "/messages", body, 202).at("/answers/0/id").asText();
    }

    private static JsonNode message(String chat, String id) throws IOException {
        for (JsonNode message : get("/chats/" + chat).get("messages")) {
            if (message.get("id").asText().equals(id)) {
                return message;
            }
        }
        throw new AssertionError("the message is gone");
    }

    private static void awaitState(String chat, String id, String state) {
        assertThat(
                        StandIn.await(
                                Duration.ofSeconds(60),
                                () -> {
                                    try {
                                        String now = message(chat, id).get("state").asText();
                                        return now.equals(state);
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                }))
                .isTrue();
    }

    private static String word(String content, boolean done) {
        return "{\"message\":{\"role\":\"assistant\",\"content\":\""
                + content
                + "\"},\"done\":"
                + done
                + "}\n";
    }

    /** Says so many words with a pause after each, then waits for the latch. */
    private static void say(int words, Duration pause, CountDownLatch latch) {
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    for (int i = 0; i < words; i++) {
                        x.chunk(word("ü" + i + " ", false));
                        x.pause(pause);
                    }
                    latch.await();
                    x.chunk(word("", true));
                    x.lastChunk();
                });
    }

    private static RawClient events(String chat, String last) throws IOException {
        RawRequest request = request("GET", "/chats/" + chat + "/events");
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        RawClient client = RawClient.connect(baseUrl()).timeout(Duration.ofSeconds(40));
        client.send(request.bytes());
        assertThat(client.head("GET").firstLine()).contains(" 200");
        return client;
    }

    @Test
    void anAnswerGoesOnAfterItsReaderLeft() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        say(3, Duration.ofMillis(1), latch);
        String chat = chat();
        RawClient reader = events(chat, null);
        String answer = question(chat);
        assertThat(reader.readUntil("ü0")).contains("event: message");
        reader.abort();
        latch.countDown();
        awaitState(chat, answer, "whole");
        assertThat(message(chat, answer).get("content").asText()).isEqualTo("ü0 ü1 ü2 ");
        assertThat(upstream.aborts()).isEmpty();
    }

    @Test
    void aReaderThatIsCutAgainAndAgainLosesNothingAndGetsNothingTwice() throws Exception {
        int words = 400;
        CountDownLatch latch = new CountDownLatch(0);
        say(words, Duration.ofMillis(5), latch);
        String chat = chat();
        String last = get("/chats/" + chat).get("lastEventId").asText();
        String answer = question(chat);
        StringBuilder text = new StringBuilder();
        Random random = new Random(5);
        boolean ended = false;
        int cuts = 0;
        while (!ended) {
            RawClient reader = events(chat, last);
            StringBuilder unread = new StringBuilder();
            int most = 1 + random.nextInt(3_000);
            int read = 0;
            while (!ended && read < most) {
                Piece piece = reader.piece();
                assertThat(piece).isNotNull();
                // A piece may end in the middle of a character.
                unread.append(new String(piece.data(), StandardCharsets.ISO_8859_1));
                read += piece.data().length;
                int end;
                while ((end = unread.indexOf("\n\n")) >= 0) {
                    String frame = unread.substring(0, end);
                    unread.delete(0, end + 2);
                    if (frame.startsWith("id: ")) {
                        last = frame.substring(4, frame.indexOf('\n'));
                        byte[] bytes = frame.getBytes(StandardCharsets.ISO_8859_1);
                        ended |= take(new String(bytes, StandardCharsets.UTF_8), text);
                    }
                }
            }
            reader.abort();
            cuts++;
        }
        assertThat(cuts).isGreaterThan(5);
        assertThat(text.toString()).isEqualTo(message(chat, answer).get("content").asText());
        assertThat(text.toString()).startsWith("ü0 ü1 ").endsWith("ü" + (words - 1) + " ");
    }

    /** Appends the text of an event; whether it was the last. */
    private static boolean take(String frame, StringBuilder text) throws IOException {
        assertThat(frame).doesNotContain("event: reset");
        if (frame.contains("event: text\n")) {
            JsonNode data = JSON.readTree(frame.substring(frame.indexOf("data: ") + 6));
            assertThat(data.get("at").asInt()).isEqualTo(text.length());
            text.append(data.get("content").asText());
        }
        return frame.contains("event: end\n");
    }

    @Test
    void whoComesWithAnOldIdIsToldToBeginAgain() throws Exception {
        String chat = chat();
        try (RawClient reader = events(chat, "other-5")) {
            assertThat(reader.readUntil("event: reset")).contains("id: ");
        }
    }

    @Test
    void whoComesLaterIsToldForWhatAnAnswerWaits() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    latch.await();
                    x.head(200, "Content-Type: application/x-ndjson", "Transfer-Encoding: chunked");
                    x.chunk(word("there", false));
                    x.chunk(word("", true));
                    x.lastChunk();
                });
        String chat = chat();
        try (RawClient first = events(chat, null)) {
            question(chat);
            first.readUntil("\"phase\":\"loading\"");
            String now = get("/chats/" + chat).get("lastEventId").asText();
            try (RawClient second = events(chat, now)) {
                String told = second.readUntil("\"phase\":\"loading\"");
                assertThat(told).contains("event: waiting").doesNotContain("id: ");
                latch.countDown();
                second.readUntil("event: end");
            }
        }
        String over = get("/chats/" + chat).get("lastEventId").asText();
        try (RawClient third = events(chat, over)) {
            assertThat(third.readUntil("\n\n:\n\n")).doesNotContain("event:");
        }
    }

    @Test
    void manyReadersSeeTheSameAnswer() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        say(20, Duration.ofMillis(1), latch);
        String chat = chat();
        List<RawClient> readers = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            readers.add(events(chat, null));
        }
        String answer = question(chat);
        for (RawClient reader : readers) {
            reader.readUntil("ü19 ");
        }
        latch.countDown();
        for (RawClient reader : readers) {
            assertThat(reader.readUntil("event: end")).isNotEmpty();
            reader.close();
        }
        awaitState(chat, answer, "whole");
    }

    @Test
    void silenceIsFilledWithComments() throws Exception {
        try (RawClient reader = events(chat(), null)) {
            assertThat(reader.readUntil("\n\n:\n\n")).startsWith(": here").doesNotContain("event:");
        }
    }

    @Test
    void aStopReachesTheUpstreamAtOnceAndKeepsTheText() throws Exception {
        say(2, Duration.ofMillis(1), new CountDownLatch(1));
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            String chat = chat();
            RawClient reader = events(chat, null);
            String answer = question(chat);
            reader.readUntil("ü1 ");
            int before = upstream.aborts().size();
            RawClient stopper = RawClient.connect(baseUrl());
            long begun = System.nanoTime();
            stopper.send(
                    request("POST", "/chats/" + chat + "/messages/" + answer + "/stop")
                            .header("Content-Length", "0")
                            .bytes());
            assertThat(
                            StandIn.await(
                                    Duration.ofSeconds(10),
                                    () -> upstream.aborts().size() > before))
                    .isTrue();
            best = Math.min(best, System.nanoTime() - begun);
            assertThat(stopper.response("POST").status()).isEqualTo(204);
            assertThat(reader.readUntil("event: end")).isNotEmpty();
            reader.close();
            stopper.close();
            awaitState(chat, answer, "stopped");
            assertThat(message(chat, answer).get("content").asText()).isEqualTo("ü0 ü1 ");
        }
        // The machine may be busy at any one of them.
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void imagesAndFilesLargerThanServersUsuallyTakeComeThrough() throws Exception {
        byte[] png = new byte[11 * 1024 * 1024];
        byte[] head = {
            (byte) 0x89,
            'P',
            'N',
            'G',
            '\r',
            '\n',
            0x1A,
            '\n',
            0,
            0,
            0,
            13,
            'I',
            'H',
            'D',
            'R',
            0,
            0,
            0,
            9,
            0,
            0,
            0,
            7,
            8,
            6
        };
        System.arraycopy(head, 0, png, 0, head.length);
        String chat = chat();
        String body =
                "{\"content\":\"Look\",\"models\":[\"m\"],\"images\":[{\"type\":\"image/svg+xml\",\"data\":\""
                        + Base64.getEncoder().encodeToString(png)
                        + "\"}]}";
        JsonNode asked = send("POST", "/chats/" + chat + "/messages", body, 202);
        assertThat(asked.at("/question/images/0/width").asInt()).isEqualTo(9);
        Response image =
                ask(
                        request(
                                "GET",
                                "/chats/"
                                        + chat
                                        + "/images/"
                                        + asked.at("/question/images/0/id").asText()));
        assertThat(image.body()).isEqualTo(png);
        assertThat(image.header("Content-Type")).isEqualTo("image/png");
        assertThat(image.header("X-Content-Type-Options")).isEqualTo("nosniff");
        awaitState(chat, asked.at("/answers/0/id").asText(), "whole");
        Response export = ask(request("GET", "/chats/" + chat + "/export"));
        assertThat(export.header("Content-Disposition")).contains("attachment");
        JsonNode job = send("POST", "/imports", export.text(), 202);
        String path = "/imports/" + job.get("id").asText();
        awaitImport(path, "ready");
        assertThat(get(path).at("/found/images").asInt()).isEqualTo(1);
        send("POST", path + "/start", "", 202);
        awaitImport(path, "done");
        for (JsonNode item : get("/chats?q=Look").get("items")) {
            if (!item.get("id").asText().equals(chat)) {
                made.add(item.get("id").asText());
            }
        }
        assertThat(made).hasSize(2);
    }

    @Test
    void anExportIsNamedByItsChat() throws Exception {
        String chat = chat();
        String title = "{\"version\":%d,\"title\":\"Über ../../ \\u202e\\\"😀\\\"\"}";
        long version = get("/chats/" + chat).get("version").asLong();
        send("PATCH", "/chats/" + chat, title.formatted(version), 200);
        Response export = ask(request("GET", "/chats/" + chat + "/export?format=md"));
        assertThat(export.header("Content-Disposition"))
                .isEqualTo(
                        "attachment; filename=\"_ber _.md\"; filename*=UTF-8''%C3%9Cber%20%F0%9F%98%80.md");
    }

    private static void awaitImport(String path, String state) {
        assertThat(
                        StandIn.await(
                                Duration.ofSeconds(60),
                                () -> {
                                    try {
                                        return get(path).get("state").asText().equals(state);
                                    } catch (IOException e) {
                                        throw new java.io.UncheckedIOException(e);
                                    }
                                }))
                .isTrue();
    }
}
