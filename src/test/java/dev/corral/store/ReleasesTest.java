package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.corral.settings.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database of every released version, brought to this one with all of its data. A release adds
 * the file {@code releases/V<version of the tables>.sql} with rows as it leaves them, and changes
 * nothing here.
 */
@Timeout(180)
@Tag(StoreFixture.DATABASE)
class ReleasesTest {

    private static final Path RELEASES = Path.of("src/test/resources/dev/corral/store/releases");

    @TempDir Path folder;

    static List<Integer> releases() throws IOException {
        try (Stream<Path> files = Files.list(RELEASES)) {
            return files.map(file -> file.getFileName().toString().replaceAll("[^0-9]", ""))
                    .map(Integer::valueOf)
                    .sorted()
                    .toList();
        }
    }

    private interface Work {
        void with(DataSource dataSource) throws Exception;
    }

    /** An empty database of the kind that this run tests. */
    private void inEmpty(Work work) throws Exception {
        DatabaseServer server = DatabaseServer.chosen();
        if (server != null) {
            work.with(server.dataSource(DatabaseServer.nameOf(folder)));
            return;
        }
        EmbeddedDerby derby = EmbeddedDerby.open(StoreFixture.home(folder).derby());
        try {
            work.with(derby.dataSource());
        } finally {
            derby.close();
        }
    }

    private static void run(DataSource dataSource, String script) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : script.replaceAll("(?m)^--.*$", "").split(";\\s*\\n")) {
                if (!sql.isBlank()) {
                    statement.execute(sql.strip());
                }
            }
        }
    }

    /** Every value by table, row (in order of all its values) and column. */
    private static Map<String, List<Map<String, String>>> contents(DataSource dataSource)
            throws SQLException {
        Map<String, List<Map<String, String>>> all = new TreeMap<>();
        try (Connection connection = dataSource.getConnection()) {
            for (String table : tables(connection)) {
                all.put(table, rows(connection, table));
            }
        }
        return all;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> names = new ArrayList<>();
        try (ResultSet rows =
                connection
                        .getMetaData()
                        .getTables(
                                connection.getCatalog(),
                                connection.getSchema(),
                                null,
                                new String[] {"TABLE"})) {
            while (rows.next()) {
                String name = rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
                if (name.startsWith("corral_") && !name.equals(Migrations.HISTORY)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static List<Map<String, String>> rows(Connection connection, String table)
            throws SQLException {
        List<Map<String, String>> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                Map<String, String> row = new TreeMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(
                            columns.getColumnName(i).toLowerCase(Locale.ROOT),
                            String.valueOf(rows.getString(i)));
                }
                found.add(row);
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("releases")
    void aReleasedDatabaseComesHereWithAllOfItsData(int version) throws Exception {
        String script = Files.readString(RELEASES.resolve("V" + version + ".sql"));
        inEmpty(
                dataSource -> {
                    new Migrations().run(dataSource, version);
                    run(dataSource, script);
                    Map<String, List<Map<String, String>>> before = contents(dataSource);
                    assertThat(before.values()).as("rows of every table").noneMatch(List::isEmpty);
                    new Migrations().run(dataSource);
                    Map<String, List<Map<String, String>>> after = contents(dataSource);
                    before.forEach(
                            (table, rows) ->
                                    rows.forEach(
                                            row ->
                                                    assertThat(after.get(table))
                                                            .as(table)
                                                            .anyMatch(
                                                                    now ->
                                                                            now.entrySet()
                                                                                    .containsAll(
                                                                                            row
                                                                                                    .entrySet()))));
                });
        try (Database database = StoreFixture.open(folder)) {
            DatabaseSettings settings = new DatabaseSettings(database, Clock.systemUTC());
            assertThat(settings.load().get("corral.ui.title").text()).isEqualTo("Scheune „Süd“ 农场");
            assertThat(settings.history(Catalogue.UI_TITLE, 9)).hasSize(3);
        }
    }

    @Test
    void thereIsAReleasedDatabase() throws IOException {
        assertThat(releases()).contains(3);
        assertThat(releases().get(releases().size() - 1))
                .isLessThanOrEqualTo(new Migrations().newest());
    }

    /** Also where the database has tables of others already, which Flyway begins otherwise. */
    @ParameterizedTest
    @ValueSource(strings = {"", "CREATE TABLE payroll (amount INT)"})
    void nodesThatStartAtOnceWaitForEachOther(String others) throws Exception {
        assumeThat(DatabaseServer.chosen()).as("several nodes need a server").isNotNull();
        int nodes = 4;
        inEmpty(
                dataSource -> {
                    run(dataSource, others);
                    ExecutorService pool = Executors.newFixedThreadPool(nodes);
                    try {
                        CyclicBarrier start = new CyclicBarrier(nodes);
                        Callable<Void> node =
                                () -> {
                                    start.await();
                                    new Migrations().run(dataSource);
                                    return null;
                                };
                        List<Callable<Void>> all = new ArrayList<>();
                        for (int i = 0; i < nodes; i++) {
                            all.add(node);
                        }
                        for (Future<Void> one : pool.invokeAll(all)) {
                            one.get();
                        }
                    } finally {
                        pool.shutdownNow();
                    }
                    assertThat(contents(dataSource).get("corral_change_count")).hasSize(1);
                });
    }

    @Test
    void tablesOfANewerVersionAreRefused() throws Exception {
        inEmpty(
                dataSource -> {
                    List<Migrations.Script> all = Migrations.scripts();
                    new Migrations(all).run(dataSource);
                    List<Migrations.Script> fewer = all.subList(0, all.size() - 1);
                    assertThatThrownBy(() -> new Migrations(fewer).run(dataSource))
                            .isInstanceOf(StartupProblem.class)
                            .hasMessageContaining("newer version")
                            .hasMessageContaining("Deploy the newer version again");
                });
    }

    @Test
    void aChangeThatFailsIsTakenBackWhereTheDatabaseCan() throws Exception {
        Migrations.Script half =
                new Migrations.Script(
                        "V1__half.sql",
                        "CREATE TABLE corral_first (id INT NOT NULL);\nCREATE TABEL corral_second (id INT);");
        inEmpty(
                dataSource -> {
                    assertThatThrownBy(() -> new Migrations(List.of(half)).run(dataSource))
                            .isInstanceOf(StartupProblem.class)
                            .hasMessageContaining("could not be brought to this version");
                    try (Connection connection = dataSource.getConnection()) {
                        // MariaDB cannot: there the next start says that the change failed.
                        boolean stays =
                                connection
                                        .getMetaData()
                                        .getDatabaseProductName()
                                        .contains("MariaDB");
                        assertThat(tables(connection).contains("corral_first")).isEqualTo(stays);
                    }
                    assertThatThrownBy(() -> new Migrations(List.of(half)).run(dataSource))
                            .isInstanceOf(StartupProblem.class);
                });
    }

    @Test
    void aMariaDbThatWouldLoseTextIsRefused() throws Exception {
        assumeThat(DatabaseServer.chosen()).isEqualTo(DatabaseServer.MARIADB);
        inEmpty(
                dataSource -> {
                    try (Connection connection = dataSource.getConnection();
                            Statement statement = connection.createStatement()) {
                        statement.execute("ALTER DATABASE CHARACTER SET latin1");
                    }
                    assertThatThrownBy(() -> new Migrations().run(dataSource))
                            .isInstanceOf(StartupProblem.class)
                            .hasMessageContaining("utf8mb4");
                });
    }
}
