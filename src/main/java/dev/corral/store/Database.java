package dev.corral.store;

import dev.corral.settings.Value;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.EntityTransaction;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import javax.sql.DataSource;
import org.eclipse.persistence.config.PersistenceUnitProperties;
import org.eclipse.persistence.jpa.PersistenceProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database: open, migrated, with entity managers. Safe for use by many threads. */
public final class Database implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final DataSource dataSource;
    private final String kind;
    private final EmbeddedDerby embedded;
    private final EntityManagerFactory entities;

    private final DatabaseThreads threads;

    /** Work with a connection. */
    @FunctionalInterface
    public interface SqlWork<T> {

        /** Does it. */
        T with(Connection connection) throws SQLException;
    }

    private Database(
            DataSource dataSource,
            String kind,
            EmbeddedDerby embedded,
            EntityManagerFactory entities) {
        this.dataSource = dataSource;
        this.kind = kind;
        this.embedded = embedded;
        this.entities = entities;
        this.threads = embedded == null ? null : new DatabaseThreads();
    }

    /**
     * Opens the configured data source, else the usual one of the server, else the embedded
     * database of the data folder.
     *
     * @param configured the setting {@code corral.datasource}
     * @param unitName distinguishes this application from another one in the same process, such as
     *     its context path
     * @throws StartupProblem when it cannot be used
     */
    public static Database open(
            Value<Optional<String>> configured, Home home, Jndi jndi, String unitName) {
        DataSources sources = new DataSources(jndi);
        Optional<DataSources.Found> found =
                configured.value().isPresent()
                        ? Optional.of(
                                sources.configured(configured.value().get(), configured.where()))
                        : sources.usual();
        if (found.isPresent()) {
            LOG.info("The database is the data source {}", found.get().name());
            return open(found.get().dataSource(), found.get().name(), null, unitName);
        }
        return OwnThread.call("corral-database", () -> openEmbedded(home, unitName));
    }

    /** Opens the embedded database of a data folder; what tests use. */
    public static Database openEmbedded(Home home, String unitName) {
        EmbeddedDerby derby = EmbeddedDerby.open(home.derby());
        try {
            return open(derby.dataSource(), "embedded Derby", derby, unitName);
        } catch (RuntimeException e) {
            derby.close();
            throw e;
        }
    }

    private static Database open(
            DataSource dataSource, String name, EmbeddedDerby embedded, String unitName) {
        new Migrations().run(dataSource);
        return new Database(
                dataSource,
                describe(dataSource, name, embedded),
                embedded,
                entities(dataSource, unitName));
    }

    private static String describe(DataSource dataSource, String name, EmbeddedDerby embedded) {
        try (Connection connection = dataSource.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            String version = connection.getMetaData().getDatabaseProductVersion();
            return (embedded == null ? name + ", " + product : "embedded " + product)
                    + " "
                    + version;
        } catch (SQLException e) {
            throw StartupProblem.of(
                    "start.silent-database",
                    "The database does not answer",
                    "It gave a connection and then none any more.",
                    "Try again when it is up.",
                    e);
        }
    }

    private static EntityManagerFactory entities(DataSource dataSource, String unitName) {
        Map<String, Object> properties = new HashMap<>();
        // A name of its own, so that no container takes the unit for one that it should run.
        properties.put(
                PersistenceUnitProperties.ECLIPSELINK_PERSISTENCE_XML,
                "META-INF/corral-persistence.xml");
        properties.put(PersistenceUnitProperties.CLASSLOADER, Database.class.getClassLoader());
        properties.put(PersistenceUnitProperties.NON_JTA_DATASOURCE, dataSource);
        properties.put(PersistenceUnitProperties.SESSION_NAME, "corral" + unitName);
        properties.put(PersistenceUnitProperties.WEAVING, "false");
        // Else it writes to System.err. What it warns of it throws as well.
        properties.put(PersistenceUnitProperties.LOGGING_LOGGER, "JavaLogger");
        properties.put(PersistenceUnitProperties.LOGGING_LEVEL, "SEVERE");
        // Other nodes write to the same tables.
        properties.put(PersistenceUnitProperties.CACHE_SHARED_DEFAULT, "false");
        EntityManagerFactory factory =
                new PersistenceProvider().createEntityManagerFactory("corral", properties);
        if (factory == null) {
            throw new IllegalStateException(
                    "META-INF/corral-persistence.xml is missing in the WAR");
        }
        // EclipseLink connects at the first use: have what is wrong now, not at the first request.
        factory.createEntityManager().close();
        return factory;
    }

    /** Connections for plain SQL on a thread of our own; close each. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** Entity managers; close each. {@link #inTransaction} does that by itself. */
    public EntityManagerFactory entityManagerFactory() {
        return entities;
    }

    /** Name and version for administrators, without addresses and user names. */
    public String description() {
        return kind;
    }

    /** Product and version, such as {@code PostgreSQL 15.8}. */
    public String product() {
        return kind.substring(isEmbedded() ? "embedded ".length() : kind.indexOf(", ") + 2);
    }

    /** Whether it is inside of this process, so that no other node has it. */
    public boolean isEmbedded() {
        return embedded != null;
    }

    /** The version of the tables, counted up by each migration. */
    public int schemaVersion() {
        return new Migrations().newest();
    }

    /** The name of the table in which the versions are counted: no data of anybody's. */
    public static String historyTable() {
        return Migrations.HISTORY;
    }

    /**
     * Everything as it is now, to be read while others write; close it.
     *
     * @param work an empty folder, for a copy where one is needed
     */
    public Snapshot snapshot(Path work) throws SQLException {
        return isEmbedded() ? Snapshot.ofCopy(dataSource, work) : Snapshot.ofServer(dataSource);
    }

    /**
     * An empty database beside this one, for trying data before this one is touched; close it and
     * delete the folder.
     *
     * @param folder does not exist yet
     */
    public SideDatabase beside(Path folder) throws SQLException {
        return SideDatabase.create(folder, isEmbedded());
    }

    /** Whether the database gives a connection now; takes as long as the pool waits for one. */
    public boolean answers() {
        return here(this::givesConnection);
    }

    private boolean givesConnection() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            LOG.debug("no connection", e);
            return false;
        }
    }

    /**
     * Runs plain SQL on any thread's behalf, with a connection that is closed afterwards.
     *
     * @return what the work returned
     * @throws IllegalStateException with the {@link SQLException} as its cause
     */
    public <T> T withConnection(SqlWork<T> work) {
        return here(
                () -> {
                    try (Connection connection = dataSource.getConnection()) {
                        return work.with(connection);
                    } catch (SQLException e) {
                        throw new IllegalStateException("The database did not do it", e);
                    }
                });
    }

    private <T> T here(Callable<T> work) {
        try {
            return threads == null ? work.call() : threads.call(work);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Runs work in one transaction: committed when it returns, rolled back when it throws. The work
     * may run on another thread, for which the caller waits: it must not want a lock that the
     * caller holds.
     *
     * @return what the work returned
     */
    public <T> T inTransaction(Function<EntityManager, T> work) {
        return here(() -> transact(work));
    }

    private <T> T transact(Function<EntityManager, T> work) {
        EntityManager manager = entities.createEntityManager();
        try {
            EntityTransaction transaction = manager.getTransaction();
            transaction.begin();
            T result;
            try {
                result = work.apply(manager);
            } catch (RuntimeException | Error e) {
                rollBack(transaction, e);
                throw e;
            }
            transaction.commit();
            return result;
        } finally {
            manager.close();
        }
    }

    /** Whether a failure is that a key or a constraint does not let a row in. */
    public static boolean isIntegrityViolation(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().startsWith("23")) {
                return true;
            }
        }
        return false;
    }

    private static void rollBack(EntityTransaction transaction, Throwable reason) {
        try {
            if (transaction.isActive()) {
                transaction.rollback();
            }
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** Ends entity managers and, if it is ours, the embedded database. */
    @Override
    public void close() {
        try {
            if (threads != null) {
                threads.close();
            }
            entities.close();
        } finally {
            if (embedded != null) {
                embedded.close();
            }
        }
    }
}
