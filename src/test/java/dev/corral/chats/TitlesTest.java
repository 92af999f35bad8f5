package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.await;
import static dev.corral.chats.ChatFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
@Tag(StoreFixture.DATABASE)
class TitlesTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "Blue sky, Blue sky",
                "`\"Blue sky.\"`, Blue sky",
                "`**Title:** Blue sky`, Blue sky",
                "Title: Blue sky, Blue sky",
                "`<think>hm\n</think>\n\nBlue sky\nand more`, Blue sky",
                "<think>never ended, ",
                "`  `, ",
                "`a\u202Eb\u0007c`, ab c",
                "„Blauer Himmel“, Blauer Himmel"
            })
    void whatAModelSaysBecomesATitle(String said, String title) {
        assertThat(Titles.title(said)).isEqualTo(title);
    }

    @Test
    @Timeout(5)
    void whatGoesOnWithoutEndIsNoTitleAndTakesNoTime() {
        assertThat(Titles.title("a" + "*".repeat(1_000_000) + "a")).isNull();
    }

    @Test
    void aChatGetsATitleAfterItsAnswerUnlessItHasOne(@TempDir Path folder) throws Exception {
        try (Database database = StoreFixture.open(folder);
                ChatFixture chats = new ChatFixture(database, "corral.chats.titles", "true")) {
            String chat = chats.chat(ALICE);
            MessageView answer = chats.answer(ALICE, chat, null, "Why is the sky blue?");
            await(() -> "auto".equals(chats.room.chats().get(ALICE, chat).item().titled()));
            assertThat(chats.room.chats().get(ALICE, chat).item().title())
                    .isEqualTo("The sky is blue");
            assertThat(chats.upstream.exchanges()).hasSize(2);
            assertThat(chats.upstream.exchanges().get(1).text()).contains("\"stream\":false");
            chats.answer(ALICE, chat, answer.id(), "And now?");
            String own =
                    chats.room
                            .chats()
                            .create(ALICE, json("{'title':'Mine','model':'m'}"))
                            .item()
                            .id();
            chats.answer(ALICE, own, null, "x");
            chats.room.preferences().put(ALICE, json("{'autoTitle':false}"));
            String without = chats.chat(ALICE);
            MessageView first = chats.answer(ALICE, without, null, "y");
            chats.answer(ALICE, without, first.id(), "z");
            assertThat(chats.upstream.exchanges()).hasSize(6);
        }
    }

    @Test
    void aTitleGivesWayToTheNextQuestionOfThePerson(@TempDir Path folder) throws Exception {
        try (Database database = StoreFixture.open(folder);
                ChatFixture chats = new ChatFixture(database, "corral.chats.titles", "true")) {
            CountDownLatch gone = new CountDownLatch(1);
            CountDownLatch titleAsked = new CountDownLatch(1);
            chats.upstream.on(
                    "POST",
                    "/api/chat",
                    x -> {
                        x.body();
                        if (x.text().contains("\"stream\":false")) {
                            titleAsked.countDown();
                            gone.await();
                        }
                        x.head(
                                200,
                                "Content-Type: application/x-ndjson",
                                "Transfer-Encoding: chunked");
                        x.chunk(ChatFixture.word("Blue")).chunk(ChatFixture.done()).lastChunk();
                    });
            String chat = chats.chat(ALICE);
            MessageView first = chats.answer(ALICE, chat, null, "Why is the sky blue?");
            assertThat(titleAsked.await(20, TimeUnit.SECONDS)).isTrue();
            chats.ask(ALICE, chat, first.id(), "And now?");
            await(() -> !chats.upstream.aborts().isEmpty());
            gone.countDown();
        }
    }
}
