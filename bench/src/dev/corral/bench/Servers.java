package dev.corral.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Starts what is measured, in a work folder of its own, and stops it again. */
final class Servers implements AutoCloseable {

    static final String LOGIN = "alice:bench-only";

    /** The same login as {@code openssl passwd -apr1} hashes it. */
    private static final String HTPASSWD = "alice:$apr1$abcdefgh$J/HeEApOzzm89EKtbWM0V.\n";

    private static final long START_PATIENCE = 60_000_000_000L;
    private static final List<String> NGINX =
            List.of("/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx");

    private final Path root;
    private final Path work;
    private final List<Process> started = new ArrayList<>();
    private final int standInPort;

    /**
     * Starts the stand-in.
     *
     * @param root the checkout, with a built WAR and unpacked servers under {@code target}
     * @param work a folder that is emptied
     */
    Servers(Path root, Path work) throws IOException {
        this.root = root;
        this.work = work;
        delete(work);
        Files.createDirectories(work);
        standInPort = freePort();
        start(
                "stand-in",
                Map.of(),
                java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StandIn.class.getName(),
                Integer.toString(standInPort));
        await("http://127.0.0.1:" + standInPort + "/api/version", null);
    }

    int standInPort() {
        return standInPort;
    }

    Target direct() {
        return new Target("direct", standInPort, "", null, null);
    }

    /** nginx without and with {@code auth_basic}; empty if there is no nginx. */
    List<Target> nginx() throws IOException {
        Path nginx = NGINX.stream().map(Path::of).filter(Files::exists).findFirst().orElse(null);
        if (nginx == null) {
            System.out.println(
                    "nginx is missing (Debian: apt-get install nginx); going on without");
            return List.of();
        }
        int plain = freePort();
        int basic = freePort();
        Path home = Files.createDirectories(work.resolve("nginx"));
        Files.writeString(home.resolve("htpasswd"), HTPASSWD);
        String conf =
                Files.readString(root.resolve("bench/nginx.conf"))
                        .replace("@home@", home.toString())
                        .replace("@plain@", Integer.toString(plain))
                        .replace("@basic@", Integer.toString(basic))
                        .replace("@upstream@", "127.0.0.1:" + standInPort);
        Files.writeString(home.resolve("nginx.conf"), conf);
        Process process =
                start(
                        "nginx",
                        Map.of(),
                        nginx.toString(),
                        "-p",
                        home.toString(),
                        "-c",
                        home.resolve("nginx.conf").toString());
        await("http://127.0.0.1:" + plain + "/api/version", null);
        Usage usage = new Usage(process.toHandle());
        return List.of(
                new Target("nginx", plain, "", null, usage),
                new Target("nginx + Basic", basic, "", LOGIN, usage));
    }

    /** Corral on a Tomcat that was unpacked under {@code target}; null if there is none. */
    Target tomcat(String name, String folder) throws IOException {
        return tomcat(name, folder, root.resolve("target/corral.war"));
    }

    /** The same with another WAR in Corral's place. */
    Target tomcat(String name, String folder, Path war) throws IOException {
        Path home = unpacked(folder);
        if (home == null) {
            return null;
        }
        int port = freePort();
        Path base = work.resolve(name.replace(' ', '-'));
        for (String each : List.of("conf", "logs", "temp", "work", "webapps")) {
            Files.createDirectories(base.resolve(each));
        }
        copy(home.resolve("conf"), base.resolve("conf"));
        copy(root.resolve("bench/tomcat"), base.resolve("conf"));
        Files.copy(war, base.resolve("webapps/corral.war"));
        String options = "-Dbench.port=" + port + " " + String.join(" ", corralOptions(base));
        Process process =
                start(
                        name,
                        Map.of("CATALINA_BASE", base.toString(), "CATALINA_OPTS", options),
                        "/bin/sh",
                        home.resolve("bin/catalina.sh").toString(),
                        "run");
        return corral(name, port, process);
    }

