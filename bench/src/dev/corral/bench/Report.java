package dev.corral.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The table of all medians, with the ratio to nginx, as Markdown and as JSON. */
final class Report {

    private static final String YARDSTICK = "nginx";

    private final Results results;
    private final List<Target> targets;
    private final int rounds;
    private final double seconds;

    Report(Results results, List<Target> targets, int rounds, double seconds) {
        this.results = results;
        this.targets = targets;
        this.rounds = rounds;
        this.seconds = seconds;
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d processors, Java %s, %s %s; medians of up to %d interleaved rounds, "
                                + "%.0f s in all. In brackets: times nginx.%n%n",
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("java.version"),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        rounds,
                        seconds));
        text.append("| measure |");
        targets.forEach(target -> text.append(' ').append(target.name()).append(" |"));
        text.append("\n|---|").append("---|".repeat(targets.size())).append('\n');
        for (Results.Row row : results.rows()) {
            text.append("| ").append(row).append(" |");
            for (Target target : targets) {
                text.append(' ').append(cell(row, target.name())).append(" |");
            }
            text.append('\n');
        }
        return text.append('\n').append(new Goals(results, targets).markdown()).toString();
    }

    private String cell(Results.Row row, String target) {
        double median = results.median(row, target);
        if (Double.isNaN(median)) {
            return "";
        }
        double yardstick = results.median(row, YARDSTICK);
        return number(median)
                + (target.equals(YARDSTICK) || Double.isNaN(yardstick) || yardstick == 0
                        ? ""
                        : String.format(Locale.ROOT, " (%.2f)", median / yardstick));
    }

    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : "%.3f";
        return String.format(Locale.ROOT, format, value);
    }

    String json() {
        StringBuilder text = new StringBuilder("{\"rounds\":" + rounds + ",\"rows\":[");
        String between = "";
        for (Results.Row row : results.rows()) {
            text.append(between)
                    .append("\n{\"measure\":\"")
                    .append(row.measure())
                    .append("\",\"metric\":\"")
                    .append(row.metric())
                    .append("\",\"lessIsBetter\":")
                    .append(row.less())
                    .append(",\"values\":{")
                    .append(
                            targets.stream()
                                    .filter(t -> !results.values(row, t.name()).isEmpty())
                                    .map(t -> "\"" + t + "\":" + results.values(row, t.name()))
                                    .collect(Collectors.joining(",")))
                    .append("}}");
            between = ",";
        }
        return text.append("\n]}\n").toString();
    }
}
