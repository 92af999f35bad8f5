package dev.corral.chats;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.exchange.BytesBody;
import dev.corral.exchange.Collector;
import dev.corral.exchange.Exchanges;
import dev.corral.exchange.UpstreamRequest;
import dev.corral.exchange.Wishes;
import dev.corral.identity.Caller;
import dev.corral.policy.BadBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the model that answered first for a title, after its answer: one question at a time, none
 * while the person waits for another answer. A chat for which that does not work keeps the
 * beginning of its question.
 */
final class Titles {

    private static final Logger LOG = LoggerFactory.getLogger(Titles.class);
    private static final String WISH =
            "Write a title for the conversation above: two to six words, in the language of the conversation,"
                    + " without quotation marks. Answer with the title only.";
    private static final Pattern THOUGHT = Pattern.compile("(?s)<think>.*?(</think>|$)");
    private static final Pattern AROUND =
            Pattern.compile("^[\\s\"'“”„«»*#`_:.-]+|[\\s\"'“”„«»*#`_:.-]+$");
    private static final Pattern LABEL = Pattern.compile("(?i)^(title|titel|titre|título)\\s*:");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int EXCERPT = 2_000;
    private static final int LONGEST = 80;
    private static final int LONGEST_TITLE = 60;
    private static final int LONGEST_THOUGHT = 200;
    private static final int MOST_WAITING = 1_000;

    /** What stays as it was for the answer, so that the model is not loaded again. */
    private static final Set<String> LOADING =
            Set.of(
                    "num_ctx",
                    "num_batch",
                    "num_gpu",
                    "main_gpu",
                    "use_mmap",
                    "use_mlock",
                    "num_thread",
                    "keep_alive");

    private final Library library;
    private final Exchanges exchanges;
    private final BooleanSupplier wanted;
    private final BiConsumer<String, String> titled;
    private final Queue<Wish> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile Asking asking;

    private record Wish(Caller caller, String chat, byte[] body) {
        boolean isOf(Caller other) {
            return caller.name().equals(other.name());
        }
    }

    private record Asking(Wish wish, Collector collector) {}

    /**
     * @param wanted the setting
     * @param titled gets a chat's id and its new title; must not block
     */
    Titles(
            Library library,
            Exchanges exchanges,
            BooleanSupplier wanted,
            BiConsumer<String, String> titled) {
        this.library = library;
        this.exchanges = exchanges;
        this.wanted = wanted;
        this.titled = titled;
    }

    /** Asks for a title if the chat of a whole answer has none yet. Does not wait for it. */
    void askFor(Caller caller, String chat, String answer) {
        if (!wanted.getAsBoolean() || Library.isTemporary(chat) || waiting.size() >= MOST_WAITING) {
            return;
        }
        byte[] body =
                library.shelf(chat)
                        .read(chat, book -> book == null ? null : question(book, answer));
        if (body != null) {
            waiting.add(new Wish(caller, chat, body));
            next();
        }
    }

    /**
     * That person waits for an answer now: no title of theirs may hold a model that it needs. The
     * chats are asked for again after their next answers.
     */
    void giveWay(Caller caller) {
        waiting.removeIf(wish -> wish.isOf(caller));
        Asking now = asking;
        if (now != null && now.wish.isOf(caller)) {
            now.collector.leave();
        }
    }

    private void next() {
        if (waiting.isEmpty() || !busy.compareAndSet(false, true)) {
            return;
        }
        Wish wish = waiting.poll();
        if (wish == null) {
            busy.set(false);
        } else {
            ask(wish);
        }
    }

    private void ask(Wish wish) {
        byte[] body = wish.body;
        Collector collector = new Collector(1 << 20, PATIENCE.toNanos());
        asking = new Asking(wish, collector);
        collector
                .answer()
                .whenComplete(
                        (said, failure) -> {
                            if (failure == null && said.status() == 200) {
                                take(wish.chat, said.body());
                            }
                            asking = null;
                            busy.set(false);
                            next();
                        });
        try {
            exchanges.start(
                    wish.caller,
                    Answers.facts(body),
                    new UpstreamRequest(
                            "POST", "/api/chat", Answers.HEADERS, new BytesBody(body, body.length)),
                    collector,
                    new Wishes(true, null));
        } catch (BadBody | RuntimeException e) {
            asking = null;
            busy.set(false);
            LOG.debug("no title was asked for", e);
        }
    }

    private static byte[] question(Book book, String answer) {
        MessageRow said = book.message(answer);
        MessageRow asked = said == null ? null : book.message(said.parent);
        if (book.chat().titled != null || asked == null || !said.state.equals("whole")) {
            return null;
        }
        ObjectNode body = Text.JSON.createObjectNode();
        body.put("model", said.model);
        ArrayNode messages = body.putArray("messages");
        messages.addObject().put("role", "user").put("content", excerpt(asked.content));
        messages.addObject().put("role", "assistant").put("content", excerpt(said.content));
        messages.addObject().put("role", "user").put("content", WISH);
        body.put("stream", false);
        ObjectNode options = body.objectNode();
        if (said.parameters != null) {
            for (var one : Text.read(said.parameters).properties()) {
                if (LOADING.contains(one.getKey()) && !one.getValue().isNull()) {
                    boolean beside = one.getKey().equals("keep_alive");
                    (beside ? body : options).set(one.getKey(), one.getValue());
                }
            }
        }
        int most = said.thinking == null ? LONGEST_TITLE : LONGEST_THOUGHT;
        body.set("options", options.put("num_predict", most).put("temperature", 0.2));
        if (said.thinking != null) {
            body.put("think", false);
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String excerpt(String content) {
        return Text.cut(content, EXCERPT);
    }

    private void take(String chat, byte[] body) {
        try {
            JsonNode said = Text.JSON.readTree(body);
            String title = title(said.path("message").path("content").asText(""));
            if (title != null) {
                titled.accept(chat, title);
            }
        } catch (IOException notJson) {
            LOG.debug("what should be a title is no JSON", notJson);
        }
    }

    /** What a model said, as a title; null when nothing of it is one. Pure. */
    static String title(String said) {
        String text = THOUGHT.matcher(said).replaceAll("").strip();
        String line =
                text.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst().orElse("");
        // The expressions below would take for ever.
        if (line.length() > EXCERPT) {
            return null;
        }
        line = AROUND.matcher(line).replaceAll("");
        line = AROUND.matcher(LABEL.matcher(line).replaceFirst("")).replaceAll("");
        String title = Text.line(line, LONGEST);
        // Whole sentences are an answer, not a title.
        return title == null || line.length() > 2 * LONGEST ? null : title;
    }
}
