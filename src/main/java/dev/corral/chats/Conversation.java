package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.exchange.BodyMemory;
import dev.corral.identity.Caller;
import dev.corral.words.Sentence;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Asking, asking again, going on, stopping, and changing messages. A change is stored first and
 * told to readers afterwards. Thread-safe.
 */
public final class Conversation {

    private final Library library;
    private final Answers answers;
    private final Channels channels;
    private final Folders folders;
    private final Lists lists;
    private final Elsewhere elsewhere;
    private final BodyMemory memory;
    private final LongSupplier longestBody;
    private final Clock clock;
    private final String node;

    /**
     * What a question led to.
     *
     * @param question null when there is no new one
     * @param answers those that grow now
     */
    public record Asked(
            @com.fasterxml.jackson.annotation.JsonInclude(
                            com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL)
                    MessageView question,
            List<MessageView> answers) {}

    /** What is to be told and begun once a change is stored. */
    private record Change(Asked asked, List<Answers.Begin> begin, ChatView chat) {}

    /**
     * @param memory room for what goes up
     * @param longestBody most bytes of a request to a model
     * @param node stands for this start of the process in the database
     */
    Conversation(
            Library library,
            Answers answers,
            Channels channels,
            Folders folders,
            Lists lists,
            Elsewhere elsewhere,
            BodyMemory memory,
            LongSupplier longestBody,
            Clock clock,
            String node) {
        this.library = library;
        this.answers = answers;
        this.channels = channels;
        this.folders = folders;
        this.lists = lists;
        this.elsewhere = elsewhere;
        this.memory = memory;
        this.longestBody = longestBody;
        this.clock = clock;
        this.node = node;
    }

    /**
     * Asks one or several models. The same {@code clientId} again gives the same answers again.
     *
     * @param requestId of the request that brings the question
     */
    public Asked ask(Caller caller, String chat, JsonNode body, String requestId) {
        Question question = Question.of(body);
        answers.settle(chat);
        return change(
                caller,
                chat,
                requestId,
                (book, room) -> add(book, question, systemOf(caller, book.chat()), room));
    }

    /** Changes a chat and begins what follows; the room for it is given back when all is over. */
    private Asked change(
            Caller caller,
            String chat,
            String requestId,
            BiFunction<Book, BodyMemory.Held, Change> work) {
        BodyMemory.Held room = memory.of(caller.name());
        Change change;
        try {
            change = library.change(caller, chat, book -> work.apply(book, room));
        } catch (RuntimeException e) {
            room.close();
            throw e;
        }
        return begin(caller, change, requestId, room);
    }

    private String systemOf(Caller caller, ChatRow chat) {
        return chat.system != null ? chat.system : folders.system(caller, chat.folder);
    }

