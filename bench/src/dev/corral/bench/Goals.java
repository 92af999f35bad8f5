package dev.corral.bench;

import java.util.List;
import java.util.Locale;

/** The goals that Corral set itself, beside what was reached in this run. */
final class Goals {

    private static final String NGINX = "nginx";
    private static final String BASIC = "nginx + Basic";

    private final Results results;
    private final List<Target> targets;
    private final StringBuilder text = new StringBuilder();

    Goals(Results results, List<Target> targets) {
        this.results = results;
        this.targets = targets.stream().filter(Target::isCorral).toList();
    }

    String markdown() {
        text.append("| goal |");
        targets.forEach(target -> text.append(' ').append(target.name()).append(" |"));
        text.append("\n|---|").append("---|".repeat(targets.size())).append('\n');
        small();
        saturated();
        paced();
        aborts();
        bulk();
        row(
                "start of Tomcat to first answer <= 3 s",
                3,
                t -> of(t, "start", "process to first answer, s"),
                false);
        return text.toString();
    }

    private void small() {
        String c64 = Measures.GET + 64;
        row(
                "small GET c=64 >= 0.9 x nginx",
                0.9,
                t -> ratio(t, NGINX, c64, Measures.PER_SECOND),
                true);
        row(
                "small GET c=64 >= 3 x nginx + Basic",
                3,
                t -> ratio(t, BASIC, c64, Measures.PER_SECOND),
                true);
        row(
                "c=1: added over direct <= 2 x what nginx adds",
                2,
                t ->
                        added(t, Measures.GET + 1, Measures.P50)
                                / added(NGINX, Measures.GET + 1, Measures.P50),
                false);
    }

    private void saturated() {
        for (int streams : new int[] {8, 64}) {
            String measure = streams + " streams without a gap";
            row(
                    measure + ": frames/s >= 0.9 x nginx",
                    0.9,
                    t -> ratio(t, NGINX, measure, Measures.FRAMES),
                    true);
            row(
                    measure + ": CPU <= 1.5 x nginx",
                    1.5,
                    t -> ratio(t, NGINX, measure, Measures.FRAME_CPU),
                    false);
        }
    }

    private void paced() {
        String many = "9500 streams, a frame every 500 ms";
        row("9,500 streams: all complete and exact", 100, t -> of(t, many, Measures.WHOLE), true);
        row("9,500 streams: resident <= 800 MB", 800, t -> of(t, many, Measures.RESIDENT), false);
        row(
                "9,500 streams: delay p99 <= 2 x nginx",
                2,
                t -> ratio(t, NGINX, many, Measures.DELAY_P99),
                false);
        row(
                "9,500 streams: first frame p99 <= 2 x nginx",
                2,
                t -> ratio(t, NGINX, many, Measures.FIRST_P99),
                false);
        String hundred = "100 streams, a frame every 20 ms";
        row(
                "100 streams: first frame p99 added over direct < 1 ms",
                1,
                t -> added(t, hundred, Measures.FIRST_P99),
                false);
    }

    private void aborts() {
        String p99 = "upstream closed p99 ms";
        row(
                "abort between frames: p99 < 5 ms",
                5,
                t -> of(t, "abort between frames of 20 ms", p99),
                false);
        row("abort in silence: p99 < 1000 ms", 1000, t -> of(t, "abort in silence", p99), false);
    }

    private void bulk() {
        for (String measure : List.of("upload of 1 GB", "download of 1 GB")) {
            row(
                    measure + " >= 0.8 x nginx",
                    0.8,
                    t -> ratio(t, NGINX, measure, Measures.MEGABYTES),
                    true);
        }
    }

    private interface Figure {
        double of(String target);
    }

    private void row(String goal, double wanted, Figure figure, boolean atLeast) {
        text.append("| ").append(goal).append(" |");
        for (Target target : targets) {
            double value = figure.of(target.name());
            boolean reached = atLeast ? value >= wanted : value <= wanted;
            text.append(
                    Double.isNaN(value)
                            ? " |"
                            : String.format(
                                    Locale.ROOT,
                                    " %s %s |",
                                    Report.number(value),
                                    reached ? "✓" : "✗"));
        }
        text.append('\n');
    }

    private double of(String target, String measure, String metric) {
        return results.median(measure, metric, target);
    }

    private double ratio(String target, String to, String measure, String metric) {
        return of(target, measure, metric) / of(to, measure, metric);
    }

    private double added(String target, String measure, String metric) {
        return of(target, measure, metric) - of("direct", measure, metric);
    }
}
