package dev.corral.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Catalogue;
import dev.corral.settings.SettingSource;
import dev.corral.settings.Settings;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class DatabaseTest {

    @TempDir Path folder;

    @Test
    @Tag(StoreFixture.DERBY)
    void keepsWhatWasWrittenOverARestart() {
        try (Database database = StoreFixture.open(folder)) {
            assertThat(database.description()).startsWith("embedded Apache Derby 10.16");
            assertThat(database.answers()).isTrue();
            new DatabaseSettings(database, Clock.systemUTC())
                    .save(Catalogue.UI_TITLE, "Barn", 0, "admin");
        }
        try (Database database = StoreFixture.open(folder)) {
            assertThat(new DatabaseSettings(database, Clock.systemUTC()).load())
                    .containsKey("corral.ui.title");
        }
    }

    @Test
    void rollsBackWhatThrows() {
        try (Database database = StoreFixture.open(folder)) {
            assertThatThrownBy(
                            () ->
                                    database.inTransaction(
                                            manager -> {
                                                manager.persist(
                                                        new SettingRow("corral.ui.title", "Barn"));
                                                manager.flush();
                                                throw new IllegalStateException("on purpose");
                                            }))
                    .hasMessage("on purpose");
            assertThat(new DatabaseSettings(database, Clock.systemUTC()).load()).isEmpty();
            long open =
                    database.inTransaction(
                            manager ->
                                    manager.createQuery(
                                                    "SELECT COUNT(s) FROM SettingRow s", Long.class)
                                            .getSingleResult());
            assertThat(open).isZero();
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void leavesNoDriverThreadPropertyOrFileOpen() {
        Set<String> before = threads();
        try (Database database = StoreFixture.open(folder)) {
            assertThat(database.answers()).isTrue();
        }
        assertThat(Collections.list(DriverManager.getDrivers()))
                .noneMatch(driver -> driver.getClass().getName().contains("derby"));
        assertThat(System.getProperty("derby.stream.error.method")).isNull();
        assertThat(System.getProperty("derby.system.home")).isNull();
        assertThat(folder.resolve("derby/db.lck")).doesNotExist();
        assertThat(folder.resolve("derby.log")).doesNotExist();
        assertThat(Path.of("derby.log")).doesNotExist();
        assertThat(threads()).as("threads afterwards").isSubsetOf(before);
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(
                        name ->
                                name.contains("derby")
                                        || name.contains("corral")
                                        || name.contains("Hikari"))
                .collect(Collectors.toSet());
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void explainsAFolderThatAnotherApplicationOfTheServerHasOpen() throws Exception {
        // As two web applications in one server: the same classes, loaded twice.
        try (Database database = StoreFixture.open(folder);
                URLClassLoader other = new Isolated()) {
            assertThatThrownBy(() -> openIn(other))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .hasMessageContaining("in use by another instance")
                    .hasMessageContaining("CORRAL_HOME");
            assertThat(database.answers()).isTrue();
        }
    }

    private void openIn(ClassLoader loader) throws ReflectiveOperationException {
        Object home =
                loader.loadClass("dev.corral.store.Home")
                        .getConstructor(Path.class)
                        .newInstance(folder);
        Class<?> database = loader.loadClass("dev.corral.store.Database");
        Object open =
                database.getMethod("openEmbedded", home.getClass(), String.class)
                        .invoke(null, home, "-other");
        database.getMethod("close").invoke(open);
    }

    /** Loads all of the class path again, apart from what the JDK has. */
    private static final class Isolated extends URLClassLoader {

        Isolated() {
            super(urls(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] urls() {
            return List.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                    .stream()
                    .map(Isolated::url)
                    .toArray(URL[]::new);
        }

        private static URL url(String path) {
            try {
                return Path.of(path).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void explainsAFolderThatAnotherProcessHasOpen() throws Exception {
        Process other =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Holder.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("open");
            assertThatThrownBy(() -> StoreFixture.open(folder))
                    .isInstanceOf(StartupProblem.class)
                    .hasMessageContaining("in use by another instance");
        } finally {
            other.destroyForcibly();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        // Killed, not closed: the folder is free again and whole.
        try (Database database = StoreFixture.open(folder)) {
            assertThat(database.answers()).isTrue();
        }
    }

    /** Another process that has the database open until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            Database database = StoreFixture.open(Path.of(arguments[0]));
            System.out.println(database.answers() ? "open" : "silent");
            System.out.flush();
            System.in.read();
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void explainsAFolderThatIsNoDatabase() throws IOException {
        Files.createDirectories(folder.resolve("derby"));
        Files.writeString(folder.resolve("derby/service.properties"), "garbage");
        assertThatThrownBy(() -> StoreFixture.open(folder))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("restore a backup");
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void refusesTablesOfANewerVersion() throws SQLException {
        try (Database database = StoreFixture.open(folder);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO \"APP\".\"corral_schema_history\" SELECT \"installed_rank\" + 900, '999', 'the future', \"type\", 'V999__x.sql', 1,"
                            + " \"installed_by\", \"installed_on\", 1, \"success\" FROM \"APP\".\"corral_schema_history\" WHERE \"version\" = '1'");
        }
        assertThatThrownBy(() -> StoreFixture.open(folder))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("V999 (the future)");
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void refusesAScriptThatIsNotTheOneThatRan() throws SQLException {
        try (Database database = StoreFixture.open(folder);
                Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "UPDATE \"APP\".\"corral_schema_history\" SET \"checksum\" = 1 WHERE \"version\" = '1'");
        }
        assertThatThrownBy(() -> StoreFixture.open(folder))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("could not be brought to this version");
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void aScriptThatFailsSaysSoAndNothingStarts() {
        EmbeddedDerby derby = EmbeddedDerby.open(StoreFixture.home(folder).derby());
        try {
            Migrations broken =
                    new Migrations(
                            List.of(
                                    new Migrations.Script(
                                            "V1__broken.sql", "CREATE TABEL x (y INT);")));
            assertThatThrownBy(() -> broken.run(derby.dataSource()))
                    .isInstanceOf(StartupProblem.class)
                    .hasMessageContaining("could not be brought to this version");
        } finally {
            derby.close();
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void livesBesideOtherTables() throws SQLException {
        EmbeddedDerby derby = EmbeddedDerby.open(StoreFixture.home(folder).derby());
        try (Connection connection = derby.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE payroll (amount INT)");
            new Migrations().run(derby.dataSource());
            new Migrations().run(derby.dataSource());
            try (ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM corral_setting")) {
                assertThat(rows.next()).isTrue();
            }
        } finally {
            derby.close();
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void usesTheServersDataSourceAndLeavesItOpen() throws SQLException {
        EmbeddedDerby servers = EmbeddedDerby.open(StoreFixture.home(folder).derby());
        try {
            DataSource bound = servers.dataSource();
            SettingSource place =
                    SettingSource.named(SettingSource.Kind.SYSTEM_PROPERTY, "", name -> "jdbc/any");
            try (Database database =
                    Database.open(
                            Settings.early(Catalogue.DATASOURCE, List.of(place)),
                            new Home(folder.resolve("unused")),
                            name -> bound,
                            "-bound")) {
                assertThat(database.description()).startsWith("jdbc/any, Apache Derby");
                assertThat(new DatabaseSettings(database, Clock.systemUTC()).load()).isEmpty();
            }
            try (Connection connection = bound.getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThat(folder.resolve("unused")).doesNotExist();
        } finally {
            servers.close();
        }
    }

    @Test
    @Tag(StoreFixture.DERBY)
    void theIndexNamesEveryMigrationScriptInOrder() throws IOException {
        Path scripts = Path.of("src/main/resources/db/migration");
        List<String> index = Files.readAllLines(scripts.resolve("index.txt"));
        try (var files = Files.list(scripts)) {
            List<String> names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".sql"))
                            .toList();
            assertThat(index).containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(index)
                .extracting(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
