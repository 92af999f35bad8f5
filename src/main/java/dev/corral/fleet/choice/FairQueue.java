package dev.corral.fleet.choice;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

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
        private boolean queued = true;

        private Ticket(T item, Turns<T> turns, Row row, long order) {
            this.item = item;
            this.turns = turns;
            this.row = row;
            this.order = order;
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

    /** How many wait. */
    int size() {
        return size;
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
     */
    Ticket<T> add(String caller, double weight, boolean batch, Object want, T item) {
        Turns<T> turns = turns(caller, weight);
        Ticket<T> ticket = new Ticket<>(item, turns, new Row(batch, want), orders++);
        turns.rows.computeIfAbsent(ticket.row, row -> new ArrayDeque<>(2)).addLast(ticket);
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

    /**
     * The next of those that can be tried, or null. It stays in the queue.
     *
     * @param want which rows may be looked at
     * @param one which of their tickets may be taken
     */
    Ticket<T> next(Predicate<Object> want, Predicate<Ticket<T>> one) {
        Ticket<T> best = null;
        for (Turns<T> turns : callers.values()) {
            for (Map.Entry<Row, ArrayDeque<Ticket<T>>> row : turns.rows.entrySet()) {
                if (want.test(row.getKey().want)) {
                    Ticket<T> first = first(row.getValue(), one);
                    if (first != null && (best == null || isBefore(first, best))) {
                        best = first;
                    }
                }
            }
        }
        return best;
    }

    private static <T> Ticket<T> first(ArrayDeque<Ticket<T>> row, Predicate<Ticket<T>> one) {
        for (Ticket<T> ticket : row) {
            if (one.test(ticket)) {
                return ticket;
            }
        }
        return null;
    }

    private static <T> boolean isBefore(Ticket<T> a, Ticket<T> b) {
        if (a.row.batch != b.row.batch) {
            return b.row.batch;
        }
        int byShare = Double.compare(a.turns.share(0), b.turns.share(0));
        if (byShare != 0) {
            return byShare < 0;
        }
        int byTurn = Double.compare(a.turns.turn, b.turns.turn);
        return byTurn != 0 ? byTurn < 0 : a.order < b.order;
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
     * interactive. Null if nobody waits.
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
            Ticket<T> last = row.peekLast();
            if (newest == null
                    || last.row.batch && !newest.row.batch
                    || last.row.batch == newest.row.batch && last.order > newest.order) {
                newest = last;
            }
        }
        return newest;
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
