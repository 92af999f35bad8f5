package dev.corral.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Derby database beside the one in use: a copy to read from, or an empty one in which data is
 * tried before anything else is touched. Its folder belongs to whoever opened it. For one thread,
 * which should end afterwards, and one at a time.
 */
public final class SideDatabase implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SideDatabase.class);

    private final Path folder;
    private final boolean engineInUse;
    private final EmbeddedDataSource derby;
    private final Connection connection;

    private SideDatabase(
            Path folder, boolean engineInUse, EmbeddedDataSource derby, Connection connection) {
        this.folder = folder;
        this.engineInUse = engineInUse;
        this.derby = derby;
        this.connection = connection;
    }

    /** A new one without tables. */
    static SideDatabase create(Path folder, boolean engineInUse) throws SQLException {
        EmbeddedDataSource derby = new EmbeddedDataSource();
        derby.setDatabaseName(folder.toString());
        derby.setCreateDatabase("create");
        return connect(folder, engineInUse, derby);
    }

    /** One that is there. */
    static SideDatabase open(Path folder, boolean engineInUse) throws SQLException {
        EmbeddedDataSource derby = new EmbeddedDataSource();
        derby.setDatabaseName(folder.toString());
        return connect(folder, engineInUse, derby);
    }

    private static SideDatabase connect(Path folder, boolean engineInUse, EmbeddedDataSource derby)
            throws SQLException {
        Connection[] made = new Connection[1];
        EmbeddedDerby.withOurProperties(folder, () -> made[0] = derby.getConnection());
        return new SideDatabase(folder, engineInUse, derby, made[0]);
    }

    /**
     * Makes the tables as they were at a version of them, or changes what is there to that version.
     *
     * @throws StartupProblem when a change does not go through
     */
    public void migrate(int version) {
        new Migrations().run(dataSource(), version);
    }

    /** The connection to work with. */
    public Connection connection() {
        return connection;
    }

    private DataSource dataSource() {
        return derby;
    }

    /** Shuts it down; its files stay. */
    @Override
    public void close() throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        connection.close();
        EmbeddedDataSource end = new EmbeddedDataSource();
        end.setDatabaseName(folder.toString());
        end.setShutdownDatabase("shutdown");
        try (Connection odd = end.getConnection()) {
            LOG.warn("The database in {} did not confirm its shutdown: {}", folder, odd);
        } catch (SQLException e) {
            // 08006 is how Derby says that a database was shut down.
            if (!"08006".equals(e.getSQLState())) {
                throw e;
            }
        } finally {
            if (!engineInUse) {
                EmbeddedDerby.shutDownEngine(folder);
            }
        }
    }
}
