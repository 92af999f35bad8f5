package dev.corral.it.offline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the whole product offline in a process of its own ({@link OfflineRun}) and hears two
 * witnesses about whom it asked for: {@link ConnectRecorder}, which names every host and address
 * but needs a Java before 24, and {@link KernelCounters}, which counts what any code tries but
 * needs a Linux that lets us have a network namespace. Each has to notice the control at the end of
 * the run; with neither the test fails.
 */
@Timeout(300)
@Tag("offline-proof")
class OfflineProofIT {

    /** Own name servers, since one on loopback would be asked without a way out. */
    private static final String ALONE =
            "ip link set lo up && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    @TempDir Path folder;

    @Test
    void offlineNobodyIsAskedForButTheBackend() throws Exception {
        List<String> alone = namespace();
        boolean recorder = Runtime.version().feature() < 24;
        assertThat(recorder || !alone.isEmpty())
                .as("a witness: a Java before 24, or `unshare --net --mount` as root or with -r")
                .isTrue();
        Properties results = run(alone, recorder);

        assertThat(results.getProperty("product.recorder")).isEmpty();
        assertThat(results.getProperty("product.kernel")).isEqualTo("0");
        assertThat(Integer.parseInt(results.getProperty("answered.recorder")))
                .as("requests that Corral answered with 200")
                .isGreaterThan(15);
        if (recorder) {
            assertThat(results.getProperty("lookup.recorder")).isEqualTo("outside.corral.test");
            assertThat(results.getProperty("connect.recorder")).isEqualTo("192.0.2.1:9");
        }
        if (!alone.isEmpty()) {
            assertThat(Long.parseLong(results.getProperty("lookup.kernel"))).isPositive();
            assertThat(Long.parseLong(results.getProperty("connect.kernel"))).isPositive();
        }
    }

    /** The command that runs another one in a network namespace; empty if there may be none. */
    private List<String> namespace() throws Exception {
        Path nameServers =
                Files.writeString(folder.resolve("resolv.conf"), "nameserver 192.0.2.53\n");
        for (String[] how : new String[][] {{"unshare", "-nm"}, {"unshare", "-rnm"}}) {
            List<String> command = new ArrayList<>(List.of(how));
            command.addAll(List.of("sh", "-c", ALONE, nameServers.toString()));
            List<String> check = new ArrayList<>(command);
            check.add("true");
            if (exitOf(check) == 0) {
                return command;
            }
        }
        return List.of();
    }

    private static int exitOf(List<String> command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException notThere) {
            return -1;
        }
    }

    private Properties run(List<String> alone, boolean recorder) throws Exception {
        Path target = Path.of(System.getProperty("corral.it.target", "target"));
        Path log = target.resolve("it/offline-run.log");
        Files.createDirectories(log.getParent());
        List<String> command = new ArrayList<>(alone);
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of("-cp", classPath(target), "-Xmx384m"));
        if (recorder) {
            command.add("-Djava.security.manager=" + ConnectRecorder.class.getName());
        }
        command.addAll(
                List.of(
                        "-Dcorral.offline=true",
                        "-Dcorral.fleet.watch-interval=1s",
                        "-Dcorral.home=" + folder.resolve("home"),
                        OfflineRun.class.getName(),
                        target.resolve("corral.war").toAbsolutePath().toString(),
                        folder.resolve("server").toString()));
        Files.createDirectories(folder.resolve("server"));
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).as("it ends; see %s", log).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("see %s", log).isZero();
        Properties results = new Properties();
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith("RESULT ")) {
                int equals = line.indexOf('=');
                results.put(line.substring(7, equals), line.substring(equals + 1));
            }
        }
        return results;
    }

    /** The server's own libraries and the tests; nothing of Corral but what is in the WAR. */
    private static String classPath(Path target) {
        Path server = Path.of(System.getProperty("corral.it.server-home"));
        return String.join(
                File.pathSeparator,
                target.resolve("test-classes").toString(),
                server.resolve("lib").toString() + "/*",
                server.resolve("bin/tomcat-juli.jar").toString());
    }
}
