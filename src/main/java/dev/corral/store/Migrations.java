package dev.corral.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the tables of a database to this version. Two nodes that start at once wait for each
 * other.
 */
final class Migrations {

    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
    private static final String FOLDER = "db/migration/";

    /** The table in which the versions are counted. */
    static final String HISTORY = "corral_schema_history";

    private static final String INDEX = FOLDER + "index.txt";

    private final List<Script> scripts;

    /**
     * With all scripts of the index; servers differ in how a class path can be searched, so it is
     * not.
     */
    Migrations() {
        this(scripts());
    }

    Migrations(List<Script> scripts) {
        this.scripts = List.copyOf(scripts);
    }

    /**
     * Runs what has not run yet.
     *
     * @throws StartupProblem when the tables are of a newer version, or a script fails
     */
    void run(DataSource dataSource) {
        run(dataSource, newest());
    }

    /** Runs what has not run yet, up to a version. */
    void run(DataSource dataSource, int version) {
        try {
            refuseNarrowText(dataSource);
            Flyway flyway = flyway(dataSource, version);
            refuseNewer(flyway);
            int count = flyway.migrate().migrationsExecuted;
            LOG.info("The tables of the database are up to date ({} changes made)", count);
        } catch (FlywayException | SQLException e) {
            if (e.getMessage() != null && e.getMessage().contains("Unsupported Database")) {
                throw unsupported(e);
            }
            throw StartupProblem.of(
                    "start.migration",
                    "The database could not be brought to this version",
                    "A change of the database's tables failed, or the tables are not those that this version left ({error}).",
                    "The server's log has the whole reason. Nothing was lost: restore the backup that was made before the update, or deploy the"
                            + " former version again, and report this.",
                    e,
                    "error",
                    firstLine(e));
        }
    }

    private static StartupProblem unsupported(Exception e) {
        return StartupProblem.of(
                "start.unsupported",
                "This database is not supported",
                "The data source points to a database that Corral has no tables for ({error}).",
                "Use PostgreSQL or MariaDB, or take the data source away: then Corral keeps its data in its embedded database.",
                e,
                "error",
                firstLine(e));
    }

    /** The version of the tables that this Corral works with. */
    int newest() {
        return scripts.stream().mapToInt(script -> versionOf(script.getFilename())).max().orElse(0);
    }

    private static int versionOf(String name) {
        return Integer.parseInt(name.substring(1, name.indexOf("__")));
    }

    private Flyway flyway(DataSource dataSource, int version) throws SQLException {
        return Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(dataSource)
                .table(HISTORY)
                .target(Integer.toString(version))
                // The database may have other tables already; ours begin with corral_.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .resourceProvider(new Scripts(scripts))
                .javaMigrationClassProvider(List::of)
                .skipDefaultCallbacks(true)
                .placeholders(placeholders(dataSource))
                .load();
    }

    /** A MariaDB whose databases are made for one script only would lose text of the others. */
    private static void refuseNarrowText(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (!isMariaDb(product(connection))) {
                return;
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT @@character_set_database")) {
                row.next();
                String has = row.getString(1);
                if (!"utf8mb4".equals(has)) {
                    throw StartupProblem.of(
                            "start.characters",
                            "The database cannot hold all text",
                            "The database of the data source was made with the character set {has}, which has no letters of other scripts and no symbols.",
                            "Make it anew with: CREATE DATABASE corral CHARACTER SET utf8mb4. If it is still empty, ALTER DATABASE with the same"
                                    + " words is enough.",
                            null,
                            "has",
                            has);
                }
            }
        }
    }

    private static String product(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().toLowerCase(Locale.ROOT);
    }

    private static boolean isMariaDb(String product) {
        return product.contains("maria") || product.contains("mysql");
    }

    private static Map<String, String> placeholders(DataSource dataSource) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String product = product(connection);
            if (product.contains("postgres")) {
                return Map.of("text", "TEXT", "bytes", "BYTEA");
            }
            if (isMariaDb(product)) {
                return Map.of("text", "LONGTEXT", "bytes", "LONGBLOB");
            }
            return Map.of("text", "CLOB", "bytes", "BLOB");
        }
    }

    private static void refuseNewer(Flyway flyway) {
        List<String> newer = new ArrayList<>();
        for (MigrationInfo info : flyway.info().all()) {
            if (info.getState().isApplied()
                    && !info.getState().isResolved()
                    && info.getVersion() != null
                    && !isBaseline(info)) {
                newer.add("V" + info.getVersion() + " (" + info.getDescription() + ")");
            }
        }
        if (!newer.isEmpty()) {
            throw StartupProblem.of(
                    "start.newer-tables",
                    "The database belongs to a newer version",
                    "The database has changes that this version of Corral does not know: {changes}.",
                    "Deploy the newer version again, or restore the backup that was made before the update.",
                    null,
                    "changes",
                    String.join(", ", newer));
        }
    }

    private static boolean isBaseline(MigrationInfo info) {
        return info.getVersion().getVersion().equals("0");
    }

    private static String firstLine(Exception e) {
        String message =
                e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage().strip();
        return message.lines().findFirst().orElse("").strip();
    }

    /** All scripts of the index, in their order. */
    static List<Script> scripts() {
        List<Script> scripts = new ArrayList<>();
        try (BufferedReader index = new BufferedReader(new StringReader(read(INDEX)))) {
            for (String line = index.readLine(); line != null; line = index.readLine()) {
                if (!line.isBlank()) {
                    scripts.add(new Script(line.strip(), read(FOLDER + line.strip())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scripts;
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing in the WAR");
            }
            try (Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
                java.io.StringWriter text = new java.io.StringWriter();
                reader.transferTo(text);
                return text.toString();
            }
        }
    }

    private record Scripts(List<Script> all) implements ResourceProvider {

        @Override
        public LoadableResource getResource(String name) {
            return all.stream()
                    .filter(script -> script.getFilename().equals(name))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
            return all.stream()
                    .map(LoadableResource.class::cast)
                    .filter(script -> script.getFilename().startsWith(prefix))
                    .filter(
                            script ->
                                    List.of(suffixes).stream()
                                            .anyMatch(script.getFilename()::endsWith))
                    .toList();
        }
    }

    /** A migration script. */
    static final class Script extends LoadableResource {

        private final String name;
        private final String sql;

        Script(String name, String sql) {
            this.name = name;
            this.sql = sql;
        }

        @Override
        public Reader read() {
            return new StringReader(sql);
        }

        @Override
        public String getAbsolutePath() {
            return FOLDER + name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return FOLDER + name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
