package dev.corral.fleet.book;

/** The list of URLs is fixed from outside, and with it which backends there are. */
public final class BackendsFixed extends RuntimeException {

    BackendsFixed(String where) {
        super(
                "Which backends there are is fixed by the "
                        + where
                        + ". Change it there, then start Corral again. What is said of each beyond its URL can be changed here.");
    }
}
