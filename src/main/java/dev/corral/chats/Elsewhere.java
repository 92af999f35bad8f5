package dev.corral.chats;

import dev.corral.store.Repeated;
import dev.corral.store.Stops;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Answers that grow on other nodes, as far as they can be ended from here. Thread-safe. */
final class Elsewhere implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final Stops stops;
    private final String node;
    private final Repeated follower;

    /**
     * Obeys the other nodes as well.
     *
     * @param node this one
     * @param shared whether there can be others
     */
    Elsewhere(Stops stops, String node, Answers answers, boolean shared) {
        this.stops = stops;
        this.node = node;
        this.follower =
                shared ? stops.follow("corral-chats-stops", answers::growing, answers::stop) : null;
    }

    /** Whether there can be other nodes. */
    boolean mayBe() {
        return follower != null;
    }

    /** Whether a message grows on another node. */
    boolean has(MessageRow row) {
        return row.isUnderWay() && row.node != null && !row.node.equals(node);
    }

    /** Wants those to end that grow on others; does not wait for it. */
    void stop(Collection<MessageRow> rows) {
        List<String> ids = rows.stream().filter(this::has).map(row -> row.id).toList();
        if (!ids.isEmpty()) {
            stops.ask(ids);
        }
    }

    /**
     * Waits a little until one is over.
     *
     * @param look gives the message as it is stored now, or null when it is gone
     * @return as it was seen last
     */
    MessageView await(Supplier<MessageView> look) {
        long until = System.nanoTime() + LONGEST.toNanos();
        MessageView now = look.get();
        while (now != null && isUnderWay(now) && System.nanoTime() - until < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
            now = look.get();
        }
        return now;
    }

    private static boolean isUnderWay(MessageView view) {
        return view.state().equals("waiting") || view.state().equals("growing");
    }

    @Override
    public void close() {
        if (follower != null) {
            follower.close();
        }
    }
}
