package dev.corral.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What would become of the last day's requests under another policy.
 *
 * @param requests how many are remembered
 * @param since when the oldest of them came; null when there is none
 * @param newlyRefused how many are allowed now and would be refused
 * @param newlyAllowed how many are refused now and would be allowed
 * @param changes those that would change, alike ones together, the most frequent first
 * @param newGroups groups that only the other policy names: nobody was asked about them, so it
 *     finds nobody in them
 */
public record DryRun(
        int requests,
        Instant since,
        int newlyRefused,
        int newlyAllowed,
        List<Change> changes,
        Set<String> newGroups) {

    /**
     * Requests of one person for one thing that would be decided otherwise.
     *
     * @param subject who asked, as of the latest of them
     * @param operation what
     * @param model on which model, or null
     * @param before what the policy in force says to the latest of them
     * @param after what the other one says
     * @param count how many
     * @param last when the latest came
     */
    public record Change(
            Subject subject,
            Operation operation,
            String model,
            Decision before,
            Decision after,
            int count,
            Instant last) {

        private Change and(Change other) {
            Change latest = last.isBefore(other.last) ? other : this;
            return new Change(
                    latest.subject,
                    operation,
                    model,
                    latest.before,
                    latest.after,
                    count + other.count,
                    latest.last);
        }
    }

    private record Kind(String name, Operation operation, String model, String rule, String next) {
        static Kind of(Change change) {
            return new Kind(
                    change.subject.name(),
                    change.operation,
                    change.model,
                    change.before.ruleId(),
                    change.after.ruleId());
        }
    }

    /** Tries a policy. Asks both about each request now, with what is known about models now. */
    public static DryRun of(Policy now, Policy other, RecentRequests recent) {
        List<RecentRequests.Past> requests = recent.ofLastDay();
        Map<Kind, Change> changes = new HashMap<>();
        int refused = 0;
        int allowed = 0;
        for (RecentRequests.Past past : requests) {
            Decision before = now.decide(past.subject(), past.facts());
            Decision after = other.decide(past.subject(), past.facts());
            if (before.allowed() != after.allowed()) {
                refused += before.allowed() ? 1 : 0;
                allowed += after.allowed() ? 1 : 0;
                Change change = change(past, before, after);
                changes.merge(Kind.of(change), change, Change::and);
            }
        }
        List<Change> sorted = new ArrayList<>(changes.values());
        sorted.sort(Comparator.comparingInt(Change::count).thenComparing(Change::last).reversed());
        Instant since =
                requests.stream()
                        .map(RecentRequests.Past::time)
                        .min(Comparator.naturalOrder())
                        .orElse(null);
        Set<String> newGroups = new TreeSet<>(other.groups());
        newGroups.removeAll(now.groups());
        return new DryRun(requests.size(), since, refused, allowed, List.copyOf(sorted), newGroups);
    }

    private static Change change(RecentRequests.Past past, Decision before, Decision after) {
        Facts facts = past.facts();
        String model = facts.model() == null ? null : facts.model().canonical();
        return new Change(past.subject(), facts.operation(), model, before, after, 1, past.time());
    }
}
