package dev.corral.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Tomcat of a test's own with the built WAR in it, in a process that can be killed and started
 * again on the same folder and port.
 */
final class TomcatProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path home;
    private final Path base;
    private final int port;
    private final List<String> arguments;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private Process process;

    /**
     * A server that is not started yet.
     *
     * @param base its folder, made anew
     * @param arguments of its JVM
     */
    TomcatProcess(Path base, List<String> arguments) throws IOException {
        this.home = Path.of(System.getProperty("corral.it.server-home"));
        this.base = base.toAbsolutePath();
        this.port = ItPorts.free();
        this.arguments = List.copyOf(arguments);
        ServerBase.deleteTree(this.base);
        ServerBase.TOMCAT.write(home, this.base, "unused");
        Files.copy(
                Path.of(System.getProperty(CorralServer.TARGET, "target"), "corral.war"),
                this.base.resolve("webapps/corral.war"));
    }

    /** Its folder. */
    Path base() {
        return base;
    }

    /** The address of a path below the application. */
    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + "/corral" + path);
    }

    /** Starts it and waits until the application answers, whatever it answers. */
    void start() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ServerBase.TOMCAT.jvmArgs(base, port, 0));
        command.removeIf(argument -> argument.contains("jmxremote"));
        command.addAll(arguments);
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-Djava.util.logging.manager=org.apache.juli.ClassLoaderLogManager",
                        "-Djava.util.logging.config.file="
                                + base.resolve("conf/logging.properties"),
                        "-Dcatalina.home=" + home,
                        "-Dcatalina.base=" + base,
                        "-Djava.io.tmpdir=" + base.resolve("temp"),
                        "-cp",
                        home.resolve("bin/bootstrap.jar")
                                + ":"
                                + home.resolve("bin/tomcat-juli.jar"),
                        "org.apache.catalina.startup.Bootstrap",
                        "start"));
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        base.resolve("logs/console.txt").toFile()))
                        .start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (status("/health/live") < 0) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new IOException("Tomcat did not start; see " + base.resolve("logs"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /** The status of a GET without a login; -1 when nothing answers. */
    int status(String path) throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(url(path)).timeout(Duration.ofSeconds(30)).build();
            return client.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    /** Ends it in the middle of whatever it does, as the loss of power would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
