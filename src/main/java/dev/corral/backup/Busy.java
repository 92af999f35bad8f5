package dev.corral.backup;

/** There is a backup or a restore already that goes on. */
public final class Busy extends RuntimeException {

    private final transient Job running;

    Busy(Job running) {
        super(
                "A "
                        + running.kind()
                        + " that "
                        + running.by()
                        + " began is running. Wait until it is over, then try again.");
        this.running = running;
    }

    /** The one that goes on. */
    public Job running() {
        return running;
    }
}
