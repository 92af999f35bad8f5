package dev.corral.chats;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** New ids, and numbers that give messages their order. Thread-safe. */
final class Ids {

    /** What the ids of temporary chats begin with. */
    static final String TEMPORARY = "t-";

    private static final AtomicLong LAST = new AtomicLong();

    private Ids() {}

    static String next() {
        return UUID.randomUUID().toString();
    }

    static String nextTemporary() {
        return TEMPORARY + UUID.randomUUID().toString().substring(0, 34).replace("-", "");
    }

    /** Greater than every number before on this node, and about as much as the time says. */
    static long ordinal(long nowMillis) {
        return LAST.updateAndGet(last -> Math.max(last + 1, nowMillis << 10));
    }
}
