package dev.corral.chats;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Temporary chats: never stored, gone with the process or when nobody used them for a day. */
final class MemoryShelf implements Shelf {

    private static final int SHARE_OF_MEMORY = 8;

    private final Map<String, Kept> all = new ConcurrentHashMap<>();
    private final long mostOfCaller;
    private final long mostOfAll;

    MemoryShelf() {
        this(Limits.TEMPORARY_OF_CALLER, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
    }

    /**
     * @param mostOfCaller so much one person's chats may hold together, in bytes
     * @param mostOfAll the same of everybody
     */
    MemoryShelf(long mostOfCaller, long mostOfAll) {
        this.mostOfCaller = mostOfCaller;
        this.mostOfAll = mostOfAll;
    }

    @Override
    public <T> T read(String chat, Function<Book, T> work) {
        return change(chat, work);
    }

    @Override
    public <T> T change(String chat, Function<Book, T> work) {
        Kept kept = all.get(chat);
        if (kept == null) {
            return work.apply(null);
        }
        synchronized (kept) {
            kept.used = System.nanoTime();
            return all.get(chat) == kept ? kept.change(work) : work.apply(null);
        }
    }

    @Override
    public synchronized void add(ChatRow chat, Consumer<Book> fill) {
        long mine = all.values().stream().filter(k -> k.chat.ownerId.equals(chat.ownerId)).count();
        if (mine >= Limits.TEMPORARY_PER_CALLER) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "temporary.most",
                            "You have {n} temporary chats, the most there can be; delete one first.",
                            "n",
                            Limits.TEMPORARY_PER_CALLER));
        }
        Kept kept = new Kept(chat);
        fill.accept(kept);
        kept.measure(true);
        all.put(chat.id, kept);
    }

    private void refuseOver(Kept growing, long size) {
        long mine = size;
        long everybodys = size;
        for (Kept other : all.values()) {
            if (other != growing) {
                everybodys += other.size;
                mine += other.chat.ownerId.equals(growing.chat.ownerId) ? other.size : 0;
            }
        }
        if (mine > mostOfCaller) {
            throw ChatProblem.tooLarge(
                    Sentence.of(
                            "temporary.large",
                            "Your temporary chats may hold {n} MB together. Delete one first.",
                            "n",
                            mostOfCaller >> 20));
        }
        if (everybodys > mostOfAll) {
            throw new ChatProblem(
                    409,
                    Sentence.of(
                            "temporary.room",
                            "There is no room for more in temporary chats now. Use one that is kept."));
        }
    }

    /** Forgets what was not used since then. */
    void forget(long usedBeforeNanos) {
        all.values().removeIf(kept -> kept.used - usedBeforeNanos < 0);
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    private final class Kept implements Book {
        private final ChatRow chat;
        private final List<MessageRow> messages = new ArrayList<>();
        private final List<ImageRow> images = new ArrayList<>();
        private volatile long used = System.nanoTime();
        private volatile long size;
        private boolean growing;

        Kept(ChatRow chat) {
            this.chat = chat;
        }

        /** As in a database: all of it, or nothing. */
        <T> T change(Function<Book, T> work) {
            ChatRow chatBefore = chat.copy();
            List<MessageRow> messagesBefore = messages.stream().map(Rows::copy).toList();
            List<ImageRow> imagesBefore = List.copyOf(images);
            growing = false;
            try {
                T result = work.apply(this);
                // An answer that was let begin may end.
                measure(growing);
                return result;
            } catch (RuntimeException e) {
                chat.take(chatBefore);
                messages.clear();
                messages.addAll(messagesBefore);
                images.clear();
                images.addAll(imagesBefore);
                throw e;
            }
        }

        private void measure(boolean more) {
            long now = sizeOf(messages, images);
            if (more && now > Limits.TEMPORARY) {
                throw ChatProblem.tooLarge(
                        Sentence.of(
                                "temporary.one-large",
                                "A temporary chat may hold {n} MB. Begin a new one.",
                                "n",
                                Limits.TEMPORARY >> 20));
            }
            if (more) {
                refuseOver(this, now);
            }
            size = now;
        }

        private static long sizeOf(List<MessageRow> messages, List<ImageRow> images) {
            long size = 0;
            for (MessageRow row : messages) {
                size += row.content.length() + length(row.thinking) + length(row.files);
                size += length(row.parameters) + length(row.toolCalls) + length(row.logprobs);
            }
            for (ImageRow image : images) {
                size += image.size;
            }
            return size;
        }

        private static int length(String text) {
            return text == null ? 0 : text.length();
        }

        @Override
        public ChatRow chat() {
            return chat;
        }

        @Override
        public List<MessageRow> messages() {
            return List.copyOf(messages);
        }

        @Override
        public MessageRow message(String id) {
            return messages.stream().filter(m -> m.id.equals(id)).findFirst().orElse(null);
        }

        @Override
        public MessageRow sentAs(String clientId) {
            return messages.stream()
                    .filter(m -> clientId.equals(m.clientId))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public List<ImageInfo> images() {
            return images.stream()
                    .map(i -> new ImageInfo(i.id, i.message, i.type, i.size, i.width, i.height))
                    .toList();
        }

        @Override
        public ImageRow image(String id) {
            return images.stream().filter(i -> i.id.equals(id)).findFirst().orElse(null);
        }

        @Override
        public void add(MessageRow message) {
            growing = true;
            messages.add(message);
        }

        @Override
        public void add(ImageRow image) {
            growing = true;
            images.add(image);
        }

        @Override
        public void changed(MessageRow message) {
            growing = true;
        }

        @Override
        public void remove(Collection<MessageRow> gone) {
            Set<String> ids = new HashSet<>();
            gone.forEach(message -> ids.add(message.id));
            messages.removeIf(message -> ids.contains(message.id));
            images.removeIf(image -> ids.contains(image.message));
        }

        @Override
        public void removeChat() {
            all.remove(chat.id);
        }
    }
}
