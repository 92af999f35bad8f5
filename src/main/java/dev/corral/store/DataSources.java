package dev.corral.store;

import dev.corral.words.Sentence;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.naming.NamingException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the server's data source, and tells one that is missing from one that does not work. */
final class DataSources {

    /** Asked in this order when none was configured. */
    static final List<String> USUAL_NAMES =
            List.of("java:comp/env/jdbc/corral", "java:jboss/datasources/corral", "jdbc/corral");

    private static final Logger LOG = LoggerFactory.getLogger(DataSources.class);

    private final Jndi jndi;

    DataSources(Jndi jndi) {
        this.jndi = jndi;
    }

    /**
     * A data source that answers.
     *
     * @param name the JNDI name that it was found by
     */
    record Found(String name, DataSource dataSource) {}

    /** The configured one; fails closed. */
    Found configured(String name, Sentence where) {
        NamingException first = null;
        for (String candidate :
                name.startsWith("java:") ? List.of(name) : List.of(name, "java:comp/env/" + name)) {
            try {
                return verified(candidate, jndi.lookup(candidate));
            } catch (NamingException e) {
                first = first == null ? e : first;
            } catch (SQLException e) {
                throw broken(candidate, e);
            }
        }
        throw StartupProblem.of(
                "start.no-data-source",
                "The data source cannot be used",
                "There is no data source with the JNDI name {name}, which corral.datasource ({where}) asks for.",
                "Create it in the server under exactly that name, or correct the setting. Without the setting Corral would look for {usual} and else use"
                        + " its embedded database.",
                first,
                "name",
                name,
                "where",
                where,
                "usual",
                String.join(", ", USUAL_NAMES));
    }

    /**
     * The first of the usual names that is bound; empty when none is. One that is bound and does
     * not work fails closed.
     */
    Optional<Found> usual() {
        for (String name : USUAL_NAMES) {
            try {
                Found found = verified(name, jndi.lookup(name));
                if (!isInMemory(found.dataSource())) {
                    return Optional.of(found);
                }
                LOG.warn(
                        "The data source {} keeps everything in memory and is not used; corral.datasource={} would force it",
                        name,
                        name);
            } catch (NamingException e) {
                LOG.debug("{} is not bound", name);
            } catch (SQLException e) {
                if (!isUnbound(e)) {
                    throw broken(name, e);
                }
                LOG.debug("{} is not configured", name);
            }
        }
        return Optional.empty();
    }

    private static Found verified(String name, Object object) throws SQLException {
        if (!(object instanceof DataSource dataSource)) {
            throw StartupProblem.of(
                    "start.other-data-source",
                    "The data source cannot be used",
                    "What has the JNDI name {name} is no javax.sql.DataSource but {type}.",
                    "Correct the data source in the server's configuration (its driver, address, user and password), or start the database that it"
                            + " points to. Corral does not take another database instead, because your data would seem to be lost.",
                    null,
                    "name",
                    name,
                    "type",
                    object == null
                            ? Sentence.of("start.nothing", "nothing")
                            : object.getClass().getName());
        }
        try (Connection connection = dataSource.getConnection()) {
            LOG.debug("{} answers: {}", name, connection.getMetaData().getDatabaseProductName());
        }
        return new Found(name, dataSource);
    }

    private static boolean isInMemory(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL();
            return url != null
                    && (url.startsWith("jdbc:h2:mem:") || url.startsWith("jdbc:derby:memory:"));
        }
    }

    /** Tomcat binds an empty data source to a resource reference that nobody defined. */
    private static boolean isUnbound(SQLException e) {
        return e.getMessage() != null
                && e.getMessage().contains("Cannot create JDBC driver of class ''");
    }

    private static StartupProblem broken(String name, SQLException e) {
        String state = e.getSQLState() == null ? "" : ", SQL state " + e.getSQLState();
        return StartupProblem.of(
                "start.broken-data-source",
                "The data source cannot be used",
                "The data source {name} is there but gives no connection ({error}; the server's log has the whole reason).",
                "Correct the data source in the server's configuration (its driver, address, user and password), or start the database that it"
                        + " points to. Corral does not take another database instead, because your data would seem to be lost.",
                e,
                "name",
                name,
                "error",
                e.getClass().getSimpleName() + state);
    }
}
