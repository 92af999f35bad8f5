package dev.corral.chats;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is new in one chat, or in the list of one person, told as server-sent events. It keeps the
 * latest for those who come back; a reader holds only a place in it, so that a slow one costs
 * nothing and is told to begin again when what it has not read yet is gone. Thread-safe; its
 * monitor guards the texts of answers that grow in the chat, so that whoever holds it sees texts
 * and events that fit together.
 */
public final class Channel {

    private static final int MOST_EVENTS = 4_096;
    private static final long MOST_BYTES = 256 * 1024;

    private final String boot;
    private final AtomicLong clock;
    private final Deque<Event> kept = new ArrayDeque<>();
    private final Map<String, Event> waits = new LinkedHashMap<>();
    private final Set<Runnable> readers = new CopyOnWriteArraySet<>();
    private long bytes;
    private long floor;
    private long last;
    private long lastWithoutText;
    private volatile long touched = System.nanoTime();

    private record Event(long number, byte[] frame) {}

    /**
     * What a reader has to be told.
     *
     * @param frames bytes of whole events, maybe none
     * @param place where the reader is afterwards
     */
    public record News(List<byte[]> frames, long place) {}

    /**
     * @param boot stands for this start of the process; numbers of another one mean nothing here
     * @param clock gives all channels of the process their numbers
     */
    public Channel(String boot, AtomicLong clock) {
        this.boot = boot;
        this.clock = clock;
        this.floor = clock.incrementAndGet();
        this.last = floor;
        this.lastWithoutText = floor;
    }

    /** The id of the newest event, from which a reader can go on. */
    public synchronized String lastEventId() {
        return boot + "-" + last;
    }

    String idOf(long number) {
        return boot + "-" + number;
    }

    /** The number of the newest event that tells of more than growing text. */
    synchronized long lastWithoutText() {
        return lastWithoutText;
    }

    /**
     * Where a reader goes on.
     *
     * @param eventId what it read last, or null for what comes from now on
     * @return its place, or -1 when it has to begin again
     */
    public synchronized long placeOf(String eventId) {
        if (eventId == null) {
            return last;
        }
        int dash = eventId.lastIndexOf('-');
        if (dash < 0 || !eventId.substring(0, dash).equals(boot)) {
            return -1;
        }
        try {
            long number = Long.parseLong(eventId.substring(dash + 1));
            return number >= floor && number <= last ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * What happened after a place; a reader that lost the thread gets the event {@code reset}.
     *
     * @param most bytes, about
     */
    public synchronized News after(long place, int most) {
        if (place < floor) {
            byte[] reset = frame(last, "reset", "{}");
            return new News(List.of(reset), last);
        }
        // From the newest backwards: most readers lack the last few only.
        Deque<Event> missed = new ArrayDeque<>();
        Iterator<Event> newest = kept.descendingIterator();
        while (newest.hasNext()) {
            Event event = newest.next();
            if (event.number <= place) {
                break;
            }
            missed.push(event);
        }
        List<byte[]> frames = new ArrayList<>();
        long at = place;
        long size = 0;
        for (Event event : missed) {
            if (size >= most) {
                break;
            }
            frames.add(event.frame);
            size += event.frame.length;
            at = event.number;
        }
        return new News(frames, at);
    }

    /**
     * What those who joined earlier were told and what still holds: for what each answer waits.
     * Without ids, so that the reader's place stays.
     *
     * @param place where the reader is; what comes after it is not given
     */
    public synchronized List<byte[]> standing(long place) {
        return waits.values().stream()
                .filter(event -> event.number <= place)
                .map(Event::frame)
                .toList();
    }

    /**
     * From now on the reader is woken at each event, under the channel's monitor: it must only
     * leave word. Any thread.
     */
    public void join(Runnable reader) {
        readers.add(reader);
        touch();
    }

    /** Ends {@link #join}. */
    public void leave(Runnable reader) {
        readers.remove(reader);
        touch();
    }

    /** Whether somebody reads. */
    public boolean isRead() {
        return !readers.isEmpty();
    }

    /** Tells something. */
    public synchronized void tell(String event, Object data) {
        lastWithoutText = add(event, Text.json(data));
    }

    /** Tells for what an answer waits; holds until that answer gets text or ends. */
    synchronized void tellWaiting(String message, Object data) {
        tell("waiting", data);
        waits.put(message, new Event(last, body("waiting", Text.json(data))));
    }

    /** Tells that text was added to an answer. */
    synchronized void tellText(String message, Object data) {
        waits.remove(message);
        add("text", Text.json(data));
    }

    /** Tells that an answer is over. */
    synchronized void tellEnd(String message, Object data) {
        waits.remove(message);
        tell("end", data);
    }

    private long add(String event, String json) {
        touch();
        last = clock.incrementAndGet();
        byte[] frame = frame(last, event, json);
        kept.add(new Event(last, frame));
        bytes += frame.length;
        while (kept.size() > MOST_EVENTS || bytes > MOST_BYTES && kept.size() > 1) {
            Event oldest = kept.poll();
            floor = oldest.number;
            bytes -= oldest.frame.length;
        }
        for (Runnable reader : readers) {
            reader.run();
        }
        return last;
    }

    private byte[] frame(long number, String event, String json) {
        String id = "id: " + boot + "-" + number + "\n";
        return (id + text(event, json)).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] body(String event, String json) {
        return text(event, json).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String event, String json) {
        return "event: " + event + "\ndata: " + json + "\n\n";
    }

    void touch() {
        touched = System.nanoTime();
    }

    /** Whether nobody reads and nothing happened since then. */
    boolean isIdleSince(long nanos) {
        return readers.isEmpty() && touched - nanos < 0;
    }
}
