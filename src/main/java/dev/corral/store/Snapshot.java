package dev.corral.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * The whole database as it is at one moment, to be read while everybody goes on working. For one
 * thread.
 */
public final class Snapshot implements AutoCloseable {

    private final Connection connection;
    private final ClosingWork end;

    private interface ClosingWork {
        void run() throws SQLException, IOException;
    }

    private Snapshot(Connection connection, ClosingWork end) {
        this.connection = connection;
        this.end = end;
    }

    /** Of a database server: a transaction that sees nothing of what is written after its begin. */
    static Snapshot ofServer(DataSource dataSource) throws SQLException {
        Connection connection = dataSource.getConnection();
        int before = connection.getTransactionIsolation();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        return new Snapshot(
                connection,
                () -> {
                    try (connection) {
                        connection.rollback();
                        connection.setTransactionIsolation(before);
                        connection.setAutoCommit(true);
                    }
                });
    }

    /**
     * Of the embedded database, whose readers would hold up its writers: a copy that it makes while
     * it is in use.
     *
     * @param work an empty folder for the copy
     */
    static Snapshot ofCopy(DataSource dataSource, Path work) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                CallableStatement copy =
                        connection.prepareCall("CALL SYSCS_UTIL.SYSCS_BACKUP_DATABASE(?)")) {
            copy.setString(1, work.toString());
            copy.execute();
        }
        SideDatabase copy = SideDatabase.open(work.resolve("derby"), true);
        return new Snapshot(copy.connection(), copy::close);
    }

    /** The connection to read with; not to be closed or committed. */
    public Connection connection() {
        return connection;
    }

    @Override
    public void close() throws SQLException, IOException {
        end.run();
    }
}
