package dev.corral.chats;

import dev.corral.exchange.Exchanges;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import java.time.Clock;
import java.time.Duration;

/** The room: builds its parts, runs its threads, and ends what grows at the end. */
public final class ChatRoom implements AutoCloseable {

    private static final int BEAT_SECONDS = 15;
    private static final long TEMPORARY_KEPT = Duration.ofHours(24).toNanos();

    private final Channels channels = new Channels();
    private final MemoryShelf temporary = new MemoryShelf();
    private final Housekeeping housekeeping = new Housekeeping();
    private final Library library;
    private final Nodes nodes;
    private final Answers answers;
    private final Lists lists;
    private final Folders folders;
    private final Chats chats;
    private final Conversation conversation;

    /** Builds it; begins with {@link #start}. */
    public ChatRoom(Database database, Exchanges exchanges, Settings settings, Clock clock) {
        String node = Ids.next();
        library = new Library(new DatabaseShelf(database), temporary);
        nodes = new Nodes(database, clock, node);
        answers =
                new Answers(
                        exchanges,
                        channels,
                        library,
                        stored -> new Saver(database, clock, stored),
                        answer -> housekeeping.soon("What follows an answer", () -> after(answer)));
        lists = new Lists(database, channels, answers::isAnswering);
        folders = new Folders(database, clock);
        chats = new Chats(library, answers, channels, folders, lists, clock, node);
        conversation =
                new Conversation(
                        library,
                        answers,
                        channels,
                        folders,
                        lists,
                        () -> settings.get(Catalogue.LIMITS_JSON_BODY),
                        clock,
                        node);
    }

    /** Marks what a former run left, and begins to work. */
    public ChatRoom start() {
        nodes.beat();
        answers.saver().start();
        housekeeping.every(BEAT_SECONDS, "The sign of life", nodes::beat);
        housekeeping.every(BEAT_SECONDS, "Forgetting what is not used", this::tidy);
        return this;
    }

    private void tidy() {
        long now = System.nanoTime();
        channels.tidy(now);
        temporary.forget(now - TEMPORARY_KEPT);
    }

    private void after(Answer answer) {
        library.shelf(answer.chat())
                .read(
                        answer.chat(),
                        book -> {
                            if (book != null) {
                                ChatRow row = book.chat();
                                boolean more = answers.isAnswering(row.id);
                                lists.tell(row.ownerId, ChatItem.of(row, more));
                            }
                            return null;
                        });
    }

    /** Chats as wholes. */
    public Chats chats() {
        return chats;
    }

    /** Questions and answers. */
    public Conversation conversation() {
        return conversation;
    }

    /** Lists of chats. */
    public Lists lists() {
        return lists;
    }

    /** Folders. */
    public Folders folders() {
        return folders;
    }

    /** How many answers grow now. */
    public int running() {
        return answers.running();
    }

    Saver saver() {
        return answers.saver();
    }

    /** Stops all answers and stores what they have. */
    @Override
    public void close() {
        answers.close();
        answers.saver().close();
        housekeeping.close();
        nodes.leave();
    }
}
