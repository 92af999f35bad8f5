package dev.corral.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What a restore must not take back, because of what happened after the backup. */
@FunctionalInterface
public interface RestoreRule {

    /**
     * Reads the data that is about to be replaced.
     *
     * @return what to do with the restored data, in the transaction that puts it there
     */
    Repair read(Connection current) throws SQLException;

    /** A change of the restored data. */
    @FunctionalInterface
    interface Repair {

        /** Makes the change. */
        void apply(Connection restored) throws SQLException;
    }
}
