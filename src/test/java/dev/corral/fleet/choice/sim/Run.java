package dev.corral.fleet.choice.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** One gateway under one workload, and what came of it. */
final class Run {

    /** What the servers are like and what happens to them. */
    record Scene(
            String name,
            List<Model> models,
            Workload.Shape shape,
            int servers,
            long memory,
            int parallel,
            int maxLoaded,
            /** Which models a server (by index) has on its disk. */
            BiFunction<Integer, Integer, Boolean> onDisk,
            Faults faults,
            long warm,
            long length) {

        /** The same for another time. */
        Scene lasting(long warmUp, long total) {
            return new Scene(
                    name, models, shape, servers, memory, parallel, maxLoaded, onDisk, faults,
                    warmUp, total);
        }
    }

    /** What happens to the servers. */
    interface Faults {
        void plan(Events events, List<Ollama> servers, long length);
    }

    /** How time passes until all is over. */
    interface Clock {
        void run(Events events, long end, Run run);
    }

    /** Builds a gateway. */
    interface Maker {
        Gateway make(Events events, List<Ollama> servers, Workload workload, long seed);
    }

    final List<Request> requests = new ArrayList<>();
    final List<Ollama> servers = new ArrayList<>();
    final Scene scene;
    int left;
    Gateway gateway;
    private final Events events = new Events();
    private int floodDone;

    private Run(Scene scene) {
        this.scene = scene;
    }

    static Run of(Scene scene, Maker maker, long seed) {
        return of(scene, maker, seed, (events, end, run) -> events.runUntil(end));
    }

    static Run of(Scene scene, Maker maker, long seed, Clock clock) {
        Run run = new Run(scene);
        run.go(maker, seed, clock);
        return run;
    }

    private void go(Maker maker, long seed, Clock clock) {
        Workload workload = new Workload(seed, scene.models(), scene.shape(), scene.length());
        for (int i = 0; i < scene.servers(); i++) {
            Ollama server =
                    new Ollama(
                            events,
                            "server-" + i,
                            scene.memory(),
                            scene.parallel(),
                            scene.maxLoaded());
            for (int m = 0; m < scene.models().size(); m++) {
                if (scene.onDisk().apply(i, m)) {
                    server.disk.add(scene.models().get(m).name());
                }
            }
            servers.add(server);
        }
        gateway = maker.make(events, servers, workload, seed);
        for (Workload.Planned planned : workload.plan()) {
            events.at(planned.at(), () -> turn(planned, 0, planned.at()));
        }
        for (int i = 0; i < scene.shape().flood(); i++) {
            events.at(scene.warm() / 2, () -> flood(workload));
        }
        scene.faults().plan(events, servers, scene.length());
        clock.run(events, scene.length() + 300 * Events.SECOND, this);
    }

    private void turn(Workload.Planned planned, int index, long plannedAt) {
        Request request = planned.turns().get(index);
        long next = index + 1 < planned.turns().size() ? plannedAt + planned.gaps().get(index) : -1;
        request.then =
                () -> {
                    if (next >= 0 && next < scene.length()) {
                        events.at(
                                Math.max(next, events.now() + Events.SECOND),
                                () -> turn(planned, index + 1, next));
                    }
                };
        ask(request);
    }

    private void flood(Workload workload) {
        Request request = workload.floodRequest();
        request.then =
                () -> {
                    if (!request.failed) {
                        floodDone += events.now() >= scene.warm() ? 1 : 0;
                    }
                    if (events.now() < scene.length()) {
                        events.in(request.failed ? Events.SECOND : 0, () -> flood(workload));
                    }
                };
        ask(request);
    }

    private void ask(Request request) {
        request.arrived = events.now();
        requests.add(request);
        if (request.patience > 0) {
            events.in(
                    request.patience,
                    () -> {
                        if (request.begun < 0 && !request.isOver()) {
                            left++;
                            request.left = true;
                            request.ended = events.now();
                            gateway.leave(request);
                            request.then.run();
                        }
                    });
        }
        gateway.arrive(request);
    }

    private List<Request> measured() {
        return requests.stream()
                .filter(r -> r.arrived >= scene.warm() && r.arrived < scene.length())
                .filter(r -> !r.flood)
                .toList();
    }

    private double[] waits() {
        return measured().stream()
                .filter(r -> r.begun >= 0)
                .mapToDouble(r -> (r.begun - r.arrived) / 1e9)
                .sorted()
                .toArray();
    }

    double mean() {
        double sum = 0;
        double[] waits = waits();
        for (double wait : waits) {
            sum += wait;
        }
        return sum / waits.length;
    }

    double percentile(double p) {
        double[] waits = waits();
        return waits[(int) Math.min(waits.length - 1, p * waits.length)];
    }

    /** Requests that failed without a byte. */
    long lost() {
        return measured().stream().filter(r -> r.failed && r.begun < 0).count();
    }

    long failed(String why) {
        return measured().stream().filter(r -> r.failed && why.equals(r.failure)).count();
    }

    /** Requests whose answer broke off or was not the right one. */
    long spoilt() {
        return measured().stream().filter(r -> r.failed && r.begun >= 0).count();
    }

    /** Whether nothing is under way. */
    boolean isQuiet() {
        return requests.stream().allMatch(Request::isOver);
    }

    /** Requests that neither began nor failed nor left by the end. */
    long stuck() {
        return measured().stream().filter(r -> r.begun < 0 && !r.isOver()).count();
    }

    double longest() {
        double[] waits = waits();
        return waits[waits.length - 1];
    }

    int coldStarts() {
        return servers.stream().mapToInt(s -> s.coldStarts).sum();
    }

    int cancelledAtServers() {
        return servers.stream().mapToInt(s -> s.cancelled).sum();
    }

    int floodDone() {
        return floodDone;
    }

    int count() {
        return measured().size();
    }

    String line(String name) {
        return String.format(
                "%-12s n %5d  mean %7.3f  p50 %7.3f  p95 %7.3f  max %7.2f  cold %4d  lost %3d  stuck %2d"
                        + "  left %3d  flood %d",
                name,
                count(),
                mean(),
                percentile(0.5),
                percentile(0.95),
                longest(),
                coldStarts(),
                lost(),
                stuck(),
                left,
                floodDone);
    }
}
