package dev.corral.fleet.choice.sim;

import java.util.PriorityQueue;

/** Virtual time: what is to happen, in order. */
final class Events {

    static final long MILLIS = 1_000_000L;
    static final long SECOND = 1_000_000_000L;

    /** One thing that will happen unless it is cancelled. */
    static final class Event implements Comparable<Event> {
        private final long at;
        private final long order;
        private Runnable what;

        private Event(long at, long order, Runnable what) {
            this.at = at;
            this.order = order;
            this.what = what;
        }

        void cancel() {
            what = null;
        }

        @Override
        public int compareTo(Event other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private long now;
    private long orders;

    long now() {
        return now;
    }

    Event at(long when, Runnable what) {
        Event event = new Event(Math.max(when, now), orders++, what);
        queue.add(event);
        return event;
    }

    Event in(long delay, Runnable what) {
        return at(now + Math.max(0, delay), what);
    }

    /** Again and again, first after one period. */
    void every(long period, Runnable what) {
        in(
                period,
                () -> {
                    what.run();
                    every(period, what);
                });
    }

    void runUntil(long end) {
        while (!queue.isEmpty() && queue.peek().at <= end) {
            Event event = queue.poll();
            now = event.at;
            if (event.what != null) {
                event.what.run();
            }
        }
        now = end;
    }
}
