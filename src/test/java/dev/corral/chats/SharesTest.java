package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static dev.corral.chats.ChatFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag(StoreFixture.DATABASE)
class SharesTest {

    private static final Caller CAROL = Caller.of("carol", Set.of(Role.USER), Via.SESSION);

    @TempDir static Path folder;
    private static Database database;
    private ChatFixture chats;
    private Shares shares;

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
        shares = chats.room.shares();
    }

    @AfterEach
    void stop() {
        chats.close();
    }

    /** Once for each message, a long chat would keep the database busy for hours. */
    @Test
    void imagesAreLookedUpOnceForAllMessages() {
        List<MessageRow> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String parent = i == 0 ? null : "m" + (i - 1);
            MessageRow row = new MessageRow("m" + i, "c", parent, "user", i, 1);
            row.content = "x";
            row.state = "whole";
            rows.add(row);
        }
        AtomicInteger asked = new AtomicInteger();
        Book book =
                (Book)
                        Proxy.newProxyInstance(
                                Book.class.getClassLoader(),
                                new Class<?>[] {Book.class},
                                (proxy, method, values) ->
                                        switch (method.getName()) {
                                            case "chat" -> new ChatRow("c", "o", 1);
                                            case "messages" -> rows;
                                            case "images" -> {
                                                asked.incrementAndGet();
                                                yield List.of(
                                                        new ImageInfo(
                                                                "i", "m7", "image/png", 1, 1, 1));
                                            }
                                            default -> throw new AssertionError(method);
                                        });
        ShareRow share = new ShareRow("s", "c", "o", "alice", 1);
        share.leaf = "m49";
        List<MessageView> shown = Shares.shown(share, book).messages();
        assertThat(shown).hasSize(50);
        assertThat(shown).filteredOn(one -> one.images() != null).hasSize(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void chosenPeopleReadWhatWasThereWhenItWasShared() {
        String chat = chats.chat(ALICE);
        MessageView first = chats.answer(ALICE, chat, null, "shared question");
        Shares.Share share = shares.put(ALICE, chat, json("{'with':['bob']}"));
        chats.answer(ALICE, chat, first.id(), "private question");
        Shares.SharedChat seen = shares.open(BOB, share.id());
        assertThat(seen.owner()).isEqualTo("alice");
        assertThat(seen.messages())
                .extracting(MessageView::content)
                .containsExactly("shared question", "The sky is blue.");
        assertThat(shares.withMe(BOB)).extracting(Shares.Shared::id).contains(share.id());
        assertThat(shares.withMe(CAROL)).extracting(Shares.Shared::id).doesNotContain(share.id());
        assertThatThrownBy(() -> shares.open(CAROL, share.id())).hasMessageContaining("nothing");
        assertThatThrownBy(() -> chats.room.chats().get(BOB, chat)).isInstanceOf(ChatProblem.class);
        Shares.Share renewed = shares.put(ALICE, chat, json("{'everyone':true}"));
        assertThat(renewed.id()).isEqualTo(share.id());
        assertThat(shares.open(CAROL, share.id()).messages()).hasSize(4);
        assertThat(chats.room.chats().get(ALICE, chat).item().shared()).isTrue();
        shares.delete(ALICE, chat);
        assertThatThrownBy(() -> shares.open(CAROL, share.id())).isInstanceOf(ChatProblem.class);
        assertThatThrownBy(() -> shares.open(BOB, share.id())).isInstanceOf(ChatProblem.class);
        assertThat(shares.withMe(BOB)).extracting(Shares.Shared::id).doesNotContain(share.id());
    }

    @Test
    void onlyTheOwnerSharesAndOnlyWhatCanBe() {
        String chat = chats.chat(ALICE);
        assertThatThrownBy(() -> shares.put(BOB, chat, json("{'everyone':true}")))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> shares.delete(BOB, chat)).hasMessageContaining("nothing");
        assertThatThrownBy(() -> shares.get(BOB, chat)).hasMessageContaining("nothing");
        assertThatThrownBy(() -> shares.get(ALICE, chat)).hasMessageContaining("nothing");
        for (String wish : new String[] {"{}", "{'everyone':true,'with':['bob']}", "{'with':[]}"}) {
            assertThatThrownBy(() -> shares.put(ALICE, chat, json(wish)))
                    .as(wish)
                    .hasMessageContaining("Say either");
        }
    }

    @Test
    void deletingTheChatEndsItsLink() {
        String chat = chats.chat(ALICE);
        chats.answer(ALICE, chat, null, "x");
        String id = shares.put(ALICE, chat, json("{'everyone':true}")).id();
        assertThat(shares.open(BOB, id).messages()).hasSize(2);
        chats.room.chats().delete(ALICE, chat);
        assertThatThrownBy(() -> shares.open(BOB, id)).isInstanceOf(ChatProblem.class);
        assertThat(shares.withMe(BOB)).extracting(Shares.Shared::id).doesNotContain(id);
    }

    @Test
    void oldChatsAreDeletedWhenTheSettingSaysSo() {
        String old = chats.chat(ALICE);
        chats.answer(ALICE, old, null, "x");
        Instant later = Instant.now().plus(Duration.ofDays(31));
        Duration[] kept = {Duration.ZERO};
        Retention retention =
                new Retention(
                        database, () -> kept[0], Clock.fixed(later, ZoneOffset.UTC), chat -> false);
        retention.sweep();
        assertThat(chats.room.chats().get(ALICE, old).messages()).hasSize(2);
        kept[0] = Duration.ofDays(32);
        retention.sweep();
        assertThat(chats.room.chats().get(ALICE, old).messages()).hasSize(2);
        kept[0] = Duration.ofDays(30);
        retention.sweep();
        assertThatThrownBy(() -> chats.room.chats().get(ALICE, old))
                .isInstanceOf(ChatProblem.class);
    }
}
