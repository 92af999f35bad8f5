package dev.corral.fleet.choice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Who is next. Interactive before batch; then the caller with the fewest running requests for its
 * weight; then the one whose last turn is longest ago (which decides where there is one slot); then
 * the oldest. So whoever has nothing running waits for at most one request of a caller that asks
 * for fifty at once. What waits for different things stands in different rows, so that nobody waits
 * behind a request that could not begin anyway. Not thread-safe.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {

    /** One that waits. */
    static final class Ticket<T> {
        private final T item;
        private final Turns<T> turns;
        private final Row row;
        private final long order;
        private final boolean kept;
        private boolean queued = true;

        private Ticket(T item, Turns<T> turns, Row row, long order, boolean kept) {
            this.item = item;
            this.turns = turns;
            this.row = row;
            this.order = order;
            this.kept = kept;
        }

        T item() {
            return item;
        }

        boolean isBatch() {
            return row.batch;
        }
    }

    private record Row(boolean batch, Object want) {}

    private static final class Turns<T> {
        private final String caller;
        private final Map<Row, ArrayDeque<Ticket<T>>> rows = new LinkedHashMap<>(4);
        private double weight = 1;
        private int running;
        private int waiting;

        /** Turns that it took, counted in the clock of {@link FairQueue#turn}. */
        private double turn;

        private Turns(String caller) {
            this.caller = caller;
        }

        private double share(int ahead) {
            return (running + 1 + ahead) / weight;
        }
    }

    private final Map<String, Turns<T>> callers = new HashMap<>();
    private long orders;

    /** The turn of whoever began last: where a newcomer starts counting. */
    private double turn;

    private int size;
    private int kept;

    /** How many wait. */
    int size() {
        return size;
    }

    /** How many of them had a place already and came back. */
    int kept() {
        return kept;
    }

    /** The next number in the order in which requests come. */
    long draw() {
        return orders++;
    }

    /** How many of this caller wait. */
    int waiting(String caller) {
        Turns<T> turns = callers.get(caller);
        return turns == null ? 0 : turns.waiting;
    }

    /** How many of this caller run. */
    int running(String caller) {
        Turns<T> turns = callers.get(caller);
        return turns == null ? 0 : turns.running;
    }

    /**
     * Lets one wait.
     *
     * @param want equal for those of which the first can begin whenever another could
     * @param order its number from {@link #draw}
     */
    Ticket<T> add(String caller, double weight, boolean batch, Object want, long order, T item) {
        return insert(new Ticket<>(item, turns(caller, weight), row(batch, want), order, false));
    }

    /**
     * Lets one wait that had its turn for nothing: it stands where it would stand if it had waited
     * all the time, and does not count among those of whom too many may wait.
     *
     * @param started whether {@link #started} was told of it
     */
    Ticket<T> addAgain(
            String caller,
            double weight,
            boolean batch,
            Object want,
            long order,
            boolean started,
            T item) {
        Turns<T> turns = turns(caller, weight);
        if (started) {
            turns.turn -= 1 / weight;
        }
        kept++;
        return insert(new Ticket<>(item, turns, row(batch, want), order, true));
    }

    private static Row row(boolean batch, Object want) {
        return new Row(batch, want);
    }

    private Ticket<T> insert(Ticket<T> ticket) {
        Turns<T> turns = ticket.turns;
        ArrayDeque<Ticket<T>> row =
                turns.rows.computeIfAbsent(ticket.row, added -> new ArrayDeque<>(2));
        Deque<Ticket<T>> later = new ArrayDeque<>(0);
        while (!row.isEmpty() && row.peekLast().order > ticket.order) {
            later.push(row.pollLast());
        }
        row.addLast(ticket);
        row.addAll(later);
        turns.waiting++;
        size++;
        return ticket;
    }

    /** Takes one out, wherever it stands; false if it does not wait any more. */
    boolean remove(Ticket<T> ticket) {
        if (!ticket.queued) {
            return false;
        }
        ticket.queued = false;
        Turns<T> turns = ticket.turns;
        ArrayDeque<Ticket<T>> row = turns.rows.get(ticket.row);
        row.removeFirstOccurrence(ticket);
        if (row.isEmpty()) {
            turns.rows.remove(ticket.row);
        }
        turns.waiting--;
        size--;
        if (ticket.kept) {
            kept--;
        }
        forgetIfIdle(turns);
        return true;
    }

    /** One of this caller begins to run; it may have waited or not. */
    void started(String caller, double weight) {
        Turns<T> turns = turns(caller, weight);
        turns.running++;
        turn = Math.max(turn, turns.turn);
        turns.turn = turn + 1 / weight;
    }

    /** One of this caller runs no more. */
    void ended(String caller) {
        Turns<T> turns = callers.get(caller);
        turns.running--;
        forgetIfIdle(turns);
    }

    private Turns<T> turns(String caller, double weight) {
        Turns<T> turns = callers.get(caller);
        if (turns == null) {
            turns = new Turns<>(caller);
            turns.turn = turn;
            callers.put(caller, turns);
        }
        turns.weight = weight;
        return turns;
    }

    private void forgetIfIdle(Turns<T> turns) {
        if (turns.running == 0 && turns.waiting == 0) {
            callers.remove(turns.caller);
        }
    }

    /** Begins a walk through all that wait. */
    Round<T> round() {
        return new Round<>(callers.values());
    }

    /**
     * A walk through what waits, whoever is next first. Who was told and is still in the queue when
     * the next one is asked for could not begin; then nobody is told who wants the same. Meanwhile
     * turns may only be taken, not ended. Its cost is that of sorting the rows once.
     */
    static final class Round<T> {

        private final PriorityQueue<Head<T>> heads;
        private final Set<Object> hopeless = new HashSet<>();
        private Ticket<T> told;

        private Round(Collection<Turns<T>> callers) {
            List<Head<T>> all = new ArrayList<>();
            for (Turns<T> turns : callers) {
                for (ArrayDeque<Ticket<T>> row : turns.rows.values()) {
                    all.add(new Head<>(row.peekFirst()));
                }
            }
            heads = new PriorityQueue<>(all);
        }

        /** The next one, or null. */
        Ticket<T> next() {
            if (told != null) {
                if (told.queued) {
                    hopeless.add(told.row.want);
                } else {
                    ArrayDeque<Ticket<T>> row = told.turns.rows.get(told.row);
                    if (row != null) {
                        heads.add(new Head<>(row.peekFirst()));
                    }
                }
            }
            told = first();
            return told;
        }

        private Ticket<T> first() {
            for (Head<T> head = heads.poll(); head != null; head = heads.poll()) {
                if (hopeless.contains(head.ticket.row.want)) {
                    continue;
                }
                if (!head.isOutdated()) {
                    return head.ticket;
                }
                // Its caller took a turn meanwhile, which can only have put it back.
                heads.add(new Head<>(head.ticket));
            }
            return null;
        }
    }

    /** The first of a row, and how it stood when it was looked at. */
    private static final class Head<T> implements Comparable<Head<T>> {
        private final Ticket<T> ticket;
        private final double share;
        private final double turn;

        private Head(Ticket<T> ticket) {
            this.ticket = ticket;
            this.share = ticket.turns.share(0);
            this.turn = ticket.turns.turn;
        }

        private boolean isOutdated() {
            return share != ticket.turns.share(0) || turn != ticket.turns.turn;
        }

        @Override
        public int compareTo(Head<T> other) {
            if (ticket.row.batch != other.ticket.row.batch) {
                return ticket.row.batch ? 1 : -1;
            }
            int byShare = Double.compare(share, other.share);
            int byTurn = byShare != 0 ? byShare : Double.compare(turn, other.turn);
            return byTurn != 0 ? byTurn : Long.compare(ticket.order, other.ticket.order);
        }
    }

    /** How many wait for the same thing and get their turn before this one, if nothing ends. */
    int ahead(Ticket<T> ticket) {
        double share = ticket.turns.share(indexOf(ticket));
        int ahead = 0;
        for (Turns<T> turns : callers.values()) {
            for (Map.Entry<Row, ArrayDeque<Ticket<T>>> row : turns.rows.entrySet()) {
                if (row.getKey().want.equals(ticket.row.want)) {
                    ahead += ahead(turns, row.getKey().batch, row.getValue(), ticket, share);
                }
            }
        }
        return ahead;
    }

    private static <T> int ahead(
            Turns<T> turns,
            boolean batch,
            ArrayDeque<Ticket<T>> row,
            Ticket<T> ticket,
            double share) {
        if (batch != ticket.row.batch) {
            return batch ? 0 : row.size();
        }
        int ahead = 0;
        for (Ticket<T> other : row) {
            double others = turns.share(ahead);
            if (other == ticket
                    || others > share
                    || others == share && other.order > ticket.order) {
                break;
            }
            ahead++;
        }
        return ahead;
    }

    private static <T> int indexOf(Ticket<T> ticket) {
        int index = 0;
        for (Ticket<T> other : ticket.turns.rows.get(ticket.row)) {
            if (other == ticket) {
                break;
            }
            index++;
        }
        return index;
    }

    /**
     * The one that goes when too many wait: of whoever has most waiting the newest, batch before
     * interactive; never one that came back. Null if there is no other.
     */
    Ticket<T> last() {
        Ticket<T> worst = null;
        for (Turns<T> turns : callers.values()) {
            Ticket<T> newest = newest(turns);
            if (newest != null && (worst == null || isLessWanted(newest, worst))) {
                worst = newest;
            }
        }
        return worst;
    }

    private static <T> boolean isLessWanted(Ticket<T> a, Ticket<T> b) {
        if (a.row.batch != b.row.batch) {
            return a.row.batch;
        }
        int byWaiting =
                Double.compare(a.turns.waiting / a.turns.weight, b.turns.waiting / b.turns.weight);
        return byWaiting != 0 ? byWaiting > 0 : a.order > b.order;
    }

    private static <T> Ticket<T> newest(Turns<T> turns) {
        Ticket<T> newest = null;
        for (ArrayDeque<Ticket<T>> row : turns.rows.values()) {
            Ticket<T> last = lastFresh(row);
            if (last != null
                    && (newest == null
                            || last.row.batch && !newest.row.batch
                            || last.row.batch == newest.row.batch && last.order > newest.order)) {
                newest = last;
            }
        }
        return newest;
    }

    private static <T> Ticket<T> lastFresh(ArrayDeque<Ticket<T>> row) {
        for (Iterator<Ticket<T>> back = row.descendingIterator(); back.hasNext(); ) {
            Ticket<T> ticket = back.next();
            if (!ticket.kept) {
                return ticket;
            }
        }
        return null;
    }

    /** All that wait, caller by caller. */
    List<T> items() {
        List<T> all = new ArrayList<>(size);
        for (Turns<T> turns : callers.values()) {
            for (ArrayDeque<Ticket<T>> row : turns.rows.values()) {
                row.forEach(ticket -> all.add(ticket.item));
            }
        }
        return all;
    }

    /** How many wait and run, by caller. */
    Map<String, int[]> callers() {
        Map<String, int[]> all = new HashMap<>();
        callers.forEach((name, turns) -> all.put(name, new int[] {turns.waiting, turns.running}));
        return all;
    }
}
