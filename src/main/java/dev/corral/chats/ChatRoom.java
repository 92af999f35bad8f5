package dev.corral.chats;

import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.Exchanges;
import dev.corral.identity.Caller;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.Stops;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The room: builds its parts, runs its threads, and ends what grows at the end. */
public final class ChatRoom implements AutoCloseable {

    private static final int BEAT_SECONDS = 15;
    private static final int SWEEP_SECONDS = 24 * 3_600;
    private static final long TEMPORARY_KEPT = Duration.ofHours(24).toNanos();

    private final Channels channels = new Channels();
    private final MemoryShelf temporary = new MemoryShelf();
    private final Housekeeping housekeeping = new Housekeeping();
    private final Library library;
    private final Nodes nodes;
    private final Answers answers;
    private final Elsewhere elsewhere;
    private final Lists lists;
    private final Folders folders;
    private final Chats chats;
    private final Conversation conversation;
    private final Prompts prompts;
    private final Presets presets;
    private final Preferences preferences;
    private final Titles titles;
    private final Search search;
    private final Shares shares;
    private final Retention retention;
    private final Export export;
    private final Imports imports;
    private final Storage storage;

    /**
     * What it stands on.
     *
     * @param shared whether other nodes can have the database
     * @param folder for files, made when it is needed, and emptied at the start
     * @param bodies room for what goes up
     */
    public record Ground(Database database, boolean shared, Path folder, BodyMemory bodies) {}

    /** Builds it; begins with {@link #start}. */
    public ChatRoom(Ground ground, Exchanges exchanges, Settings settings, Clock clock) {
        Database database = ground.database();
        boolean shared = ground.shared();
        Capacity capacity =
                new Capacity(
                        () -> settings.get(Catalogue.LIMITS_STORED_PER_PERSON),
                        () -> settings.get(Catalogue.LIMITS_FREE_DISK),
                        ground.folder().getParent(),
                        database);
        storage = new Storage(database, capacity);
        String node = Ids.next();
        library = new Library(new DatabaseShelf(database, capacity), temporary);
        nodes = new Nodes(database, clock, node, shared);
        answers =
                new Answers(
                        exchanges,
                        channels,
                        library,
                        stored -> new Saver(database, clock, stored),
                        this::giveWay,
                        answer -> housekeeping.soon("What follows an answer", () -> after(answer)));
        elsewhere = new Elsewhere(new Stops(database, clock), node, answers, shared);
        lists = new Lists(database, channels, answers::isAnswering);
        folders = new Folders(database, clock);
        chats = new Chats(library, answers, channels, folders, lists, elsewhere, clock, node);
        prompts = new Prompts(database, clock);
        presets = new Presets(database);
        preferences = new Preferences(database, clock);
        search = new Search(database);
        shares = new Shares(database, library, lists, clock);
        export = new Export(library, folders, database);
        imports =
                new Imports(
                        new ImportStore(database, new DatabaseShelf(database, capacity)),
                        new ImportFolder(ground.folder(), capacity),
                        channels,
                        clock);
        retention =
                new Retention(
                        database,
                        () -> settings.get(Catalogue.CHATS_RETENTION),
                        clock,
                        answers::isAnswering);
        titles =
                new Titles(
                        library,
                        exchanges,
                        () -> settings.get(Catalogue.CHATS_TITLES),
                        (chat, title) -> housekeeping.soon("A title", () -> title(chat, title)));
        conversation =
                new Conversation(
                        library,
                        answers,
                        channels,
                        folders,
                        lists,
                        elsewhere,
                        ground.bodies(),
                        () -> settings.get(Catalogue.LIMITS_JSON_BODY),
                        clock,
                        node);
    }

    /** Marks what a former run left, and begins to work. */
    public ChatRoom start() {
        nodes.beat();
        answers.saver().start();
        housekeeping.every(BEAT_SECONDS, "The sign of life", nodes::beat);
        housekeeping.soon("Deleting old chats", retention::sweep);
        housekeeping.every(SWEEP_SECONDS, "Deleting old chats", retention::sweep);
        housekeeping.every(BEAT_SECONDS, "Forgetting what is not used", this::tidy);
        return this;
    }

    private void tidy() {
        long now = System.nanoTime();
        channels.tidy(now);
        temporary.forget(now - TEMPORARY_KEPT);
        imports.tidy(now);
    }

    private void giveWay(Caller caller) {
        titles.giveWay(caller);
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
        boolean waits = answers.isAnsweringTo(answer.caller().name());
        if (!waits && preferences.wantsTitles(answer.caller())) {
            titles.askFor(answer.caller(), answer.chat(), answer.id());
        }
    }

    private void title(String chat, String title) {
        ChatView view =
                library.shelf(chat)
                        .change(
                                chat,
                                book -> {
                                    if (book == null || book.chat().titled != null) {
                                        return null;
                                    }
                                    book.chat().title = title;
                                    book.chat().titled = "auto";
                                    return ChatView.of(book.chat(), answers.isAnswering(chat));
                                });
        if (view != null) {
            channels.tellChat(chat, "chat", view);
            library.shelf(chat)
                    .read(
                            chat,
                            book -> {
                                if (book != null) {
                                    lists.tell(book.chat().ownerId, view.item());
                                }
                                return null;
                            });
        }
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

    /** The library of prompts. */
    public Prompts prompts() {
        return prompts;
    }

    /** Saved ways to ask. */
    public Presets presets() {
        return presets;
    }

    /** What people prefer. */
    public Preferences preferences() {
        return preferences;
    }

    /** Search in chats. */
    public Search search() {
        return search;
    }

    /** Links for others. */
    public Shares shares() {
        return shares;
    }

    /** Chats as files. */
    public Export export() {
        return export;
    }

    /** Chats from files. */
    public Imports imports() {
        return imports;
    }

    /** How much people keep. */
    public Storage storage() {
        return storage;
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
        imports.close();
        elsewhere.close();
        answers.close();
        answers.saver().close();
        housekeeping.close();
        nodes.leave();
    }
}
