package dev.corral.backup;

import java.io.IOException;
import java.sql.SQLException;

/** Takes the product out of use for a while. */
@FunctionalInterface
public interface Outage {

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException, SQLException;
    }

    /**
     * Ends everything that uses the database, runs the work, and starts everything again with what
     * is in the database then, also when the work failed.
     *
     * @throws dev.corral.store.StartupProblem when it does not start again
     */
    void during(Work work) throws IOException, SQLException;
}
