package dev.corral.chats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryShelfTest {

    private static final long ROOM = 10_000;

    private final MemoryShelf shelf = new MemoryShelf(ROOM, 3 * ROOM);

    private String chat(String owner) {
        ChatRow chat = new ChatRow(Ids.nextTemporary(), owner, 1);
        shelf.add(chat, book -> {});
        return chat.id;
    }

    private void write(String chat, int length) {
        shelf.change(
                chat,
                book -> {
                    MessageRow row = new MessageRow(Ids.next(), chat, null, "user", 1, 1);
                    row.content = "x".repeat(length);
                    book.add(row);
                    return null;
                });
    }

    @Test
    void allChatsOfSomebodyShareOneRoom() {
        String one = chat("alice");
        String two = chat("alice");
        write(one, 6_000);
        assertThatThrownBy(() -> write(two, 6_000)).hasMessageContaining("together");
        write(two, 3_000);
        shelf.change(
                one,
                book -> {
                    book.removeChat();
                    return null;
                });
        write(two, 6_000);
        write(chat("bob"), 9_000);
    }

    @Test
    void everybodysChatsLeaveRoomForTheServer() {
        write(chat("a"), 9_000);
        write(chat("b"), 9_000);
        write(chat("c"), 9_000);
        assertThatThrownBy(() -> write(chat("d"), 9_000)).hasMessageContaining("no room");
    }

    @Test
    void whatAMessageIsChangedToCountsAsWell() {
        String chat = chat("alice");
        write(chat, 10);
        assertThatThrownBy(
                        () ->
                                shelf.change(
                                        chat,
                                        book -> {
                                            MessageRow row = book.messages().get(0);
                                            row.content = "x".repeat(20_000);
                                            book.changed(row);
                                            return null;
                                        }))
                .hasMessageContaining("together");
        String kept = shelf.read(chat, book -> book.messages().get(0).content);
        assertThat(kept).hasSize(10);
    }

    @Test
    void aCopyOfAChatCountsAsWell() {
        write(chat("alice"), 6_000);
        ChatRow copy = new ChatRow(Ids.nextTemporary(), "alice", 1);
        assertThatThrownBy(
                        () ->
                                shelf.add(
                                        copy,
                                        book -> {
                                            MessageRow row =
                                                    new MessageRow(
                                                            Ids.next(),
                                                            copy.id,
                                                            null,
                                                            "user",
                                                            1,
                                                            1);
                                            row.content = "x".repeat(6_000);
                                            book.add(row);
                                        }))
                .hasMessageContaining("together");
        assertThat(shelf.size()).isEqualTo(1);
    }
}
