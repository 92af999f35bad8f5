package dev.corral.fleet.choice.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code bench/fleet/run}; see bench/fleet/README.md. */
final class FleetBench {

    private static final long MINUTE = 60 * Events.SECOND;

    private final Path root;
    private final List<Outcome> outcomes = new ArrayList<>();
    private double speed = 4;
    private int seeds = 1;
    private long warm = MINUTE;
    private long length = 7 * MINUTE;
    private String only = "";

    /** One run of one gateway. */
    private record Outcome(String scene, String system, long seed, Run run) {}

    private FleetBench(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws Exception {
        FleetBench bench = new FleetBench(Path.of(args[0]));
        for (String arg : Arrays.copyOfRange(args, 1, args.length)) {
            bench.option(arg);
        }
        bench.all();
    }

    private void option(String arg) {
        String value = arg.substring(arg.indexOf('=') + 1);
        if (arg.equals("--quick")) {
            speed = 8;
            warm = MINUTE;
            length = 4 * MINUTE;
        } else if (arg.startsWith("--seeds=")) {
            seeds = Integer.parseInt(value);
        } else if (arg.startsWith("--speed=")) {
            speed = Double.parseDouble(value);
        } else if (arg.startsWith("--minutes=")) {
            length = Long.parseLong(value) * MINUTE;
        } else if (arg.startsWith("--only=")) {
            only = value;
        } else {
            throw new IllegalArgumentException(arg);
        }
    }

    private void all() throws Exception {
        Path work = root.resolve("target/bench/fleet");
        for (Run.Scene scene : Scenes.all()) {
            if (!only.isEmpty() && !List.of(only.split(",")).contains(word(scene))) {
                continue;
            }
            for (long seed = 1; seed <= seeds; seed++) {
                for (String system : Systems.NAMES) {
                    Run run = measure(scene.lasting(warm, length), system, seed, work);
                    outcomes.add(new Outcome(scene.name(), system, seed, run));
                    System.out.println(scene.name() + ", seed " + seed + ": " + run.line(system));
                }
            }
        }
        String table = table();
        System.out.println(table);
        Files.writeString(work.resolve("report.md"), table);
        Files.writeString(work.resolve("report.json"), json());
    }

    private static String word(Run.Scene scene) {
        return scene.name().split(" ")[0];
    }

    private Run measure(Run.Scene scene, String system, long seed, Path work) throws IOException {
        List<AutoCloseable> open = new ArrayList<>();
        RealTime[] time = new RealTime[1];
        try {
            return Run.of(
                    scene,
                    (events, servers, workload, n) -> {
                        time[0] = new RealTime(events, speed);
                        try {
                            return connect(scene, system, work, time[0], events, servers, open);
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    },
                    seed,
                    (events, end, run) -> time[0].run(events, end, run));
        } finally {
            for (int i = open.size() - 1; i >= 0; i--) {
                close(open.get(i));
            }
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            System.out.println("could not be closed: " + e);
        }
    }

    private Gateway connect(
            Run.Scene scene,
            String system,
            Path work,
            RealTime time,
            Events events,
            List<Ollama> servers,
            List<AutoCloseable> open)
            throws IOException {
        List<Integer> ports = new ArrayList<>();
        for (Ollama server : servers) {
            OllamaHttp http = new OllamaHttp(time, server, scene.models());
            open.add(http);
            ports.add(http.port());
        }
        Systems systems = new Systems(root, work, speed);
        open.add(systems);
        int port = systems.start(system, ports, scene);
        boolean corral = system.equals(Systems.CORRAL);
        Wire wire = new Wire(time, events, port, corral ? "/corral/ollama" : "", corral);
        open.add(wire);
        return wire;
    }

    private double median(
            String scene, String system, java.util.function.ToDoubleFunction<Run> of) {
        double[] all =
                outcomes.stream()
                        .filter(o -> o.scene().equals(scene) && o.system().equals(system))
                        .mapToDouble(o -> of.applyAsDouble(o.run()))
                        .sorted()
                        .toArray();
        return all[all.length / 2];
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%.0f", value);
    }

    private String table() {
        StringBuilder text = new StringBuilder();
        text.append(
                        "| situation | gateway | mean s | p95 s | longest s | cold starts | failed without a byte")
                .append(
                        " | cut or corrupt | mean / least_conn | p95 / least_conn | flooder's answers |\n")
                .append("|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (String scene : outcomes.stream().map(Outcome::scene).distinct().toList()) {
            for (String system : Systems.NAMES) {
                double mean = median(scene, system, Run::mean);
                double p95 = median(scene, system, r -> r.percentile(0.95));
                text.append("| ").append(scene).append(" | ").append(system);
                for (double value :
                        new double[] {
                            mean,
                            p95,
                            median(scene, system, Run::longest),
                            median(scene, system, Run::coldStarts),
                            median(scene, system, Run::lost),
                            median(scene, system, Run::spoilt),
                            mean / median(scene, Systems.LEAST_CONN, Run::mean),
                            p95 / median(scene, Systems.LEAST_CONN, r -> r.percentile(0.95)),
                            median(scene, system, Run::floodDone)
                        }) {
                    text.append(" | ").append(number(value));
                }
                text.append(" |\n");
            }
        }
        return text.toString();
    }

    private String json() {
        List<String> all = new ArrayList<>();
        for (Outcome one : outcomes) {
            Run run = one.run();
            all.add(
                    String.format(
                            Locale.ROOT,
                            "{\"situation\":\"%s\",\"gateway\":\"%s\",\"seed\":%d,\"speed\":%.1f,\"requests\":%d,"
                                    + "\"mean\":%.4f,\"p95\":%.4f,\"longest\":%.4f,\"coldStarts\":%d,\"lost\":%d,"
                                    + "\"cutOrCorrupt\":%d,\"left\":%d,\"cancelledAtServers\":%d,\"flooder\":%d}",
                            one.scene(),
                            one.system(),
                            one.seed(),
                            speed,
                            run.count(),
                            run.mean(),
                            run.percentile(0.95),
                            run.longest(),
                            run.coldStarts(),
                            run.lost(),
                            run.spoilt(),
                            run.left,
                            run.cancelledAtServers(),
                            run.floodDone()));
        }
        return "[\n" + String.join(",\n", all) + "\n]\n";
    }
}
