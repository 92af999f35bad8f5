package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.corral.exchange.BodyMemory;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.KnownModels;
import dev.corral.exchange.Watch;
import dev.corral.fleet.Fleet;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.testkit.StandIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A room on a real database, in front of a stand-in; what tests of chats share. */
public final class ChatFixture implements AutoCloseable {

    public static final Caller ALICE = Caller.of("alice", Set.of(Role.USER), Via.SESSION);
    public static final Caller BOB = Caller.of("bob", Set.of(Role.USER), Via.SESSION);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);

    public final StandIn upstream;
    public final ChatRoom room;
    final Path folder;
    private final Watch watch = new Watch();
    final Fleet fleet;
    private final Exchanges exchanges;

    /** A room in that database. */
    public ChatFixture(Database database, String... settings) throws IOException {
        this(database, Clock.systemUTC(), settings);
    }

    public ChatFixture(Database database, Clock clock, String... settings) throws IOException {
        this(database, clock, !database.isEmbedded(), settings);
    }

    /** A room that may have others beside it. */
    ChatFixture(Database database, Clock clock, boolean shared, String... settings)
            throws IOException {
        upstream = StandIn.start();
        Map<String, String> values = new HashMap<>();
        values.put("corral.ollama.base-urls", upstream.url());
        values.put("corral.chats.titles", "false");
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        Settings all = Settings.of(values);
        fleet = new Fleet(all);
        exchanges =
                new Exchanges(
                        fleet,
                        new KnownModels(fleet),
                        Policy::shipped,
                        new RecentRequests(clock),
                        all,
                        watch);
        folder = Files.createTempDirectory("corral-chats");
        ChatRoom.Ground ground =
                new ChatRoom.Ground(
                        database, shared, folder.resolve("imports"), BodyMemory.unlimited());
        room = new ChatRoom(ground, exchanges, all, clock).start();
    }

    /** JSON written with single quotes. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A new chat of somebody's. */
    public String chat(Caller caller) {
        return room.chats().create(caller, json("{'model':'m'}")).item().id();
    }

    /** Asks one model. */
    Conversation.Asked ask(Caller caller, String chat, String parent, String content) {
        String body =
                "{'parent':%s,'content':'%s','models':['m']}"
                        .formatted(parent == null ? "null" : "'" + parent + "'", content);
        return room.conversation().ask(caller, chat, json(body), "request");
    }

    /** Asks and waits for the whole answer. */
    public MessageView answer(Caller caller, String chat, String parent, String content) {
        String id = ask(caller, chat, parent, content).answers().get(0).id();
        awaitState(caller, chat, id, "whole");
        return message(caller, chat, id);
    }

    MessageView message(Caller caller, String chat, String id) {
        return room.chats().get(caller, chat).messages().stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    void awaitState(Caller caller, String chat, String id, String state) {
        await(() -> message(caller, chat, id).state().equals(state));
    }

    static void await(BooleanSupplier condition) {
        if (!StandIn.await(SOON, condition)) {
            throw new AssertionError("it did not come to that in time");
        }
    }

    /** Every event of a channel after a place, as text. */
    static String events(Channel channel, long place) {
        StringBuilder all = new StringBuilder();
        long at = place;
        while (true) {
            Channel.News news = channel.after(at, 1 << 16);
            if (news.frames().isEmpty()) {
                return all.toString();
            }
            news.frames().forEach(f -> all.append(new String(f, StandardCharsets.UTF_8)));
            at = news.place();
        }
    }

    /** A record of an answer as Ollama sends it. */
    static String word(String content) {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\""
                + content
                + "\"},\"done\":false}\n";
    }

    static String done() {
        return "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
                + "\"done_reason\":\"stop\",\"load_duration\":3000000,\"prompt_eval_count\":11,"
                + "\"eval_count\":5,\"eval_duration\":100000000}\n";
    }

    @Override
    public void close() {
        room.close();
        exchanges.close();
        watch.close();
        fleet.close();
        upstream.close();
    }
}
