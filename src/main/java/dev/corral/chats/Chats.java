package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Caller;
import dev.corral.words.Sentence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Making, reading, changing and deleting chats as a whole. Thread-safe. */
public final class Chats {

    private static final int TRIES = 5;

    private final Library library;
    private final Answers answers;
    private final Channels channels;
    private final Folders folders;
    private final Lists lists;
    private final Elsewhere elsewhere;
    private final Clock clock;
    private final String node;

    Chats(
            Library library,
            Answers answers,
            Channels channels,
            Folders folders,
            Lists lists,
            Elsewhere elsewhere,
            Clock clock,
            String node) {
        this.library = library;
        this.answers = answers;
        this.channels = channels;
        this.folders = folders;
        this.lists = lists;
        this.elsewhere = elsewhere;
        this.clock = clock;
        this.node = node;
    }

    /** Bytes of an image. */
    public record Bytes(String type, byte[] bytes) {}

    private record Read(ChatView chat, List<MessageRow> rows, List<ImageInfo> images) {}

    /** Makes a chat. */
    public ChatView create(Caller caller, JsonNode body) {
        Fields fields =
                Fields.of(
                        body,
                        "title",
                        "folder",
                        "tags",
                        "model",
                        "system",
                        "parameters",
                        "temporary");
        boolean temporary = fields.bool("temporary", false);
        ChatRow row =
                new ChatRow(
                        temporary ? Ids.nextTemporary() : Ids.next(),
                        Owner.of(caller),
                        clock.millis());
        row.model = Limits.model(fields.text("model"));
        set(caller, row, fields);
        if (temporary) {
            row.folder = null;
        }
        library.shelf(row.id).add(row, book -> {});
        ChatView view = ChatView.of(row, false).with(List.of(), eventId(row.id));
        lists.tell(row.ownerId, view.item());
        return view;
    }

    private String eventId(String chat) {
        return channels.ofChat(chat).lastEventId();
    }

    /** Reads a chat with all of its messages, as of the moment of its {@code lastEventId}. */
    public ChatView get(Caller caller, String id) {
        for (int i = 1; ; i++) {
            // After the look into the database, or anybody's guesses would fill the memory.
            library.read(caller, id, Book::chat);
            Channel channel = channels.ofChat(id);
            long before = channel.lastWithoutText();
            Read read =
                    library.read(
                            caller,
                            id,
                            book ->
                                    new Read(
                                            ChatView.of(book.chat(), answers.isAnswering(id)),
                                            book.messages().stream().map(Rows::copy).toList(),
                                            book.images()));
            synchronized (channel) {
                List<MessageView> messages = messages(read);
                boolean fits = messages != null && channel.lastWithoutText() == before;
                if (fits || i == TRIES) {
                    return read.chat()
                            .with(
                                    messages == null ? stored(read) : messages,
                                    fits ? channel.lastEventId() : channel.idOf(before));
                }
            }
        }
    }

    /** All messages with what has grown; null when one was stored after it was read. */
    private List<MessageView> messages(Read read) {
        List<MessageView> views = new ArrayList<>(read.rows.size());
        Map<String, List<ImageInfo>> images = byMessage(read.images);
        for (MessageRow row : read.rows) {
            List<ImageInfo> own = images.getOrDefault(row.id, List.of());
            Answer answer = answers.find(row.id);
            if (answer != null) {
                answer.look(grown -> views.add(MessageView.of(Rows.grown(row, grown), own)));
            } else if (row.isUnderWay() && node.equals(row.node)) {
                return null;
            } else {
                views.add(MessageView.of(row, own));
            }
        }
        return views;
    }

    private static List<MessageView> stored(Read read) {
        Map<String, List<ImageInfo>> images = byMessage(read.images);
        return read.rows.stream()
                .map(row -> MessageView.of(row, images.getOrDefault(row.id, List.of())))
                .toList();
    }

    static Map<String, List<ImageInfo>> byMessage(List<ImageInfo> images) {
        Map<String, List<ImageInfo>> all = new HashMap<>();
        for (ImageInfo image : images) {
            all.computeIfAbsent(image.message(), first -> new ArrayList<>()).add(image);
        }
        return all;
    }

