package dev.corral.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Runs all measures in interleaved rounds and prints the table. See {@code bench/README.md}. */
public final class Main {

    private final Results results = new Results();
    private final Set<String> only;
    private final int rounds;
    private final boolean quick;
    private final List<Target> targets = new ArrayList<>();
    private final long begun = System.nanoTime();
    private Measures measures;

    private Main(List<String> options) {
        quick = options.contains("--quick");
        rounds = quick ? 1 : 3;
        only = new TreeSet<>();
        options.stream()
                .filter(option -> option.startsWith("--only="))
                .forEach(option -> only.addAll(Arrays.asList(option.substring(7).split(","))));
    }

    /**
     * Measures.
     *
     * @param args the checkout, then {@code --quick} (one short round) and {@code --only=} with
     *     names of measures, comma-separated
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]).toAbsolutePath();
        new Main(Arrays.asList(args).subList(1, args.length)).run(root);
    }

    private void run(Path root) throws IOException {
        Path work = root.resolve("target/bench");
        try (Servers servers = new Servers(root, work)) {
            measures = new Measures(results, servers.standInPort(), quick);
            targets.add(servers.direct());
            targets.addAll(servers.nginx());
            addCorral("Tomcat 10.1", servers.tomcat("Tomcat 10.1", "apache-tomcat-10"));
            addCorral("Tomcat 11", servers.tomcat("Tomcat 11", "apache-tomcat-11"));
            addCorral("WildFly", servers.wildfly("WildFly"));
            for (Target target : targets) {
                say("idle", target);
                measures.idle(target);
            }
            for (Target target : targets) {
                say("warm up", target);
                measures.warmUp(target);
            }
            measureAll(work);
        }
        if (wanted("start")) {
            new Starts(root, work, results).measure(rounds);
        }
        System.out.println(write(work).markdown());
        System.out.println("Also in target/bench/report.md and report.json.");
    }

    private void addCorral(String name, Target target) {
        if (target != null) {
            targets.add(target);
        } else {
            System.out.println(name + " is missing; going on without");
        }
    }

    /** Also in between, so that something is left of a run that is stopped. */
    private Report write(Path work) throws IOException {
        Report report = new Report(results, targets, rounds, (System.nanoTime() - begun) / 1e9);
        Files.writeString(work.resolve("report.md"), report.markdown());
        Files.writeString(work.resolve("report.json"), report.json());
        return report;
    }

    private void measureAll(Path work) throws IOException {
        for (int round = 0; round < rounds; round++) {
            List<Target> order = new ArrayList<>(targets);
            Collections.rotate(order, round * 2);
            for (Measures.Step step : measures.steps()) {
                if (!wanted(step.name()) || round >= step.rounds()) {
                    continue;
                }
                for (Target target : order) {
                    say(step.name() + ", round " + (round + 1), target);
                    step.run(target);
                }
                write(work);
            }
        }
    }

    private boolean wanted(String name) {
        return only.isEmpty() || only.contains(name);
    }

    private void say(String what, Target target) {
        System.err.printf(
                "%4.0f s  %s: %s%n", (System.nanoTime() - begun) / 1e9, what, target.name());
    }
}
