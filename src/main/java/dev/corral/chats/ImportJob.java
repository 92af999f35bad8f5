package dev.corral.chats;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.words.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import: the file is read twice, first to tell what is in it, and when its owner agrees to
 * store that. Each chat is stored whole or not at all. Its steps run on one thread, its state is
 * seen by all.
 */
public final class ImportJob {

    private static final Logger LOG = LoggerFactory.getLogger(ImportJob.class);

    /** Where it stands. */
    enum State {
        READING,
        READY,
        IMPORTING,
        DONE,
        FAILED,
        CANCELLED
    }

    final String id = Ids.next();
    final String ownerId;
    private final Path file;
    private final long size;
    private final ImportStore store;
    private final long now;
    private final List<String> formats = new ArrayList<>();
    private volatile LeftOut leftOut = new LeftOut();
    private volatile State state = State.READING;
    private volatile Sentence error;
    private volatile long position;
    private volatile Count found = Count.NONE;
    private volatile Count stored = Count.NONE;
    private volatile long touched = System.nanoTime();

    /** How much there is of what. */
    public record Count(long chats, long messages, long images) {
        static final Count NONE = new Count(0, 0, 0);

        Count and(Imported one) {
            return new Count(chats + 1, messages + one.messages.size(), images + one.images.size());
        }
    }

    ImportJob(String ownerId, Path file, long size, ImportStore store, long now) {
        this.ownerId = ownerId;
        this.file = file;
        this.size = size;
        this.store = store;
        this.now = now;
    }

    /** How it stands, for its owner. */
    Imports.Job view() {
        touched = System.nanoTime();
        synchronized (formats) {
            return new Imports.Job(
                    id,
                    state.name().toLowerCase(Locale.ROOT),
                    formats.isEmpty() ? null : String.join(",", new TreeSet<>(formats)),
                    size,
                    position,
                    found,
                    stored,
                    leftOut.list(),
                    error == null ? null : error.text(),
                    error);
        }
    }

    State state() {
        return state;
    }

    boolean isOld(long before) {
        boolean working = state == State.READING || state == State.IMPORTING;
        return !working && touched - before < 0;
    }

    /** First step: what is in the file. */
    void look() {
        run(State.READING, State.READY, true);
    }

    /** The owner agrees; whether that was possible. */
    synchronized boolean agree() {
        if (state != State.READY) {
            return false;
        }
        state = State.IMPORTING;
        return true;
    }

    /** Second step: store it. */
    void store() {
        leftOut = new LeftOut();
        position = 0;
        run(State.IMPORTING, State.DONE, false);
    }

    /** Ends it; what is stored stays. */
    synchronized void cancel() {
        if (state != State.DONE && state != State.FAILED) {
            state = State.CANCELLED;
        }
        forget();
    }

    private void run(State during, State after, boolean onlyLook) {
        try {
            ImportFile.read(file, new Step(onlyLook));
            if (onlyLook && found.chats == 0) {
                throw new IOException("no chats");
            }
            finish(during, after);
        } catch (ChatProblem full) {
            error =
                    Sentence.of(
                            "import.full",
                            "{why} What was stored until then stays.",
                            "why",
                            full.said());
            finish(during, State.FAILED);
        } catch (StreamConstraintsException e) {
            error =
                    Sentence.of(
                            "import.too-long",
                            "The file has a text of more than {most} MB or is nested deeper than any export, so it cannot be read on. Take that chat out of it.",
                            "most",
                            ImportFile.CHAT >> 20);
            finish(during, State.FAILED);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Not its message: that would quote the file.
            LOG.info("An import ended early: {}", e.getClass().getSimpleName());
            error =
                    onlyLook
                            ? Sentence.of(
                                    "import.format",
                                    "The file is no export of chats that is known here, or is damaged. Export it again: ChatGPT's conversations.json, Open WebUI's JSON, or"
                                            + " Corral's own.")
                            : Sentence.of(
                                    "import.early",
                                    "The import ended early. What was stored until then stays; the rest is not there.");
            finish(during, State.FAILED);
        }
        if (state != State.READY) {
            forget();
        }
    }

    private synchronized void finish(State during, State after) {
        if (state == during) {
            state = after;
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The file of an import stays: {}", e.getClass().getSimpleName());
        }
    }

    private final class Step implements ImportFile.Reader {

        private final boolean onlyLook;
        private final Foreign foreign = new Foreign(ownerId, now, leftOut);
        private final Map<String, String> systems = new HashMap<>();

        Step(boolean onlyLook) {
            this.onlyLook = onlyLook;
        }

        @Override
        public void chat(JsonNode chat) {
            Foreign.Format format = Foreign.formatOf(chat);
            synchronized (formats) {
                if (format != null && !formats.contains(format.id())) {
                    formats.add(format.id());
                }
            }
            Imported imported = foreign.read(chat);
            if (imported == null) {
                return;
            }
            if (onlyLook) {
                found = found.and(imported);
                return;
            }
            try {
                store.add(imported, systems);
                stored = stored.and(imported);
            } catch (ChatProblem full) {
                throw full;
            } catch (RuntimeException e) {
                LOG.warn("A chat could not be stored: {}", e.getClass().getSimpleName());
                leftOut.add(
                        Sentence.of("left-out.database", "chats that the database did not take"),
                        1);
            }
        }

        @Override
        public void folder(JsonNode folder) {
            String name = Text.line(folder.path("name").asText(""), Limits.NAME);
            String system = folder.path("system").asText("");
            if (name != null && !system.isBlank() && systems.size() < Limits.FOLDERS) {
                systems.put(name, Text.clean(Text.cut(system, Limits.SYSTEM)));
            }
        }

        @Override
        public void tooLarge() {
            leftOut.add(Sentence.of("left-out.large", "chats that are too large"), 1);
        }

        @Override
        public boolean at(long bytes) {
            position = bytes;
            return state == State.READING || state == State.IMPORTING;
        }
    }
}
