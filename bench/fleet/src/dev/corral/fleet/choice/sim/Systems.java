package dev.corral.fleet.choice.sim;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Starts one of the gateways in front of the servers, and stops it again. */
final class Systems implements AutoCloseable {

    static final String LEAST_CONN = "nginx least_conn";
    static final String RANDOM = "nginx random";
    static final String CORRAL = "Corral";
    static final List<String> NAMES = List.of(LEAST_CONN, RANDOM, CORRAL);

    private static final long START_PATIENCE = 90_000_000_000L;

    private final Path root;
    private final Path work;
    private final double speed;
    private Process process;

    Systems(Path root, Path work, double speed) {
        this.root = root;
        this.work = work;
        this.speed = speed;
    }

    /** Its port. */
    int start(String system, List<Integer> upstreams, Run.Scene scene) throws IOException {
        int port = freePort();
        if (system.equals(CORRAL)) {
            tomcat(port, upstreams, told(scene), users(scene));
            await("http://127.0.0.1:" + port + "/corral/health/ready");
        } else {
            nginx(port, upstreams, system.equals(RANDOM) ? "random;" : "least_conn;");
            await("http://127.0.0.1:" + port + "/api/version");
        }
        return port;
    }

    /**
     * Corral in front of servers of which nothing more is said.
     *
     * @param people who may log in, with the password {@code bench-only}; {@code admin} may, too
     */
    int corral(List<Integer> upstreams, List<String> people) throws IOException {
        int port = freePort();
        StringBuilder users = new StringBuilder("<tomcat-users>\n");
        people.forEach(name -> user(users, name, "corral-user"));
        user(users, "admin", "corral-admin");
        tomcat(
                port,
                upstreams,
                List.of("-Dcorral.fleet.tell-backend=true"),
                users.append("</tomcat-users>\n").toString());
        await("http://127.0.0.1:" + port + "/corral/health/ready");
        return port;
    }

    private static List<String> told(Run.Scene scene) {
        return List.of(
                "-Dcorral.fleet.slots=" + scene.parallel(),
                "-Dcorral.fleet.vram=" + scene.memory() + "B",
                "-Dcorral.fleet.max-loaded=" + scene.maxLoaded());
    }

    private void nginx(int port, List<Integer> upstreams, String balance) throws IOException {
        Path home = fresh("nginx");
        String servers =
                upstreams.stream()
                        .map(
                                each ->
                                        "server 127.0.0.1:"
                                                + each
                                                + " fail_timeout="
                                                + seconds(10)
                                                + ";")
                        .collect(Collectors.joining("\n        "));
        String conf =
                Files.readString(root.resolve("bench/fleet/nginx.conf"))
                        .replace("@home@", home.toString())
                        .replace("@port@", Integer.toString(port))
                        .replace("@balance@", balance)
                        .replace("@servers@", servers)
                        .replace("@timeout@", Math.round(60_000 / speed) + "ms");
        Files.writeString(home.resolve("nginx.conf"), conf);
        start(
                home,
                Map.of(),
                List.of(
                        "/usr/sbin/nginx",
                        "-p",
                        home.toString(),
                        "-c",
                        home.resolve("nginx.conf").toString()));
    }

    private String seconds(int virtual) {
        return Math.max(1, Math.round(virtual / speed)) + "s";
    }

    private void tomcat(int port, List<Integer> upstreams, List<String> told, String users)
            throws IOException {
        Path home;
        try (Stream<Path> folders = Files.list(root.resolve("target/servers"))) {
            home =
                    folders.filter(f -> f.getFileName().toString().startsWith("apache-tomcat-10"))
                            .findFirst()
                            .orElseThrow(() -> new IOException("no Tomcat under target/servers"));
        }
        Path base = fresh("tomcat");
        for (String each : List.of("conf", "logs", "temp", "work", "webapps")) {
            Files.createDirectories(base.resolve(each));
        }
        copy(home.resolve("conf"), base.resolve("conf"));
        copy(root.resolve("bench/tomcat"), base.resolve("conf"));
        Files.writeString(base.resolve("conf/tomcat-users.xml"), users);
        Files.copy(root.resolve("target/corral.war"), base.resolve("webapps/corral.war"));
        String urls =
                upstreams.stream()
                        .map(each -> "http://127.0.0.1:" + each)
                        .collect(Collectors.joining("%3B"));
        String options =
                String.join(
                        " ",
                        "-Dbench.port=" + port,
                        "-Xms64m",
                        "-Xmx512m",
                        "-Dcorral.home=" + base.resolve("corral-data"),
                        String.join(" ", told),
                        "-Dcorral.limits.exchanges-per-caller=1000");
        start(
                base,
                Map.of(
                        "CATALINA_BASE",
                        base.toString(),
                        "CATALINA_OPTS",
                        options,
                        "CORRAL_OLLAMA_BASE_URLS",
                        urls.replace("%3B", ";")),
                List.of("/bin/sh", home.resolve("bin/catalina.sh").toString(), "run"));
    }

    private static String users(Run.Scene scene) {
        StringBuilder users = new StringBuilder("<tomcat-users>\n");
        for (int i = 0; i < scene.shape().people(); i++) {
            user(users, "person-" + i, "corral-user");
        }
        for (int i = 0; i < 8; i++) {
            user(users, "program-" + i, "corral-user");
        }
        user(users, "flood", "corral-user");
        return users.append("</tomcat-users>\n").toString();
    }

    private static void user(StringBuilder users, String name, String role) {
        users.append("  <user name=\"").append(name);
        users.append("\" password=\"bench-only\" roles=\"").append(role).append("\"/>\n");
    }

    private Path fresh(String name) throws IOException {
        Path folder = work.resolve(name);
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        return Files.createDirectories(folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private void start(Path home, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
        builder.redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(home.resolve("out.log").toFile());
        process = builder.start();
    }

    static void await(String url) throws IOException {
        long begun = System.nanoTime();
        while (true) {
            try {
                HttpURLConnection connection =
                        (HttpURLConnection) URI.create(url).toURL().openConnection();
                connection.setConnectTimeout(1000);
                connection.setReadTimeout(5000);
                if (connection.getResponseCode() == 200) {
                    connection.getInputStream().readAllBytes();
                    return;
                }
            } catch (IOException notYet) {
                // Tried again.
            }
            if (System.nanoTime() - begun > START_PATIENCE) {
                throw new IOException("no answer from " + url);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(100_000_000L);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            process.onExit().join();
        }
    }
}
