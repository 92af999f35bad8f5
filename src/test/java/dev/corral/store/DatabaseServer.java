package dev.corral.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A database server of the tests' own, from the binaries of Debian's packages: made and started at
 * the first use on a port that is free, ended with the JVM. The system property {@code
 * corral.test.database} says which one {@link StoreFixture} uses.
 */
public enum DatabaseServer {
    /** PostgreSQL, of the package {@code postgresql}. */
    POSTGRESQL("postgresql", "initdb", "postgres") {
        @Override
        List<String> prepare(Path data) {
            return List.of(
                    binary("initdb"),
                    "-D",
                    data.toString(),
                    "-U",
                    USER,
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync");
        }

        @Override
        List<String> start(Path data, int port) {
            return List.of(
                    binary("postgres"),
                    "-D",
                    data.toString(),
                    "-p",
                    Integer.toString(port),
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                    "-c",
                    "max_connections=300",
                    "-c",
                    "fsync=off");
        }

        @Override
        String url(int port, String database) {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        }

        @Override
        String firstDatabase() {
            return "postgres";
        }
    },

    /** MariaDB, of the packages {@code mariadb-server-core} and {@code mariadb-client-core}. */
    MARIADB(
            "mariadb-server-core mariadb-client-core",
            "mariadb-install-db",
            "my_print_defaults",
            "mariadbd") {
        @Override
        List<String> prepare(Path data) {
            return List.of(
                    binary("mariadb-install-db"),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db",
                    "--skip-name-resolve");
        }

        @Override
        List<String> start(Path data, int port) {
            return List.of(
                    binary("mariadbd"),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--socket=corral.sock",
                    "--pid-file=corral.pid",
                    "--skip-name-resolve",
                    "--max-connections=300",
                    "--innodb-flush-log-at-trx-commit=2");
        }

        @Override
        String url(int port, String database) {
            return "jdbc:mariadb://127.0.0.1:" + port + "/" + database;
        }

        @Override
        String firstDatabase() {
            return "mysql";
        }

        @Override
        String user() {
            return "root";
        }

        @Override
        String howToCreate() {
            // The server's own default here is latin1.
            return " CHARACTER SET utf8mb4";
        }
    };

    /** The system property with the name of a server, or nothing for the embedded database. */
    public static final String PROPERTY = "corral.test.database";

    private static final String USER = "corral";
    private static final List<String> PLACES =
            List.of("/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin");

    private final String debianPackage;
    private final List<String> needed;
    private final Map<String, HikariDataSource> pools = new HashMap<>();
    private Process process;
    private Path folder;
    private int port;

    DatabaseServer(String debianPackage, String... needed) {
        this.debianPackage = debianPackage;
        this.needed = List.of(needed);
    }

    abstract List<String> prepare(Path data);

    abstract List<String> start(Path data, int port);

    abstract String url(int port, String database);

    abstract String firstDatabase();

    String user() {
        return USER;
    }

    /** What Corral's documentation says about the making of a database. */
    String howToCreate() {
        return "";
    }

    /** The server that the tests of this run use; null for the embedded database. */
    static DatabaseServer chosen() {
        String name = System.getProperty(PROPERTY, "derby");
        return name.equals("derby") ? null : valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** The JDBC address of a database, which is made if it is not there. */
    public synchronized String urlOf(String database) {
        run();
        try (Connection connection =
                        DriverManager.getConnection(url(port, firstDatabase()), user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database + howToCreate());
        } catch (SQLException e) {
            // 42P04 and 1007: it is there already.
            if (!"42P04".equals(e.getSQLState()) && e.getErrorCode() != 1007) {
                throw new IllegalStateException(e);
            }
        }
        return url(port, database);
    }

    /** The name to log in with; the password is empty. */
    public String userName() {
        return user();
    }

    /** Connections to a database, which is made if it is not there; open until the JVM ends. */
    synchronized DataSource dataSource(String database) {
        return pools.computeIfAbsent(
                database,
                name -> {
                    HikariConfig config = new HikariConfig();
                    config.setJdbcUrl(urlOf(name));
                    config.setUsername(user());
                    config.setPassword("");
                    config.setPoolName(name);
                    config.setMaximumPoolSize(16);
                    config.setMinimumIdle(0);
                    config.setIdleTimeout(10_000);
                    return new HikariDataSource(config);
                });
    }

    /** A name for the database that stands for a folder. */
    static String nameOf(Path folder) {
        return "corral_"
                + HexFormat.of().toHexDigits(folder.toAbsolutePath().toString().hashCode());
    }

    private void run() {
        if (process != null) {
            return;
        }
        try {
            needed.forEach(this::binary);
            folder = Files.createTempDirectory(base(), name().toLowerCase(Locale.ROOT));
            List<String> as = unprivileged();
            if (!as.isEmpty()) {
                execute(List.of("chown", "nobody", folder.toString()), folder);
            }
            Path data = folder.resolve("data");
            execute(with(as, prepare(data)), folder);
            port = freePort();
            process = begin(with(as, start(data, port)), folder);
            Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop-" + name()));
            await();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both servers refuse to run as root. */
    private static List<String> unprivileged() {
        return "root".equals(System.getProperty("user.name"))
                ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
                : List.of();
    }

    private static List<String> with(List<String> first, List<String> then) {
        List<String> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    /** Below target; elsewhere only when another user could not get there. */
    private static Path base() throws IOException {
        Path target = Path.of("target/databases").toAbsolutePath();
        Files.createDirectories(target);
        for (Path path = target; path != null; path = path.getParent()) {
            boolean open =
                    Files.getPosixFilePermissions(path).stream()
                            .anyMatch(permission -> permission.name().equals("OTHERS_EXECUTE"));
            if (!open && !unprivileged().isEmpty()) {
                return Path.of(System.getProperty("java.io.tmpdir"));
            }
        }
        return target;
    }

    /** The path of a program; fails with what to install. */
    String binary(String name) {
        Stream<Path> versions;
        try {
            Path debian = Path.of("/usr/lib/postgresql");
            versions = Files.isDirectory(debian) ? Files.list(debian) : Stream.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (Stream<Path> found = versions) {
            return Stream.concat(
                            PLACES.stream().map(Path::of), found.map(path -> path.resolve("bin")))
                    .map(path -> path.resolve(name))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .map(Path::toString)
                    .orElseThrow(
                            () ->
                                    new IllegalStateException(
                                            "The tests on "
                                                    + this
                                                    + " need the program "
                                                    + name
                                                    + ", which is not installed. On Debian: apt-get install "
                                                    + debianPackage));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Process begin(List<String> command, Path folder) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
                .start();
    }

    private static void execute(List<String> command, Path folder) throws IOException {
        try {
            if (begin(command, folder).waitFor() != 0) {
                throw new IOException(
                        command + " failed:\n" + Files.readString(folder.resolve("log.txt")));
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private void await() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (Connection connection =
                    DriverManager.getConnection(url(port, firstDatabase()), user(), "")) {
                connection.getMetaData();
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new IOException(
                            this
                                    + " did not start:\n"
                                    + Files.readString(folder.resolve("log.txt")),
                            e);
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void stop() {
        pools.values().forEach(HikariDataSource::close);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            deleteTree(folder);
        } catch (InterruptedException | IOException e) {
            System.err.println(folder + " stays: " + e);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
