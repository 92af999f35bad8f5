package dev.corral.policy;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Answers what a policy would say and what would have to change. Pure functions, without I/O. */
public final class Simulator {
    private Simulator() {}

    /**
     * A request of the past, as it is remembered for a dry run.
     *
     * @param subject who asked
     * @param facts what was asked; holds no text
     */
    public record Sample(Subject subject, Facts facts) {}

    /**
     * A request that another policy would decide otherwise.
     *
     * @param sample which
     * @param before what the first policy says
     * @param after what the second one says
     */
    public record Change(Sample sample, Decision before, Decision after) {}

    /** What the policy says to a request, and why. */
    public static Explanation explain(Policy policy, Subject subject, Facts facts) {
        List<Explanation.Step> steps = new ArrayList<>();
        for (Facts.Demand demand : facts.demands()) {
            Decision decision = policy.decide(subject, facts, demand);
            List<Sentence> changes =
                    decision.allowed()
                            ? List.of()
                            : changes(policy, subject, facts, demand, decision);
            String model = demand.model() == null ? null : demand.model().canonical();
            steps.add(new Explanation.Step(demand.operation(), model, decision, changes));
        }
        Decision whole = policy.decide(subject, facts);
        if (whole.ruleId().equals(Decision.OFFLINE)) {
            Explanation.Step own = steps.get(0);
            List<Sentence> changes =
                    Stream.concat(
                                    Stream.of(
                                            Sentence.of(
                                                    "change.offline",
                                                    "Turn offline mode off (setting corral.offline).")),
                                    own.changes().stream())
                            .toList();
            steps.set(0, new Explanation.Step(own.operation(), own.model(), whole, changes));
        }
        return new Explanation(
                whole, whole.allowed() ? policy.places(subject, facts) : Places.ANYWHERE, steps);
    }

    /**
     * The requests to which two policies say different things: allowed by one and not by the other.
     */
    public static List<Change> changes(Policy before, Policy after, Collection<Sample> samples) {
        List<Change> changes = new ArrayList<>();
        for (Sample sample : samples) {
            Decision old = before.decide(sample.subject(), sample.facts());
            Decision next = after.decide(sample.subject(), sample.facts());
            if (old.allowed() != next.allowed()) {
                changes.add(new Change(sample, old, next));
            }
        }
        return changes;
    }

    private static List<Sentence> changes(
            Policy policy, Subject subject, Facts facts, Facts.Demand demand, Decision decision) {
        if (decision.ruleId().equals(Decision.DEFAULT)) {
            return forWantOfARule(policy, subject, demand);
        }
        Rule rule =
                policy.rules().stream()
                        .filter(one -> one.id().equals(decision.ruleId()))
                        .findFirst()
                        .orElseThrow();
        if (!rule.allows()) {
            return List.of(
                    Sentence.of(
                            "change.deny",
                            "Take {name} or the model out of rule \"{rule}\"; it wins over all that allow.",
                            "name",
                            subject.name(),
                            "rule",
                            rule.id()));
        }
        Sentence exceeded = rule.limits().exceededBy(facts, demand.model());
        return List.of(
                Sentence.of(
                        "change.limit",
                        "Ask for less, or change the limits of rule \"{rule}\": {limit}.",
                        "rule",
                        rule.id(),
                        "limit",
                        exceeded));
    }

    private static List<Sentence> forWantOfARule(
            Policy policy, Subject subject, Facts.Demand demand) {
        List<Sentence> changes =
                policy.rules().stream()
                        .filter(rule -> rule.allows() && rule.what().contains(demand.operation()))
                        .map(rule -> missing(rule, subject, demand))
                        .filter(Objects::nonNull)
                        .toList();
        return changes.isEmpty()
                ? List.of(
                        Sentence.of(
                                "change.add",
                                "Add a rule that allows {name} to {do}.",
                                "name",
                                subject.name(),
                                "do",
                                Sentences.verb(demand)))
                : changes;
    }

    /** What keeps a rule that allows the operation from applying. */
    private static Sentence missing(Rule rule, Subject subject, Facts.Demand demand) {
        boolean who = rule.who().matcher(false).matches(subject);
        boolean model = rule.covers(demand.model());
        if (!who && model) {
            return Sentence.of(
                    "change.who",
                    "Be {who} (rule \"{rule}\").",
                    "who",
                    whom(rule.who()),
                    "rule",
                    rule.id());
        }
        if (who) {
            return Sentence.of(
                    "change.model",
                    "Name the model {model} in the rule's models (rule \"{rule}\").",
                    "model",
                    String.valueOf(demand.model()),
                    "rule",
                    rule.id());
        }
        return null;
    }

    private static Sentence whom(Who who) {
        List<Sentence> words = new ArrayList<>();
        who.roles()
                .forEach(
                        role ->
                                words.add(
                                        Sentence.of(
                                                "who.role",
                                                "a caller with the role {role}",
                                                "role",
                                                role)));
        who.groups()
                .forEach(
                        group ->
                                words.add(
                                        Sentence.of(
                                                "who.group",
                                                "in the group {group}",
                                                "group",
                                                group)));
        who.users()
                .forEach(
                        user ->
                                words.add(
                                        Sentence.of("who.user", "the user {user}", "user", user)));
        if (who.everyone() || words.isEmpty()) {
            words.add(Sentence.of("who.anyone", "anyone"));
        }
        Sentence all = words.get(0);
        for (Sentence more : words.subList(1, words.size())) {
            all = Sentence.of("who.or", "{one} or {other}", "one", all, "other", more);
        }
        return who.scopes().isEmpty()
                ? all
                : Sentence.of(
                        "who.scope",
                        "{who}, with a key of the scope {scopes}",
                        "who",
                        all,
                        "scopes",
                        String.join(" / ", who.scopes()));
    }
}
