package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static dev.corral.chats.ChatFixture.await;
import static dev.corral.chats.ChatFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much one person may keep: 1 MB here. */
@Timeout(120)
@Tag(StoreFixture.DATABASE)
class StorageTest {

    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    @TempDir Path folder;
    private Database database;
    private ChatFixture chats;

    @BeforeEach
    void start() throws IOException {
        database = StoreFixture.open(folder);
        chats =
                new ChatFixture(
                        database,
                        Clock.systemUTC(),
                        "corral.limits.stored-per-person",
                        "1MB",
                        "corral.limits.free-disk",
                        "0B");
    }

    @AfterEach
    void stop() {
        chats.close();
        database.close();
    }

    private long used() {
        return chats.room.storage().own(ALICE).used();
    }

    private static String text(int size) {
        return "ä".repeat(size / 2);
    }

    private ChatProblem refused(Runnable work) {
        return catchThrowableOfType(ChatProblem.class, work::run);
    }

    @Test
    void whatIsKeptIsCountedAndWhatIsDeletedCountsNoMore() throws Exception {
        String chat = chats.chat(ALICE);
        MessageView first = chats.answer(ALICE, chat, null, text(100_000));
        long one = used();
        assertThat(one).isBetween(100_000L, 105_000L);
        String image =
                "{'parent':'%s','content':'%s','models':['m'],'images':[{'data':'%s'}]}"
                        .formatted(first.id(), text(50_000), PNG);
        Conversation.Asked asked =
                chats.room.conversation().ask(ALICE, chat, json(image), "request");
        await(() -> chats.room.running() == 0);
        assertThat(used()).isBetween(one + 50_000, one + 55_000);
        assertThat(used()).isEqualTo(counted());
        chats.room
                .conversation()
                .edit(
                        ALICE,
                        chat,
                        first.id(),
                        json(
                                "{'version':%d,'content':'%s'}"
                                        .formatted(first.version(), text(9_000))));
        assertThat(used()).isEqualTo(counted());
        chats.room.conversation().delete(ALICE, chat, asked.question().id());
        assertThat(used()).isEqualTo(counted()).isBetween(one + 8_000, one + 12_000);
        assertThat(chats.room.storage().own(BOB).used()).isZero();
        Storage.All all = chats.room.storage().all(() -> Set.of("alice"));
        assertThat(all.largest()).containsExactly(new Storage.Part("alice", used(), 1));
        chats.room.chats().delete(ALICE, chat);
        assertThat(used()).isZero();
    }

    /** The same by counting everything. */
    private long counted() throws Exception {
        try (var connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT (SELECT SUM(byte_count) FROM corral_chat_message), (SELECT SUM(byte_count) FROM corral_chat_image),"
                                        + " (SELECT SUM(LENGTH(title)) FROM corral_chat) FROM corral_chat")) {
            rows.next();
            return 1_000 + rows.getLong(1) + rows.getLong(2) + Sizes.of(title());
        }
    }

    private String title() {
        return chats.room
                .lists()
                .list(ALICE, new Lists.Filter(false, null, null, null), 9, null)
                .items()
                .get(0)
                .title();
    }

    @Test
    void whoHasKeptAllThatMayBeIsToldWhatToDo() {
        String chat = chats.chat(ALICE);
        chats.answer(ALICE, chat, null, text(900_000));
        ChatProblem no = refused(() -> chats.ask(ALICE, chat, null, text(200_000)));
        assertThat(no.status()).isEqualTo(507);
        assertThat(no).hasMessageContaining("1 MB").hasMessageContaining("Delete");
        assertThat(chats.room.chats().get(ALICE, chat).messages()).hasSize(2);
        assertThat(refused(() -> chats.room.chats().fork(ALICE, chat, leaf(chat))).status())
                .isEqualTo(507);
        String version = "{'version':1,'title':'still possible'}";
        assertThat(chats.room.chats().change(ALICE, chat, json(version)).item().title())
                .isEqualTo("still possible");
        chats.ask(BOB, chats.chat(BOB), null, text(200_000));
        chats.room.chats().delete(ALICE, chat);
        chats.ask(ALICE, chats.chat(ALICE), null, text(200_000));
        await(() -> chats.room.running() == 0);
    }

    private com.fasterxml.jackson.databind.JsonNode leaf(String chat) {
        return json(
                "{'leaf':'" + chats.room.chats().get(ALICE, chat).messages().get(1).id() + "'}");
    }

    @Test
    void oneWhoAsksInManyTabsDoesNotWaitForHimself() throws Exception {
        ExecutorService tabs = Executors.newFixedThreadPool(8);
        try {
            Callable<Void> tab =
                    () -> {
                        for (int i = 0; i < 10; i++) {
                            String chat = chats.chat(ALICE);
                            chats.ask(ALICE, chat, null, text(5_000));
                        }
                        return null;
                    };
            for (Future<Void> one : tabs.invokeAll(Collections.nCopies(8, tab))) {
                one.get();
            }
        } finally {
            tabs.shutdownNow();
        }
        await(() -> chats.room.running() == 0);
        assertThat(chats.room.storage().own(ALICE).chats()).isEqualTo(80);
    }

    @Test
    void emptyChatsCountAsWell() {
        int made = 0;
        while (refused(() -> chats.chat(ALICE)) == null) {
            made++;
        }
        assertThat(made).isBetween(900, 1_100);
    }

    @Test
    void anImportEndsWhereTheRoomEnds() throws Exception {
        StringBuilder file = new StringBuilder("{\"chats\":[");
        for (int i = 0; i < 20; i++) {
            file.append(i == 0 ? "" : ",")
                    .append("{\"title\":\"t\",\"messages\":[{\"id\":\"1\",\"role\":\"user\",")
                    .append("\"content\":\"" + text(100_000) + "\"}]}");
        }
        byte[] bytes = file.append("]}").toString().getBytes(StandardCharsets.UTF_8);
        Imports imports = chats.room.imports();
        String id = imports.take(ALICE, new ByteArrayInputStream(bytes)).id();
        await(() -> imports.get(ALICE, id).state().equals("ready"));
        imports.start(ALICE, id);
        await(() -> !imports.get(ALICE, id).state().equals("importing"));
        Imports.Job job = imports.get(ALICE, id);
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.error()).contains("1 MB").contains("stays");
        assertThat(job.stored().chats()).isEqualTo(10);
        await(() -> files().isEmpty());
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(chats.folder.resolve("imports"))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aFullDiskKeepsNothingMore() throws Exception {
        try (ChatFixture full =
                new ChatFixture(database, Clock.systemUTC(), "corral.limits.free-disk", "1000TB")) {
            Imports imports = full.room.imports();
            ChatProblem no =
                    refused(
                            () -> {
                                try {
                                    imports.take(ALICE, new ByteArrayInputStream(new byte[9]));
                                } catch (IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            assertThat(no.status()).isEqualTo(507);
            assertThat(no).hasMessageContaining("administrator");
            try (Stream<Path> files = Files.list(full.folder.resolve("imports"))) {
                assertThat(files).isEmpty();
            }
            String temporary =
                    full.room
                            .chats()
                            .create(ALICE, json("{'model':'m','temporary':true}"))
                            .item()
                            .id();
            full.answer(ALICE, temporary, null, "still possible");
        }
    }
}