    private Change add(Book book, Question wish, String system, BodyMemory.Held room) {
        if (wish.clientId() != null) {
            MessageRow before = book.sentAs(wish.clientId());
            if (before != null) {
                return repeated(book, before);
            }
        }
        List<MessageRow> all = book.messages();
        if (all.size() >= Limits.MESSAGES) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "chat.full",
                            "This chat is full ({n} messages). Begin a new one.",
                            "n",
                            Limits.MESSAGES));
        }
        if (wish.parent() != null && book.message(wish.parent()) == null) {
            throw ChatProblem.bad("parent is no message of this chat.");
        }
        long now = clock.millis();
        MessageRow question =
                new MessageRow(
                        Ids.next(), book.chat().id, wish.parent(), "user", Ids.ordinal(now), now);
        question.content = wish.content();
        question.files = Text.json(wish.files());
        question.clientId = wish.clientId();
        question.parameters = wish.parameters();
        book.add(question);
        for (Image image : wish.images()) {
            book.add(
                    new ImageRow(Ids.next(), book.chat().id, question.id, Ids.ordinal(now), image));
        }
        List<MessageRow> branch = new ArrayList<>(Request.branch(all, wish.parent()));
        branch.add(question);
        if (book.chat().title == null) {
            book.chat().title = Text.line(wish.content(), 60);
        }
        return answer(book, question, branch, wish.models(), wish.parameters(), system, room);
    }

    private Change repeated(Book book, MessageRow question) {
        List<ImageInfo> images = book.images();
        List<MessageView> given =
                book.messages().stream()
                        .filter(message -> question.id.equals(message.parent))
                        .map(message -> view(message, images))
                        .toList();
        return new Change(new Asked(view(question, images), given), List.of(), null);
    }

    private Change answer(
            Book book,
            MessageRow question,
            List<MessageRow> branch,
            List<String> models,
            String turn,
            String system,
            BodyMemory.Held room) {
        long now = clock.millis();
        ChatRow chat = book.chat();
        List<Answers.Begin> begin = new ArrayList<>();
        String parameters = Parameters.over(chat.parameters, turn);
        for (String model : models) {
            MessageRow row =
                    new MessageRow(
                            Ids.next(), chat.id, question.id, "assistant", Ids.ordinal(now), now);
            row.model = model;
            row.state = "waiting";
            row.node = node;
            row.parameters = parameters;
            book.add(row);
            byte[] body =
                    Request.body(
                            book, model, system, branch, parameters, longestBody.getAsLong(), room);
            begin.add(new Answers.Begin(Rows.copy(row), body));
        }
        chat.leaf = begin.get(0).row().id;
        chat.model = models.get(0);
        chat.updatedAt = now;
        List<ImageInfo> images = book.images();
        return new Change(
                new Asked(
                        MessageView.of(question, images),
                        begin.stream().map(b -> MessageView.of(b.row(), images)).toList()),
                begin,
                ChatView.of(chat, true));
    }

    /** Asks the same again: new answers beside those that there are. */
    public Asked again(
            Caller caller, String chat, String message, JsonNode body, String requestId) {
        Fields fields = Fields.of(body, "models", "parameters");
        String turn = Parameters.column(fields.value("parameters"));
        List<String> wished = Question.models(fields);
        answers.settle(chat);
        Asked asked =
                change(
                        caller,
                        chat,
                        requestId,
                        (book, room) -> {
                            MessageRow given = require(book.message(message));
                            MessageRow question =
                                    given.isQuestion() ? given : book.message(given.parent);
                            if (question == null || !question.isQuestion()) {
                                throw ChatProblem.bad(
                                        Sentence.of(
                                                "chat.no-question",
                                                "There is no question to ask again."));
                            }
                            String usual = given.isQuestion() ? book.chat().model : given.model;
                            List<String> models = wished.isEmpty() ? one(usual) : wished;
                            return answer(
                                    book,
                                    question,
                                    Request.branch(book.messages(), question.id),
                                    models,
                                    turn != null ? turn : question.parameters,
                                    systemOf(caller, book.chat()),
                                    room);
                        });
        return new Asked(null, asked.answers());
    }

    private static List<String> one(String model) {
        if (model == null) {
            throw ChatProblem.bad("Say which model is to answer: {\"models\":[…]}.");
        }
        return List.of(model);
    }

    /** Goes on with an answer that is not whole, in its place. */
    public Asked goOn(Caller caller, String chat, String message, String requestId) {
        answers.settle(chat);
        return change(
                caller,
                chat,
                requestId,
                (book, room) -> {
                    MessageRow row = require(book.message(message));
                    if (row.isQuestion() || row.isUnderWay() || row.model == null) {
                        throw new ChatProblem(
                                409,
                                Sentence.of(
                                        "chat.not-stopped",
                                        "Only an answer that has stopped can go on."));
                    }
                    row.state = "waiting";
                    row.error = null;
                    row.node = node;
                    row.version++;
                    book.chat().updatedAt = clock.millis();
                    byte[] body =
                            Request.body(
                                    book,
                                    row.model,
                                    systemOf(caller, book.chat()),
                                    Request.branch(book.messages(), row.id),
                                    row.parameters,
                                    longestBody.getAsLong(),
                                    room);
                    List<ImageInfo> images = book.images();
                    return new Change(
                            new Asked(null, List.of(MessageView.of(row, images))),
                            List.of(new Answers.Begin(Rows.copy(row), body)),
                            ChatView.of(book.chat(), true));
                });
    }

    private Asked begin(Caller caller, Change change, String requestId, BodyMemory.Held room) {
        if (change.chat() == null) {
            room.close();
            return change.asked();
        }
        String chat = change.chat().item().id();
        Channel channel = channels.ofChat(chat);
        if (change.asked().question() != null) {
            channel.tell("message", change.asked().question());
        }
        change.asked().answers().forEach(answer -> channel.tell("message", answer));
        channel.tell("chat", change.chat());
        answers.begin(caller, change.begin(), requestId, room::close);
        lists.tell(Owner.of(caller), change.chat().item());
        return change.asked();
    }

    /** Stops an answer and keeps its text; one that is over stays as it is. */
    public void stop(Caller caller, String chat, String message) {
        MessageRow row = library.read(caller, chat, book -> require(book.message(message)));
        if (!answers.stop(message) && elsewhere.has(row)) {
            elsewhere.stop(List.of(row));
            // The readers of this node hear of it by nobody else.
            MessageView over = elsewhere.await(() -> stored(caller, chat, message));
            if (over != null) {
                channels.tellChat(chat, "message", over);
            }
        }
    }

    private MessageView stored(Caller caller, String chat, String message) {
        return library.read(
                caller,
                chat,
                book -> {
                    MessageRow row = book.message(message);
                    return row == null ? null : MessageView.of(row, book.images());
                });
    }

    /** Changes the text of a message in its place. */
    public MessageView edit(Caller caller, String chat, String message, JsonNode body) {
        Fields fields = Fields.of(body, "version", "content");
        long version = fields.number("version");
        String content = Question.content(fields.text("content"));
        answers.settle(chat);
        MessageView edited =
                library.change(
                        caller,
                        chat,
                        book -> {
                            MessageRow row = require(book.message(message));
                            if (row.isUnderWay()) {
                                throw new ChatProblem(
                                        409,
                                        Sentence.of(
                                                "chat.growing",
                                                "This answer still grows. Stop it first."));
                            }
                            if (row.version != version) {
                                throw new ChatProblem.Stale(MessageView.of(row, book.images()));
                            }
                            row.content = content;
                            row.version++;
                            book.chat().updatedAt = clock.millis();
                            book.changed(row);
                            return MessageView.of(row, book.images());
                        });
        channels.tellChat(chat, "message", edited);
        return edited;
    }

    /** The log probabilities of an answer as Ollama told them; an empty list when it did not. */
    public JsonNode logprobs(Caller caller, String chat, String message) {
        answers.settle(chat);
        return library.read(
                caller,
                chat,
                book -> {
                    MessageRow row = require(book.message(message));
                    return row.logprobs == null
                            ? Text.JSON.createArrayNode()
                            : Text.read(row.logprobs);
                });
    }

    /** Deletes a message and what follows from it. */
    public void delete(Caller caller, String chat, String message) {
        List<String> gone = new ArrayList<>();
        List<MessageRow> growing = new ArrayList<>();
        ChatView view =
                library.change(
                        caller,
                        chat,
                        book -> {
                            MessageRow root = require(book.message(message));
                            List<MessageRow> all = book.messages();
                            List<MessageRow> rows = Rows.below(all, root);
                            rows.forEach(row -> gone.add(row.id));
                            growing.addAll(rows.stream().filter(elsewhere::has).toList());
                            book.remove(rows);
                            ChatRow row = book.chat();
                            if (row.leaf == null || gone.contains(row.leaf)) {
                                row.leaf = Rows.tip(all, new HashSet<>(gone), root.parent);
                            }
                            row.updatedAt = clock.millis();
                            return ChatView.of(row, answers.isAnswering(chat));
                        });
        answers.discard(gone);
        elsewhere.stop(growing);
        gone.forEach(id -> channels.tellChat(chat, "removed", Map.of("message", id)));
        channels.tellChat(chat, "chat", view);
        lists.tell(Owner.of(caller), view.item());
    }

    private MessageView view(MessageRow row, List<ImageInfo> images) {
        Answer answer = answers.find(row.id);
        if (answer == null) {
            return MessageView.of(row, images);
        }
        MessageView[] now = new MessageView[1];
        answer.look(grown -> now[0] = MessageView.of(Rows.grown(row, grown), images));
        return now[0];
    }

    private static <T> T require(T thing) {
        if (thing == null) {
            throw ChatProblem.notFound();
        }
        return thing;
    }
}
