package dev.corral.fleet.book;

import java.util.List;

/** Tells which backends there are. Thread-safe. */
public interface BackendSource {

    /** Those that may be used, in their order; does no I/O. */
    List<BackendSpec> specs();

    /**
     * Calls the action after each change of {@link #specs}, on the thread that made it, one at a
     * time.
     */
    void onChange(Runnable action);
}
