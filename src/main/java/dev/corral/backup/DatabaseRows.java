package dev.corral.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The rows of tables as a connection sees them; a few at a time are in memory. */
record DatabaseRows(Connection connection) implements Rows {

    private static final int FETCH = 100;

    @Override
    public void each(Table table, Taker taker) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery(table.select())) {
                while (rows.next()) {
                    Object[] values = new Object[table.columns().size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = table.columns().get(i).kind().read(rows, i + 1);
                    }
                    taker.take(values);
                }
            }
        }
    }
}
