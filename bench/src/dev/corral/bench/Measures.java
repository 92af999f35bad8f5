package dev.corral.bench;

import java.io.IOException;
import java.util.List;

/** What is measured of each target, and how the figures are called. */
final class Measures {

    static final String GET = "small GET, c=";
    static final String PER_SECOND = "req/s";
    static final String P50 = "p50 ms";
    static final String P99 = "p99 ms";
    static final String CPU = "CPU us each";
    static final String FRAMES = "frames/s";
    static final String FRAME_CPU = "CPU s per million frames";
    static final String WHOLE = "complete and exact, %";
    static final String DELAY_P50 = "delay of a frame p50 ms";
    static final String DELAY_P99 = "delay of a frame p99 ms";
    static final String FIRST_P50 = "first frame p50 ms";
    static final String FIRST_P99 = "first frame p99 ms";
    static final String RESIDENT = "resident MB";
    static final String MEGABYTES = "MB/s";
    static final String GROWTH = "peak above before, MB";

    private static final long GIGABYTE = 1L << 30;

    private final Results results;
    private final int standInPort;
    private final boolean quick;

    Measures(Results results, int standInPort, boolean quick) {
        this.results = results;
        this.standInPort = standInPort;
        this.quick = quick;
    }

    /** One thing to measure. */
    record Step(String name, int rounds, Work work) {

        /** Measures one target once. */
        interface Work {
            void on(Target target) throws IOException;
        }

        void run(Target target) throws IOException {
            work.on(target);
        }
    }

    List<Step> steps() {
        return List.of(
                new Step("get", 3, this::gets),
                new Step("chat", 3, this::chats),
                new Step("saturation", 3, this::saturation),
                new Step("paced", 3, this::paced),
                new Step("many", 1, this::many),
                new Step("bulk", 1, this::bulk),
                new Step("abort", 1, this::aborts));
    }

    void idle(Target target) throws IOException {
        if (target.usage() != null) {
            results.less("idle", RESIDENT, target, target.usage().residentMegabytes());
        }
    }

    /** Until the JVM's compiler has seen what comes. */
    void warmUp(Target target) throws IOException {
        SmallRequests.run(target, target.get("/api/version"), 64, quick ? 2 : 8);
        SmallRequests.run(target, target.chat(Ask.small()), 64, quick ? 1 : 3);
        Streams.run(target, 8, quick ? 20_000 : 100_000, 0);
        Streams.run(target, 200, 50, 20);
    }

    private void gets(Target target) throws IOException {
        for (int connections : new int[] {1, 64, 256}) {
            small(GET + connections, target, target.get("/api/version"), connections);
        }
    }

    private void chats(Target target) throws IOException {
        small("small POST chat, c=64", target, target.chat(Ask.small()), 64);
    }

    private void small(String measure, Target target, byte[] request, int connections)
            throws IOException {
        double before = target.cpuSeconds();
        SmallRequests.Outcome outcome =
                SmallRequests.run(target, request, connections, quick ? 1 : 2);
        double cpu = target.cpuSeconds() - before;
        results.more(measure, PER_SECOND, target, outcome.perSecond());
        results.less(measure, P50, target, outcome.nanos().millisAt(0.5));
        results.less(measure, P99, target, outcome.nanos().millisAt(0.99));
        if (target.usage() != null) {
            // The uncounted first tenth used CPU as well.
            results.less(measure, CPU, target, cpu * 1e6 / (outcome.nanos().size() * 1.05));
        }
        if (outcome.failures() > 0) {
            results.less(measure, "failures", target, outcome.failures());
        }
    }

    private void saturation(Target target) throws IOException {
        for (int streams : new int[] {8, 64}) {
            int frames = (quick ? 200_000 : 1_500_000) / streams;
            double before = target.cpuSeconds();
            Streams.Outcome outcome = Streams.run(target, streams, frames, 0);
            double cpu = target.cpuSeconds() - before;
            String measure = streams + " streams without a gap";
            results.more(measure, FRAMES, target, outcome.frames() / outcome.seconds());
            results.more(measure, WHOLE, target, 100.0 * outcome.whole() / streams);
            if (target.usage() != null) {
                results.less(measure, FRAME_CPU, target, cpu * 1e6 / outcome.frames());
            }
        }
    }

    private void paced(Target target) throws IOException {
        paced(target, 100, 100, 20);
        if (!quick) {
            paced(target, 1_000, 6, 500);
            paced(target, 2_000, 6, 500);
        }
    }

    private void many(Target target) throws IOException {
        if (!quick) {
            paced(target, 9_500, 12, 500);
        }
    }

    private void paced(Target target, int streams, int frames, int gapMillis) throws IOException {
        Streams.Outcome outcome = Streams.run(target, streams, frames, gapMillis);
        String measure = streams + " streams, a frame every " + gapMillis + " ms";
        results.more(measure, WHOLE, target, 100.0 * outcome.whole() / streams);
        results.less(measure, DELAY_P50, target, outcome.delays().millisAt(0.5));
        results.less(measure, DELAY_P99, target, outcome.delays().millisAt(0.99));
        results.less(measure, FIRST_P50, target, outcome.firsts().millisAt(0.5));
        results.less(measure, FIRST_P99, target, outcome.firsts().millisAt(0.99));
        results.less(measure, RESIDENT, target, outcome.residentMegabytes());
        if (target.usage() != null) {
            results.less(measure, "threads", target, outcome.threads());
        }
    }

    private void bulk(Target target) throws IOException {
        long bytes = quick ? GIGABYTE / 8 : GIGABYTE;
        bulk("upload of 1 GB", target, bytes, Bulk::upload);
        bulk("download of 1 GB", target, bytes, Bulk::download);
        bulk("download by a reader who stops", target, bytes / 8, Bulk::slowDownload);
    }

    private interface Transfer {
        double seconds(Target target, long bytes) throws IOException;
    }

    private void bulk(String measure, Target target, long bytes, Transfer transfer)
            throws IOException {
        double before = 0;
        if (target.usage() != null) {
            target.usage().forgetPeak();
            before = target.usage().residentMegabytes();
        }
        double seconds = transfer.seconds(target, bytes);
        results.more(measure, MEGABYTES, target, bytes / seconds / 1e6);
        if (target.usage() != null) {
            results.less(measure, GROWTH, target, target.usage().peakMegabytes() - before);
        }
    }

    private void aborts(Target target) throws IOException {
        abort("abort between frames of 20 ms", target, 20);
        abort("abort in silence", target, 60_000);
    }

    private void abort(String measure, Target target, int gapMillis) throws IOException {
        int aborts = quick ? 100 : 500;
        Samples times = Aborts.run(target, standInPort, aborts, gapMillis);
        results.less(measure, "upstream closed p50 ms", target, times.millisAt(0.5));
        results.less(measure, "upstream closed p99 ms", target, times.millisAt(0.99));
        results.more(measure, "noticed, %", target, 100.0 * times.size() / aborts);
    }
}
