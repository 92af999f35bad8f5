package dev.corral.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds servers that stand in the list twice under two names. The same models on both disks are no
 * proof, since many companies share a folder; the same moment, to less than a millisecond, at which
 * a loaded model is to leave is.
 */
final class Twins {

    private Twins() {}

    /** Pairs of names that are probably one server. */
    static List<List<String>> of(List<Backend> backends) {
        List<List<String>> pairs = new ArrayList<>();
        for (int i = 0; i < backends.size(); i++) {
            for (int j = i + 1; j < backends.size(); j++) {
                if (areOne(backends.get(i).contents(), backends.get(j).contents())) {
                    pairs.add(List.of(backends.get(i).name(), backends.get(j).name()));
                }
            }
        }
        return pairs;
    }

    private static boolean areOne(Contents a, Contents b) {
        if (a.disk() == null || !a.disk().equals(b.disk())) {
            return false;
        }
        Set<String> common = stamps(a);
        common.retainAll(stamps(b));
        return !common.isEmpty();
    }

    private static Set<String> stamps(Contents contents) {
        Set<String> stamps = new HashSet<>();
        if (contents.memory() != null) {
            for (Contents.InMemory one : contents.memory()) {
                if (one.stamp().matches(".*\\.\\d{4,}.*")) {
                    stamps.add(one.model() + " " + one.stamp());
                }
            }
        }
        return stamps;
    }
}
