package dev.corral.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** One thread, one selector, and what is to be done later. Used by the thread that runs it only. */
final class Loop {

    /** Something with a channel that is registered here; itself the attachment of its key. */
    interface Ready {
        void ready(SelectionKey key) throws IOException;

        void broken(IOException cause);
    }

    private record Task(long at, long order, Runnable work) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(at - other.at, 0);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Selector selector;
    private final PriorityQueue<Task> later = new PriorityQueue<>();
    private long orders;

    Loop() throws IOException {
        selector = Selector.open();
    }

    Selector selector() {
        return selector;
    }

    /** Runs the work at the time of {@link System#nanoTime}, or soon after. */
    void at(long nanos, Runnable work) {
        later.add(new Task(nanos, orders++, work));
    }

    /** Works until that is no longer so, which is asked after each turn and each millisecond. */
    void runWhile(BooleanSupplier wanted) throws IOException {
        while (wanted.getAsBoolean()) {
            long now = System.nanoTime();
            while (!later.isEmpty() && later.peek().at() - now <= 0) {
                later.poll().work().run();
            }
            long wait = later.isEmpty() ? 50 : (later.peek().at() - System.nanoTime()) / 1_000_000;
            if (wait <= 0) {
                selector.selectNow(this::handle);
            } else {
                selector.select(this::handle, Math.min(wait, 50));
            }
        }
    }

    private void handle(SelectionKey key) {
        Ready ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (IOException e) {
            ready.broken(e);
        }
    }
}
