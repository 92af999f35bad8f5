package dev.corral.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How long a server takes from the start of its process to Corral's first answer. */
final class Starts {

    private final Path root;
    private final Path work;
    private final Results results;

    Starts(Path root, Path work, Results results) {
        this.root = root;
        this.work = work;
        this.results = results;
    }

    void measure(int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            try (Servers servers = new Servers(root, work.resolve("start"))) {
                long begin = System.nanoTime();
                Target target = servers.tomcat("Tomcat 10.1", "apache-tomcat-10");
                if (target == null) {
                    return;
                }
                double seconds = (System.nanoTime() - begin) / 1e9;
                results.less("start", "process to first answer, s", target, seconds);
                results.less(
                        "start",
                        "WAR MB",
                        target,
                        Files.size(root.resolve("target/corral.war")) / 1e6);
            }
        }
    }
}