    /** Changes what is said about a chat. */
    public ChatView change(Caller caller, String id, JsonNode body) {
        Fields fields =
                Fields.of(
                        body,
                        "version",
                        "title",
                        "folder",
                        "tags",
                        "pinned",
                        "archived",
                        "system",
                        "parameters",
                        "leaf");
        boolean onlyLeaf = body.size() == (fields.has("version") ? 2 : 1) && fields.has("leaf");
        ChatView view =
                library.change(
                        caller,
                        id,
                        book -> {
                            ChatRow row = book.chat();
                            if (!onlyLeaf) {
                                if (fields.number("version") != row.version) {
                                    throw new ChatProblem.Stale(
                                            ChatView.of(row, answers.isAnswering(id)));
                                }
                                set(caller, row, fields);
                                row.version++;
                            }
                            if (fields.has("leaf")) {
                                row.leaf = leaf(book, fields.text("leaf"));
                            }
                            return ChatView.of(row, answers.isAnswering(id));
                        });
        channels.tellChat(id, "chat", view);
        lists.tell(Owner.of(caller), view.item());
        return view;
    }

    private static String leaf(Book book, String wished) {
        if (wished != null && book.message(wished) == null) {
            throw ChatProblem.bad("leaf is no message of this chat.");
        }
        return wished;
    }

    private void set(Caller caller, ChatRow row, Fields fields) {
        if (fields.has("title")) {
            row.title = Text.line(fields.text("title"), Limits.TITLE);
            row.titled = row.title == null ? null : "user";
        }
        if (fields.has("folder")) {
            row.folder = folders.require(caller, fields.text("folder"));
        }
        if (fields.has("tags")) {
            row.tags = Tags.column(fields.texts("tags"));
        }
        if (fields.has("pinned")) {
            row.pinned = fields.bool("pinned", false) ? 1 : 0;
        }
        if (fields.has("archived")) {
            row.archived = fields.bool("archived", false) ? 1 : 0;
        }
        if (fields.has("system")) {
            row.system =
                    Limits.text(
                            fields.text("system"),
                            Limits.SYSTEM,
                            Sentence.of("thing.system", "A system prompt"));
        }
        if (fields.has("parameters")) {
            row.parameters = Parameters.column(fields.value("parameters"));
        }
    }

    /** Deletes a chat with all that belongs to it, and stops its answers. */
    public void delete(Caller caller, String id) {
        List<MessageRow> growing =
                library.change(
                        caller,
                        id,
                        book -> {
                            List<MessageRow> rows =
                                    elsewhere.mayBe()
                                            ? book.messages().stream()
                                                    .filter(elsewhere::has)
                                                    .toList()
                                            : List.of();
                            book.removeChat();
                            return rows;
                        });
        answers.discardAll(id);
        elsewhere.stop(growing);
        channels.tellChat(id, "removed", Map.of("chat", id));
        lists.tellGone(Owner.of(caller), id);
    }

    /** Makes a new chat of the branch up to a message. */
    public ChatView fork(Caller caller, String id, JsonNode body) {
        String leaf = Fields.of(body, "leaf").text("leaf");
        answers.settle(id);
        Forked forked = library.read(caller, id, book -> Forked.of(book, leaf, clock.millis()));
        library.shelf(forked.chat().id)
                .add(
                        forked.chat(),
                        copy -> {
                            forked.messages().forEach(copy::add);
                            forked.images().forEach(copy::add);
                        });
        ChatView view = ChatView.of(forked.chat(), false);
        lists.tell(Owner.of(caller), view.item());
        return view;
    }

    /** The bytes of an image of a chat. */
    public Bytes image(Caller caller, String id, String image) {
        return library.read(
                caller,
                id,
                book -> {
                    ImageRow row = book.image(image);
                    if (row == null) {
                        throw ChatProblem.notFound();
                    }
                    return new Bytes(row.type, row.content);
                });
    }

    /** The channel of the caller's chat. */
    public Channel events(Caller caller, String id) {
        library.read(caller, id, Book::chat);
        return channels.ofChat(id);
    }

    /** The channel of the caller's list. */
    public Channel events(Caller caller) {
        return channels.ofList(Owner.of(caller));
    }
}
