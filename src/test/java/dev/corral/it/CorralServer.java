package dev.corral.it;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.arquillian.test.spi.TestRunnerAdaptor;
import org.jboss.arquillian.test.spi.TestRunnerAdaptorBuilder;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts the test server with Corral in it before the first test class that asks, and stops it
 * after the last: one start and one deployment for a whole run. Arquillian does both; tests stay
 * plain JUnit. Only {@link CorralIT} uses this.
 */
final class CorralServer implements BeforeAllCallback {

    static final String BASE_URL = "corral.it.base-url";
    static final String UPSTREAM_PORT = "corral.it.upstream-port";
    static final String CONTAINER = "corral.it.container";
    static final String TARGET = "corral.it.target";

    private static Running running;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        start(context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL));
    }

    private static synchronized void start(ExtensionContext.Store store) throws Exception {
        if (running == null) {
            running = new Running();
            if (System.getProperty(BASE_URL) == null) {
                running.start();
            }
            store.put(CorralServer.class, running);
        }
        running.check();
    }

    /**
     * Surefire repeats a failed test in a second run of the same JVM, which starts a server anew.
     */
    private static synchronized void forget(Running over) {
        if (running == over) {
            running = null;
        }
    }

    /** The port that Corral's only backend has; the same for the whole run. */
    static synchronized int upstreamPort() {
        if (System.getProperty(UPSTREAM_PORT) == null) {
            System.setProperty(UPSTREAM_PORT, Integer.toString(ItPorts.free()));
        }
        return Integer.getInteger(UPSTREAM_PORT);
    }

    /**
     * {@code tomcat}, {@code tomcat11}, {@code wildfly} or, for a server that was already running,
     * {@code other}.
     */
    static String container() {
        return System.getProperty(CONTAINER, "other");
    }

    /** The container without its version. */
    private static String kind() {
        return container().replaceFirst("[0-9]+$", "");
    }

    /** The folder of the run: {@code base} is the server's, {@code home} is {@code corral.home}. */
    static Path folder() {
        return Path.of(System.getProperty(TARGET, "target"), "it", container()).toAbsolutePath();
    }

    private static final class Running implements AutoCloseable {
        private TestRunnerAdaptor arquillian;
        private Throwable failure;

        void start() {
            try {
                configure();
                arquillian = TestRunnerAdaptorBuilder.build();
                arquillian.beforeSuite();
                // Tests that count what the upstream sees turn it on for themselves.
                ItSettings.set("corral.fleet.watch-interval", "none");
                ItPolicy.reset();
            } catch (Exception | LinkageError e) {
                failure = e;
            }
        }

        void check() {
            if (failure != null) {
                throw new IllegalStateException(
                        "The server did not start with Corral in it; its logs are in " + folder(),
                        failure);
            }
        }

        private static void configure() throws IOException {
            int httpPort = ItPorts.free();
            int managementPort = ItPorts.free();
            Path base = folder().resolve("base");
            String password = UUID.randomUUID().toString();
            ServerBase server = ServerBase.valueOf(kind().toUpperCase(Locale.ROOT));
            ServerBase.deleteTree(folder());
            server.write(Path.of(required("corral.it.server-home")), base, password);
            Files.createDirectories(folder().resolve("home"));

            List<String> jvmArgs = new ArrayList<>(server.jvmArgs(base, httpPort, managementPort));
            jvmArgs.addAll(CorralServer.corralArgs());
            System.setProperty("arquillian.launch", kind());
            System.setProperty("corral.it.server-base", base.toString());
            System.setProperty("corral.it.http-port", Integer.toString(httpPort));
            System.setProperty("corral.it.management-port", Integer.toString(managementPort));
            System.setProperty("corral.it.deployer-password", password);
            System.setProperty(
                    "corral.it.jvm-args",
                    jvmArgs.stream().map(a -> '"' + a + '"').collect(Collectors.joining(" ")));
            System.setProperty(BASE_URL, "http://127.0.0.1:" + httpPort + "/corral");
        }

        @Override
        public void close() {
            forget(this);
            if (arquillian == null) {
                return;
            }
            System.clearProperty(BASE_URL);
            try {
                arquillian.afterSuite();
            } catch (Exception e) {
                throw new IllegalStateException("The server did not stop cleanly.", e);
            } finally {
                arquillian.shutdown();
            }
        }
    }

    /** How Corral is set up for the tests: from outside the WAR, as an administrator would. */
    private static List<String> corralArgs() {
        return List.of(
                "-Xmx512m",
                "-Dcorral.home=" + folder().resolve("home"),
                "-Dcorral.ollama.idle-timeout=6s",
                "-Dcorral.ollama.keep-alive-interval=3s",
                "-Dcorral.ollama.base-urls=http://127.0.0.1:" + upstreamPort());
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException(
                    property
                            + " is not set: run the integration tests with Maven, or give "
                            + BASE_URL
                            + " (see CorralIT).");
        }
        return value;
    }

    /** The address of the deployed WAR, without a slash at its end. */
    static URI baseUrl() {
        return URI.create(required(BASE_URL));
    }
}
