package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static dev.corral.chats.ChatFixture.await;
import static dev.corral.chats.ChatFixture.json;
import static dev.corral.chats.ChatFixture.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.fleet.Contents;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import dev.corral.testkit.StandIn;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class ConversationTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String NDJSON = "Content-Type: application/x-ndjson";
    private static final String CHUNKED = "Transfer-Encoding: chunked";
    private static final byte[] PNG =
            Base64.getDecoder()
                    .decode(
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    @TempDir static Path folder;
    private static Database database;
    private ChatFixture chats;

    @BeforeAll
    static void open() {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        chats = new ChatFixture(database);
    }

    @AfterEach
    void stop() {
        chats.close();
    }

    private JsonNode asked() throws Exception {
        return new ObjectMapper().readTree(chats.upstream.only().text());
    }

    /** An upstream that says one word and waits for the latch. */
    private void sayAndHold(CountDownLatch latch) {
        chats.upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, NDJSON, CHUNKED);
                    x.chunk(word("The"));
                    latch.await();
                    x.chunk(word(" end"));
                    x.chunk(ChatFixture.done());
                    x.lastChunk();
                });
    }

    @Test
    void anAnswerGrowsIsStoredAndCarriesItsNumbers() throws Exception {
        String chat = chats.chat(ALICE);
        Channel channel = chats.room.chats().events(ALICE, chat);
        long place = channel.placeOf(null);
        MessageView answer = chats.answer(ALICE, chat, null, "Why is the sky blue?");
        assertThat(answer.content()).isEqualTo("The sky is blue.");
        assertThat(answer.model()).isEqualTo("m");
        assertThat(answer.stats().promptTokens()).isEqualTo(11);
        assertThat(answer.stats().doneReason()).isEqualTo("stop");
        await(() -> !chats.room.lists().list(ALICE, all(), 100, null).items().get(0).answering());
        ChatView view = chats.room.chats().get(ALICE, chat);
        assertThat(view.item().title()).isEqualTo("Why is the sky blue?");
        assertThat(view.item().titled()).isNull();
        assertThat(view.leaf()).isEqualTo(answer.id());
        assertThat(view.messages()).hasSize(2);
        String events = ChatFixture.events(channel, place);
        assertThat(events)
                .contains(
                        "event: message\n", "event: text\n", "event: end\n", "\"state\":\"whole\"");
        assertThat(asked().toString())
                .isEqualTo(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":"
                                + "\"Why is the sky blue?\"}],\"stream\":true}");
    }

    @Test
    void anAnswerTellsTheContextThatItsModelIsLoadedWith() throws Exception {
        String chat = chats.chat(ALICE);
        MessageView before = chats.answer(ALICE, chat, null, "One");
        assertThat(before.stats().contextLength()).isNull();
        chats.fleet
                .backends()
                .get(0)
                .tellMemory(List.of(loaded("other:latest", 9), loaded("m:latest", 4096)), 0);
        MessageView after = chats.answer(ALICE, chat, before.id(), "Two");
        assertThat(after.stats().contextLength()).isEqualTo(4096);
    }

    @Test
    void whatIsAskedTheMomentAnAnswerEndsGoesUpWithThatAnswer() throws Exception {
        for (String chat : new String[] {chats.chat(ALICE), temporary()}) {
            chats.upstream.reset();
            String parent = null;
            for (int turn = 0; turn < 12; turn++) {
                parent = chats.answer(ALICE, chat, parent, "Turn " + turn).id();
                String body = chats.upstream.exchanges().get(turn).text();
                assertThat(new ObjectMapper().readTree(body).get("messages"))
                        .as("turn %d", turn)
                        .hasSize(2 * turn + 1);
            }
        }
    }

    private String temporary() {
        return chats.room.chats().create(ALICE, json("{'model':'m','temporary':true}")).item().id();
    }

    private static Contents.InMemory loaded(String model, long context) {
        return new Contents.InMemory(model, "", 1, 0, context, null, null);
    }

    private static Lists.Filter all() {
        return new Lists.Filter(false, null, null, null);
    }

    @Test
    void theWholeBranchGoesUpWithSystemPromptParametersAndImages() throws Exception {
        String chat =
                chats.room
                        .chats()
                        .create(
                                ALICE,
                                json(
                                        "{'system':'Be brief.','parameters':{'temperature':0.5,'think':false}}"))
                        .item()
                        .id();
        MessageView first = chats.answer(ALICE, chat, null, "One");
        chats.upstream.reset();
        String question =
                "{'parent':'%s','content':'Two','models':['m'],'parameters':{'num_ctx':2048,'temperature':1},"
                        + "'images':[{'type':'image/svg+xml','data':'%s'}],'files':[{'name':'a.txt','text':'```x'}]}";
        chats.room
                .conversation()
                .ask(
                        ALICE,
                        chat,
                        json(
                                question.formatted(
                                        first.id(), Base64.getEncoder().encodeToString(PNG))),
                        "r");
        await(() -> chats.upstream.exchanges().size() == 1 && chats.upstream.only().ended());
        JsonNode body = asked();
        assertThat(body.get("messages").findValuesAsText("role"))
                .containsExactly("system", "user", "assistant", "user");
        assertThat(body.at("/messages/3/content").asText())
                .isEqualTo("Two\n\nFile a.txt:\n````\n```x\n````");
        assertThat(Base64.getDecoder().decode(body.at("/messages/3/images/0").asText()))
                .isEqualTo(PNG);
        assertThat(body.get("options").toString())
                .isEqualTo("{\"temperature\":1,\"num_ctx\":2048}");
        assertThat(body.get("think").isBoolean()).isTrue();
        ImageInfo image = chats.room.chats().get(ALICE, chat).messages().get(2).images().get(0);
        assertThat(image.type()).isEqualTo("image/png");
        assertThat(image.width()).isEqualTo(1);
        assertThat(chats.room.chats().image(ALICE, chat, image.id()).bytes()).isEqualTo(PNG);
    }

    @Test
    void aRepeatedQuestionIsTheSame() {
        String chat = chats.chat(ALICE);
        JsonNode question = json("{'content':'x','models':['m','n'],'clientId':'c1'}");
        Conversation.Asked once = chats.room.conversation().ask(ALICE, chat, question, "r");
        Conversation.Asked twice = chats.room.conversation().ask(ALICE, chat, question, "r");
        assertThat(twice.question().id()).isEqualTo(once.question().id());
        assertThat(twice.answers())
                .extracting(MessageView::id)
                .containsExactlyElementsOf(once.answers().stream().map(MessageView::id).toList());
        assertThat(chats.room.chats().get(ALICE, chat).messages()).hasSize(3);
    }

    @Test
    void stopReachesTheUpstreamAtOnceAndContinueGoesOnInPlace() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        sayAndHold(never);
        String chat = chats.chat(ALICE);
        String id = chats.ask(ALICE, chat, null, "x").answers().get(0).id();
        await(() -> chats.message(ALICE, chat, id).content().equals("The"));
        long before = System.nanoTime();
        chats.room.conversation().stop(ALICE, chat, id);
        await(() -> !chats.upstream.aborts().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(100));
        chats.awaitState(ALICE, chat, id, "stopped");
        assertThat(chats.message(ALICE, chat, id).content()).isEqualTo("The");
        chats.upstream.reset();
        await(
                () -> {
                    try {
                        chats.room.conversation().goOn(ALICE, chat, id, "r");
                        return true;
                    } catch (ChatProblem notStored) {
                        return false;
                    }
                });
        chats.awaitState(ALICE, chat, id, "whole");
        assertThat(chats.message(ALICE, chat, id).content()).isEqualTo("TheThe sky is blue.");
        assertThat(asked().at("/messages/1").toString())
                .isEqualTo("{\"role\":\"assistant\",\"content\":\"The\"}");
    }

    @Test
    void anAnswerStopsAlsoWhenAnotherNodeIsAskedToStopIt() throws Exception {
        try (ChatFixture here = new ChatFixture(database, Clock.systemUTC(), true);
                ChatFixture other = new ChatFixture(database, Clock.systemUTC(), true)) {
            CountDownLatch latch = new CountDownLatch(1);
            here.upstream.on(
                    "POST",
                    "/api/chat",
                    x -> {
                        x.body();
                        x.head(200, NDJSON, CHUNKED);
                        x.chunk(word("The"));
                        latch.await();
                    });
            String chat = here.chat(ALICE);
            String id = here.ask(ALICE, chat, null, "x").answers().get(0).id();
            here.awaitState(ALICE, chat, id, "growing");
            await(() -> !other.message(ALICE, chat, id).content().isEmpty());
            Channel channel = other.room.chats().events(ALICE, chat);
            long place = channel.placeOf(null);
            long asked = System.nanoTime();
            other.room.conversation().stop(ALICE, chat, id);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(SOON);
            assertThat(other.message(ALICE, chat, id).state()).isEqualTo("stopped");
            assertThat(other.message(ALICE, chat, id).content()).isEqualTo("The");
            assertThat(ChatFixture.events(channel, place)).contains("event: message", "stopped");
            assertThat(here.room.running()).isZero();
            // What grows in a chat that is deleted elsewhere ends as well.
            String more = here.ask(ALICE, chat, id, "x").answers().get(0).id();
            here.awaitState(ALICE, chat, more, "growing");
            other.room.chats().delete(ALICE, chat);
            await(() -> here.room.running() == 0);
            latch.countDown();
        }
    }

    @Test
    void againMakesSiblingsAndSeveralModelsAnswerAtOnce() {
        String chat = chats.chat(ALICE);
        MessageView answer = chats.answer(ALICE, chat, null, "x");
        Conversation.Asked again =
                chats.room
                        .conversation()
                        .again(ALICE, chat, answer.id(), json("{'models':['a','b','c','d']}"), "r");
        assertThat(again.question()).isNull();
        assertThat(again.answers())
                .extracting(MessageView::model)
                .containsExactly("a", "b", "c", "d");
        assertThat(again.answers())
                .allSatisfy(one -> assertThat(one.parent()).isEqualTo(answer.parent()));
        for (MessageView one : again.answers()) {
            chats.awaitState(ALICE, chat, one.id(), "whole");
        }
        assertThatThrownBy(
                        () ->
                                chats.room
                                        .conversation()
                                        .again(
                                                ALICE,
                                                chat,
                                                answer.id(),
                                                json("{'models':['a','b','c','d','e']}"),
                                                "r"))
                .hasMessageContaining("At most 4");
    }

    @Test
    void anUpstreamThatFailsIsToldInWords() {
        String chat = chats.chat(ALICE);
        String body = "{'content':'x','models':['no-such-model']}";
        String id =
                chats.room
                        .conversation()
                        .ask(ALICE, chat, json(body), "req1")
                        .answers()
                        .get(0)
                        .id();
        chats.awaitState(ALICE, chat, id, "failed");
        MessageView.Trouble trouble = chats.message(ALICE, chat, id).error();
        assertThat(trouble.status()).isEqualTo(404);
        assertThat(trouble.message()).contains("not found");
        assertThat(trouble.requestId()).isEqualTo("req1");
    }

    @Test
    void anAnswerThatBreaksOffKeepsItsText() {
        CountDownLatch latch = new CountDownLatch(1);
        chats.upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, NDJSON, CHUNKED);
                    x.chunk(word("Half"));
                    latch.await();
                    x.reset();
                });
        String chat = chats.chat(ALICE);
        String id = chats.ask(ALICE, chat, null, "x").answers().get(0).id();
        await(() -> chats.message(ALICE, chat, id).content().equals("Half"));
        latch.countDown();
        chats.awaitState(ALICE, chat, id, "failed");
        assertThat(chats.message(ALICE, chat, id).content()).isEqualTo("Half");
        assertThat(chats.message(ALICE, chat, id).error().status()).isEqualTo(502);
    }

    @Test
    void aStopOfTheServerLeavesTheTextMarkedAsInterrupted() throws Exception {
        sayAndHold(new CountDownLatch(1));
        String chat = chats.chat(ALICE);
        String id = chats.ask(ALICE, chat, null, "x").answers().get(0).id();
        await(() -> chats.message(ALICE, chat, id).content().equals("The"));
        chats.close();
        chats = new ChatFixture(database);
        assertThat(chats.message(ALICE, chat, id).state()).isEqualTo("interrupted");
        assertThat(chats.message(ALICE, chat, id).content()).isEqualTo("The");
    }

    @Test
    void whatAKilledServerLeftIsMarkedAtTheNextStart() throws Exception {
        String chat = chats.chat(ALICE);
        MessageView answer = chats.answer(ALICE, chat, null, "x");
        database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "UPDATE MessageRow m SET m.state = 'growing', m.node = 'dead' WHERE m.id = :id")
                                .setParameter("id", answer.id())
                                .executeUpdate());
        chats.close();
        chats = new ChatFixture(database);
        MessageView left = chats.message(ALICE, chat, answer.id());
        assertThat(left.state()).isEqualTo("interrupted");
        assertThat(left.content()).isEqualTo("The sky is blue.");
        assertThat(left.error().message()).contains("restarted");
    }

    @Test
    void twoHundredAnswersAtOnceCostFewTransactions() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        chats.upstream.on(
                "POST",
                "/api/chat",
                x -> {
                    x.body();
                    x.head(200, NDJSON, CHUNKED);
                    for (int i = 0; i < 40; i++) {
                        x.chunk(word("w" + i));
                        x.pause(Duration.ofMillis(60));
                    }
                    latch.await();
                    x.chunk(ChatFixture.done());
                    x.lastChunk();
                });
        List<String> all = new ArrayList<>();
        String chat = chats.chat(ALICE);
        long begun = System.nanoTime();
        for (int i = 0; i < 200; i++) {
            all.add(chats.ask(ALICE, chat, null, "x" + i).answers().get(0).id());
        }
        await(
                () ->
                        chats.room.chats().get(ALICE, chat).messages().stream()
                                .filter(m -> !m.role().equals("user"))
                                .allMatch(m -> m.content().endsWith("w39")));
        long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds() + 1;
        assertThat(chats.room.saver().rounds()).isLessThanOrEqualTo(seconds + 1);
        latch.countDown();
        await(
                () ->
                        chats.room.chats().get(ALICE, chat).messages().stream()
                                .noneMatch(m -> m.state().equals("growing")));
        assertThat(chats.room.chats().get(ALICE, chat).messages()).hasSize(400);
    }

    @Test
    void messagesAreEditedAndDeletedAsATree() {
        String chat = chats.chat(ALICE);
        MessageView one = chats.answer(ALICE, chat, null, "1");
        MessageView two = chats.answer(ALICE, chat, one.id(), "2");
        MessageView other = chats.answer(ALICE, chat, one.id(), "2 otherwise");
        Conversation conversation = chats.room.conversation();
        MessageView edited =
                conversation.edit(ALICE, chat, one.id(), json("{'version':1,'content':'New'}"));
        assertThat(edited.content()).isEqualTo("New");
        assertThatThrownBy(
                        () ->
                                conversation.edit(
                                        ALICE, chat, one.id(), json("{'version':1,'content':'x'}")))
                .isInstanceOfSatisfying(
                        ChatProblem.Stale.class,
                        stale ->
                                assertThat(((MessageView) stale.current()).content())
                                        .isEqualTo("New"));
        conversation.delete(ALICE, chat, other.parent());
        ChatView view = chats.room.chats().get(ALICE, chat);
        assertThat(view.messages()).hasSize(4);
        assertThat(view.leaf()).isEqualTo(two.id());
        ChatView fork = chats.room.chats().fork(ALICE, chat, json("{'leaf':'" + one.id() + "'}"));
        ChatView copy = chats.room.chats().get(ALICE, fork.item().id());
        assertThat(copy.messages()).hasSize(2);
        assertThat(copy.leaf()).isEqualTo(copy.messages().get(1).id());
        conversation.delete(ALICE, chat, one.parent());
        assertThat(chats.room.chats().get(ALICE, chat).messages()).isEmpty();
        assertThat(chats.room.chats().get(ALICE, fork.item().id()).messages()).hasSize(2);
    }

    @Test
    void temporaryChatsAreNotInTheDatabase() {
        ChatView made = chats.room.chats().create(ALICE, json("{'temporary':true,'model':'m'}"));
        String chat = made.item().id();
        MessageView answer = chats.answer(ALICE, chat, null, "secret");
        assertThat(answer.content()).isEqualTo("The sky is blue.");
        assertThat(chats.answer(ALICE, chat, answer.id(), "more").state()).isEqualTo("whole");
        long stored =
                database.inTransaction(
                        manager ->
                                manager.createQuery(
                                                "SELECT COUNT(m) FROM MessageRow m WHERE m.chat = :id",
                                                Long.class)
                                        .setParameter("id", chat)
                                        .getSingleResult());
        assertThat(stored).isZero();
        assertThatThrownBy(() -> chats.room.chats().get(BOB, chat)).hasMessageContaining("nothing");
        chats.room.chats().delete(ALICE, chat);
        assertThatThrownBy(() -> chats.room.chats().get(ALICE, chat))
                .hasMessageContaining("nothing");
    }

    @Test
    void whatATemporaryChatCannotTakeChangesNothing() {
        ChatView made = chats.room.chats().create(ALICE, json("{'temporary':true,'model':'m'}"));
        String chat = made.item().id();
        String large = "x".repeat(7 * 1024 * 1024);
        String last = null;
        for (int i = 0; i < 4; i++) {
            last = chats.answer(ALICE, chat, null, large).id();
        }
        String before = last;
        assertThatThrownBy(() -> chats.ask(ALICE, chat, before, large))
                .hasMessageContaining("temporary chat may hold");
        ChatView after = chats.room.chats().get(ALICE, chat);
        assertThat(after.messages()).hasSize(8);
        assertThat(after.leaf()).isEqualTo(before);
    }

    @Test
    void deletingAChatStopsItsAnswersAndLeavesNothing() throws Exception {
        sayAndHold(new CountDownLatch(1));
        String chat = chats.chat(ALICE);
        String id = chats.ask(ALICE, chat, null, "x").answers().get(0).id();
        await(() -> chats.message(ALICE, chat, id).content().equals("The"));
        chats.room.chats().delete(ALICE, chat);
        await(() -> !chats.upstream.aborts().isEmpty());
        assertThat(StandIn.await(Duration.ofSeconds(5), () -> chats.room.running() == 0)).isTrue();
        for (String entity : List.of("MessageRow", "ImageRow", "TraceRow")) {
            assertThat(count(entity, chat)).as(entity).isZero();
        }
    }

    private static long count(String entity, String chat) {
        return database.inTransaction(
                manager ->
                        manager.createQuery(
                                        "SELECT COUNT(x) FROM " + entity + " x WHERE x.chat = :id",
                                        Long.class)
                                .setParameter("id", chat)
                                .getSingleResult());
    }
}
