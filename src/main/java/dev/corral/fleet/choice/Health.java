package dev.corral.fleet.choice;

/** How far a backend can be trusted, as its watcher sees it. */
public enum Health {
    /** It answers, or was never asked. */
    HEALTHY,
    /** One look failed: it gets nothing while another backend could do it. */
    SUSPECT,
    /** It gets nothing. What it had in memory is taken for lost. */
    DOWN
}
