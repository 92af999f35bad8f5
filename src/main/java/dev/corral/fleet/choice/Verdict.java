package dev.corral.fleet.choice;

/**
 * What was decided about a request.
 *
 * @param kind what happens to it
 * @param backend where it goes or for whom it waits; null if for nobody in particular
 * @param why the rule that decided
 * @param expectedNanos how long it may take until it can begin; 0 if it begins now
 * @param number what the rule's sentence needs
 * @param room what has to go from the backend's memory first, or null
 */
record Verdict(
        Kind kind, BackendState backend, Why why, long expectedNanos, long number, Room room) {

    Verdict(Kind kind, BackendState backend, Why why, long expectedNanos, long number) {
        this(kind, backend, why, expectedNanos, number, null);
    }

    enum Kind {
        /** To the backend, now. */
        GO,
        /** Stay in the queue. */
        WAIT,
        /** No. */
        REFUSE
    }

    /** The rules; each has a sentence. */
    enum Why {
        FEWEST("%1$s answers and has the least to do."),
        FREE_SLOT("%1$s has the model loaded and a slot free."),
        CACHED("%1$s has %3$d bytes of this conversation in its cache."),
        JOINS_LOAD("%1$s is loading the model; no other backend would be faster."),
        LOADS("%1$s loads the model: that costs least there."),
        SLOTS_BUSY("All slots for this model are busy; the next is expected in %2$s."),
        LOADING("The model is being loaded on %1$s, which takes about %2$s more."),
        MAKES_ROOM(
                "Less wanted models leave the memory of %1$s for this one, which then loads in about %2$s."),
        NO_ROOM("No backend has room for this model yet: what is loaded is in use."),
        ALL_FULL("All backends that could answer have as many connections as they may have."),
        NOBODY("No backend is up."),
        NO_HOLDER("No backend that is up has this model."),
        ALL_TRIED("Every backend that could answer was tried."),
        NOT_ALLOWED("No backend has the name or a tag that was asked for.");

        private final String sentence;

        Why(String sentence) {
            this.sentence = sentence;
        }
    }

    static Verdict go(BackendState backend, Why why) {
        return new Verdict(Kind.GO, backend, why, 0, 0);
    }

    static Verdict hold(BackendState backend, Why why, long expectedNanos) {
        return new Verdict(Kind.WAIT, backend, why, expectedNanos, 0);
    }

    static Verdict refuse(Why why) {
        return new Verdict(Kind.REFUSE, null, why, 0, 0);
    }

    Refusal refusal() {
        Refusal.Reason reason =
                switch (why) {
                    case NO_HOLDER -> Refusal.Reason.NO_HOLDER;
                    case ALL_TRIED -> Refusal.Reason.ALL_TRIED;
                    case NOT_ALLOWED -> Refusal.Reason.NOT_ALLOWED;
                    default -> Refusal.Reason.NO_BACKEND;
                };
        return new Refusal(reason, sentence(), 0);
    }

    String sentence() {
        String name = backend == null ? "another backend" : backend.name();
        return String.format(
                java.util.Locale.ROOT, why.sentence, name, seconds(expectedNanos), number);
    }

    private static String seconds(long nanos) {
        double seconds = nanos / 1e9;
        return seconds < 10
                ? String.format(java.util.Locale.ROOT, "%.1f s", seconds)
                : Math.round(seconds) + " s";
    }
}
