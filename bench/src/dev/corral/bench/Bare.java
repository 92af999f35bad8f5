package dev.corral.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small GETs of servlets that do next to nothing, to show what bounds Corral. */
public final class Bare {

    private static final int ROUNDS = 3;

    private Bare() {}

    /**
     * Measures.
     *
     * @param args the checkout and the WAR of {@code bench/bare}
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]).toAbsolutePath();
        try (Servers servers = new Servers(root, root.resolve("target/bench"))) {
            List<Target> targets = new ArrayList<>(servers.nginx());
            targets.add(servers.tomcat("Corral", "apache-tomcat-10"));
            Target bare =
                    servers.tomcat("bare", "apache-tomcat-10", Path.of(args[1]).toAbsolutePath());
            targets.add(at("a servlet that passes on what the client library got", bare, "ollama"));
            targets.add(at("a servlet that answers from another thread", bare, "async"));
            targets.add(at("a servlet that answers", bare, "sync"));
            for (Target target : targets) {
                SmallRequests.run(target, target.get("/api/version"), 64, 6);
            }
            System.out.println("| | small GET, c=64, req/s | CPU us each |");
            System.out.println("|---|---|---|");
            for (Target target : targets) {
                print(target);
            }
        }
    }

    private static Target at(String name, Target bare, String path) {
        return new Target(name, bare.port(), "/corral/" + path, null, bare.usage());
    }

    private static void print(Target target) throws Exception {
        List<Double> perSecond = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            double before = target.cpuSeconds();
            SmallRequests.Outcome outcome =
                    SmallRequests.run(target, target.get("/api/version"), 64, 2);
            perSecond.add(outcome.perSecond());
            cpu.add((target.cpuSeconds() - before) * 1e6 / (outcome.nanos().size() * 1.05));
        }
        perSecond.sort(null);
        cpu.sort(null);
        System.out.printf(
                "| %s | %,.0f | %.1f |%n",
                target.name(), perSecond.get(ROUNDS / 2), cpu.get(ROUNDS / 2));
    }
}
