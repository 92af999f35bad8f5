package dev.corral.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All measured figures: measure and metric, target, one value a round. */
final class Results {

    /**
     * A row of the table.
     *
     * @param less whether less is better
     */
    record Row(String measure, String metric, boolean less) {
        @Override
        public String toString() {
            return measure + ", " + metric;
        }
    }

    private final Map<Row, Map<String, List<Double>>> rows = new LinkedHashMap<>();

    void more(String measure, String metric, Target target, double value) {
        add(new Row(measure, metric, false), target, value);
    }

    void less(String measure, String metric, Target target, double value) {
        add(new Row(measure, metric, true), target, value);
    }

    private void add(Row row, Target target, double value) {
        if (!Double.isNaN(value)) {
            rows.computeIfAbsent(row, fresh -> new LinkedHashMap<>())
                    .computeIfAbsent(target.name(), fresh -> new ArrayList<>())
                    .add(value);
        }
    }

    Iterable<Row> rows() {
        return rows.keySet();
    }

    /** The values of all rounds; empty if it was not measured. */
    List<Double> values(Row row, String target) {
        return rows.getOrDefault(row, Map.of()).getOrDefault(target, List.of());
    }

    /** NaN if it was not measured. */
    double median(Row row, String target) {
        List<Double> sorted = values(row, target).stream().sorted().toList();
        int n = sorted.size();
        return n == 0 ? Double.NaN : (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    }

    double median(String measure, String metric, String target) {
        for (Row row : rows.keySet()) {
            if (row.measure().equals(measure) && row.metric().equals(metric)) {
                return median(row, target);
            }
        }
        return Double.NaN;
    }
}
