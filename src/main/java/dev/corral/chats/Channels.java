package dev.corral.chats;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The channels of this process. They are kept a while after their last use. Thread-safe. */
final class Channels {

    private static final long KEPT = Duration.ofMinutes(5).toNanos();

    private final String boot = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong clock = new AtomicLong();
    private final Map<String, Channel> chats = new ConcurrentHashMap<>();
    private final Map<String, Channel> lists = new ConcurrentHashMap<>();

    /** The channel of a chat. */
    Channel ofChat(String chat) {
        return touched(chats.computeIfAbsent(chat, added -> new Channel(boot, clock)));
    }

    /** The channel of somebody's list. */
    Channel ofList(String ownerId) {
        return touched(lists.computeIfAbsent(ownerId, added -> new Channel(boot, clock)));
    }

    private static Channel touched(Channel channel) {
        channel.touch();
        return channel;
    }

    /** Tells the readers of a chat, if it has a channel; who comes later reads the chat itself. */
    void tellChat(String chat, String event, Object data) {
        tell(chats.get(chat), event, data);
    }

    /** Tells the readers of a list, if it has a channel. */
    void tellList(String ownerId, String event, Object data) {
        tell(lists.get(ownerId), event, data);
    }

    private static void tell(Channel channel, String event, Object data) {
        if (channel != null) {
            channel.tell(event, data);
        }
    }

    /** Forgets what nobody used for a while. */
    void tidy(long now) {
        chats.values().removeIf(channel -> channel.isIdleSince(now - KEPT));
        lists.values().removeIf(channel -> channel.isIdleSince(now - KEPT));
    }

    int size() {
        return chats.size() + lists.size();
    }
}
