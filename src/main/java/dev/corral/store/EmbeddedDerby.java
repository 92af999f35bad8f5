package dev.corral.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Properties;
import javax.sql.DataSource;
import org.apache.derby.jdbc.EmbeddedDataSource;
import org.apache.derby.jdbc.EmbeddedDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Derby inside this process, with its pool, from boot to complete shutdown. */
final class EmbeddedDerby implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDerby.class);
    private static final String LOG_METHOD = "derby.stream.error.method";
    private static final String SYSTEM_HOME = "derby.system.home";
    private static final String SHUTDOWN = "jdbc:derby:;shutdown=true;deregister=true";
    private static final long TIMER_PATIENCE_MILLIS = 1000;

    private final Path folder;
    private final HikariDataSource pool;

    private EmbeddedDerby(Path folder, HikariDataSource pool) {
        this.folder = folder;
        this.pool = pool;
    }

    /**
     * Boots the database in the folder and creates it if it is not there.
     *
     * @throws StartupProblem when it cannot be opened
     */
    static EmbeddedDerby open(Path folder) {
        EmbeddedDataSource derby = new EmbeddedDataSource();
        derby.setDatabaseName(folder.toString());
        derby.setCreateDatabase("create");
        try {
            boot(derby, folder);
        } catch (SQLException e) {
            shutDownEngine(folder);
            throw DerbyProblem.explain(e, folder);
        }
        return new EmbeddedDerby(folder, pool(derby));
    }

    DataSource dataSource() {
        return pool;
    }

    private static void boot(EmbeddedDataSource derby, Path folder) throws SQLException {
        // Servers such as WildFly look at every JDBC driver of a deployment and thereby start the
        // engine with its defaults: away with that one.
        shutDownEngine(folder);
        withOurProperties(
                folder,
                () -> {
                    try (Connection connection = derby.getConnection()) {
                        LOG.info(
                                "The embedded database in {} is open ({})",
                                folder,
                                connection.getMetaData().getDatabaseProductVersion());
                    }
                });
    }

    interface DerbyWork {
        void run() throws SQLException;
    }

    static void withOurProperties(Path folder, DerbyWork work) throws SQLException {
        // Derby takes these from the JVM's properties while it boots, and the JVM has other
        // applications: one boot at a time, and the properties are theirs again afterwards.
        Properties jvm = System.getProperties();
        synchronized (jvm) {
            String log = System.getProperty(LOG_METHOD);
            String home = System.getProperty(SYSTEM_HOME);
            System.setProperty(LOG_METHOD, DerbyLog.class.getName() + ".writer");
            System.setProperty(SYSTEM_HOME, folder.getParent().toString());
            try {
                work.run();
            } finally {
                restore(LOG_METHOD, log);
                restore(SYSTEM_HOME, home);
            }
        }
    }

    private static void restore(String name, String value) {
        if (value == null) {
            System.clearProperty(name);
        } else {
            System.setProperty(name, value);
        }
    }

    private static HikariDataSource pool(EmbeddedDataSource derby) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(derby);
        config.setPoolName("corral-derby");
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        return new HikariDataSource(config);
    }

    /** Closes pool, database and, if it is ours alone, the engine with its drivers. */
    @Override
    public void close() {
        pool.close();
        EmbeddedDataSource derby = new EmbeddedDataSource();
        derby.setDatabaseName(folder.toString());
        derby.setShutdownDatabase("shutdown");
        try (Connection connection = derby.getConnection()) {
            LOG.warn("The embedded database did not confirm its shutdown: {}", connection);
        } catch (SQLException e) {
            // 08006 is how Derby says that a database was shut down.
            if (!"08006".equals(e.getSQLState())) {
                LOG.warn("The embedded database was not shut down cleanly", e);
            }
        }
        shutDownEngine(folder);
        awaitTimers();
        LOG.info("The embedded database in {} is closed", folder);
    }

    /** Derby's timer ends on its own a moment later; a server that looks sooner reports a leak. */
    private static void awaitTimers() {
        ClassLoader ours = EmbeddedDerby.class.getClassLoader();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("Timer-")
                    && thread.isDaemon()
                    && thread.getContextClassLoader() == ours) {
                try {
                    thread.join(TIMER_PATIENCE_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    static void shutDownEngine(Path folder) {
        ClassLoader ours = EmbeddedDerby.class.getClassLoader();
        if (EmbeddedDriver.class.getClassLoader() != ours) {
            // The server's own Derby may have other users.
            return;
        }
        try {
            // If none runs, this starts one first, which must not write a log of its own.
            withOurProperties(
                    folder, () -> new EmbeddedDriver().connect(SHUTDOWN, new Properties()));
        } catch (SQLException e) {
            // XJ015 is how Derby says that the engine was shut down.
            if (!"XJ015".equals(e.getSQLState())) {
                LOG.warn("The embedded database engine was not shut down cleanly", e);
            }
        }
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == ours
                    && driver.getClass().getName().startsWith("org.apache.derby.")) {
                deregister(driver);
            }
        }
    }

    private static void deregister(Driver driver) {
        try {
            DriverManager.deregisterDriver(driver);
        } catch (SQLException e) {
            LOG.warn("The driver {} stays registered", driver, e);
        }
    }
}