    /** Corral on a WildFly that was unpacked under {@code target}; null if there is none. */
    Target wildfly(String name) throws IOException {
        Path home = unpacked("wildfly-");
        if (home == null) {
            return null;
        }
        int port = freePort();
        Path base = work.resolve("wildfly");
        copy(home.resolve("standalone"), base);
        Files.copy(root.resolve("target/corral.war"), base.resolve("deployments/corral.war"));
        String[] login = LOGIN.split(":");
        run(
                "add-user",
                "/bin/sh",
                home.resolve("bin/add-user.sh").toString(),
                "-a",
                "-s",
                "-sc",
                base.resolve("configuration").toString(),
                "-u",
                login[0],
                "-p",
                login[1],
                "-g",
                "corral-user,corral-admin");
        Path configuration = base.resolve("configuration/standalone.xml");
        Files.writeString(
                configuration,
                Files.readString(configuration)
                        .replace(
                                "<http-listener name=\"default\"",
                                "<http-listener name=\"default\" max-post-size=\"0\""));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "/bin/sh",
                                home.resolve("bin/standalone.sh").toString(),
                                "-Djboss.server.base.dir=" + base,
                                "-Djboss.http.port=" + port,
                                "-Djboss.https.port=" + freePort(),
                                "-Djboss.management.http.port=" + freePort(),
                                "-Djboss.management.https.port=" + freePort()));
        List<String> options = corralOptions(base);
        command.addAll(options.stream().filter(option -> option.startsWith("-D")).toList());
        Process process = start("wildfly", Map.of("JAVA_OPTS", HEAP), command);
        return corral(name, port, process);
    }

    private static final String HEAP = "-Xms64m -Xmx1g -Djava.net.preferIPv4Stack=true";

    private List<String> corralOptions(Path base) {
        return List.of(
                "-Xms64m",
                "-Xmx1g",
                "-Dcorral.home=" + base.resolve("corral-data"),
                "-Dcorral.ollama.base-urls=http://127.0.0.1:" + standInPort,
                "-Dcorral.ollama.max-connections=20000",
                "-Dcorral.fleet.slots=10000",
                "-Dcorral.limits.exchanges-per-caller=20000");
    }

    private Target corral(String name, int port, Process process) throws IOException {
        Usage usage = new Usage(process.toHandle());
        Target target = new Target(name, port, "/corral/ollama", LOGIN, usage);
        await("http://127.0.0.1:" + port + target.prefix() + "/api/version", LOGIN);
        return target;
    }

    private Path unpacked(String start) throws IOException {
        try (Stream<Path> folders = Files.list(root.resolve("target/servers"))) {
            Path found =
                    folders.filter(folder -> folder.getFileName().toString().startsWith(start))
                            .findFirst()
                            .orElse(null);
            if (found == null) {
                System.out.println(start + "* is not under target; going on without");
            }
            return found;
        }
    }

    private Process start(String name, Map<String, String> environment, String... command)
            throws IOException {
        return start(name, environment, List.of(command));
    }

    private Process start(String name, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectOutput(work.resolve(name.replace(' ', '-') + ".log").toFile());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private void run(String name, String... command) throws IOException {
        try {
            if (start(name, Map.of(), command).waitFor() != 0) {
                throw new IOException(name + " failed; see its log in " + work);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void await(String url, String login) throws IOException {
        long begin = System.nanoTime();
        while (true) {
            try {
                Http.get(url, login);
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() - begin > START_PATIENCE) {
                    throw new IOException("no answer from " + url, notYet);
                }
                java.util.concurrent.locks.LockSupport.parkNanos(20_000_000L);
            }
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
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

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Stops a server and waits for its end. */
    static void stop(ProcessHandle process) {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process)).toList();
        all.forEach(ProcessHandle::destroy);
        process.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        for (Process process : started) {
            if (process.isAlive()) {
                stop(process.toHandle());
            }
        }
    }
}
