package dev.corral.backup;

import java.io.IOException;
import java.sql.SQLException;

/** The rows of a table, as often as somebody asks for them. */
interface Rows {

    /** Gets one row after the other; the array is new each time. */
    interface Taker {
        void take(Object[] values) throws IOException, SQLException;
    }

    /** Hands over all rows; the values stand in the order of the table's columns. */
    void each(Table table, Taker taker) throws IOException, SQLException;
}
