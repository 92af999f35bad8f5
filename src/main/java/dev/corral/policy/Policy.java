package dev.corral.policy;

import dev.corral.words.Sentence;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * An immutable set of rules and the decisions that follow from it. What no rule allows is refused;
 * a rule that denies wins over all that allow; offline mode wins over everything. A decision does
 * no I/O and any thread may ask.
 */
public final class Policy {
    /** Operations that make a model worth showing to somebody. */
    private static final Set<Operation> USES =
            Set.of(
                    Operation.CHAT,
                    Operation.GENERATE,
                    Operation.EMBED,
                    Operation.TRANSCRIBE,
                    Operation.DELETE,
                    Operation.COPY,
                    Operation.PUSH);

    private final List<Rule> rules;
    private final boolean offline;
    private final Set<String> groups;
    private final boolean distinguishes;
    private final Map<Operation, List<Prepared>> denying = new EnumMap<>(Operation.class);
    private final Map<Operation, List<Prepared>> allowing = new EnumMap<>(Operation.class);

    private record Prepared(Rule rule, Who.Matcher who) {
        boolean covers(Subject subject, ModelName model) {
            return who.matches(subject) && rule.covers(model);
        }
    }

    Policy(List<Rule> rules, boolean offline) {
        this.rules = List.copyOf(rules);
        this.groups =
                rules.stream()
                        .flatMap(rule -> rule.who().groups().stream())
                        .collect(Collectors.toUnmodifiableSet());
        this.offline = offline;
        this.distinguishes = rules.stream().anyMatch(rule -> !rule.backends().isEmpty());
        for (Operation operation : Operation.values()) {
            denying.put(operation, new ArrayList<>());
            allowing.put(operation, new ArrayList<>());
        }
        for (Rule rule : rules) {
            Prepared prepared = new Prepared(rule, rule.who().matcher(!rule.allows()));
            for (Operation operation : rule.what()) {
                (rule.allows() ? allowing : denying).get(operation).add(prepared);
            }
        }
    }

    /** The policy that Corral comes with. */
    public static Policy shipped() {
        return ShippedPolicy.INSTANCE;
    }

    /**
     * Reads a policy.
     *
     * @param json what {@link #toJson} writes
     * @throws InvalidPolicy when anything in it is not understood, saying where; there is no
     *     partial result
     */
    public static Policy parse(String json) throws InvalidPolicy {
        return new Policy(PolicyParser.parse(json), false);
    }

    /** The rules as JSON that {@link #parse} takes, for people to read and edit. */
    public String toJson() {
        return PolicyWriter.write(rules);
    }

    /** The same rules with offline mode on or off. */
    public Policy withOffline(boolean on) {
        return on == offline ? this : new Policy(rules, on);
    }

    /** Whether offline mode is on. */
    public boolean isOffline() {
        return offline;
    }

    List<Rule> rules() {
        return rules;
    }

    /**
     * The groups that rules name. A container only says whether somebody is in a group that it is
     * asked about, so these have to be asked about for rules to see them.
     */
    public Set<String> groups() {
        return groups;
    }

    /**
     * Decides a request. Everything that it demands has to be allowed (a copy its source and its
     * destination, a web tool the web); the first demand that is not makes the decision, else the
     * request's own operation does.
     */
    public Decision decide(Subject subject, Facts facts) {
        Sentence outside = offline ? OfflineGuard.refusal(facts) : null;
        if (outside != null) {
            return new Decision(false, Decision.OFFLINE, outside);
        }
        Decision first = null;
        for (Facts.Demand demand : facts.demands()) {
            Decision decision = decide(subject, facts, demand);
            if (!decision.allowed()) {
                return decision;
            }
            first = first == null ? decision : first;
        }
        return first;
    }

    Decision decide(Subject subject, Facts facts, Facts.Demand demand) {
        for (Prepared rule : denying.get(demand.operation())) {
            if (rule.rule.deniesEverywhere() && rule.covers(subject, demand.model())) {
                return Sentences.denied(rule.rule, demand);
            }
        }
        Decision limited = null;
        for (Prepared rule : allowing.get(demand.operation())) {
            if (rule.covers(subject, demand.model())) {
                Sentence exceeded = rule.rule.limits().exceededBy(facts, demand.model());
                if (exceeded == null) {
                    return Sentences.allowed(rule.rule);
                }
                limited = limited == null ? Sentences.limited(rule.rule, exceeded) : limited;
            }
        }
        return limited != null ? limited : Sentences.nobodyAllows(demand);
    }

    /**
     * How far the answer to an allowed request may go: the furthest that a rule which allows it
     * says, and of several things that it needs the nearest.
     */
    public Allowance allowance(Subject subject, Facts facts) {
        Allowance nearest = Allowance.UNLIMITED;
        for (Facts.Demand demand : facts.demands()) {
            nearest =
                    allowing.get(demand.operation()).stream()
                            .filter(rule -> rule.covers(subject, demand.model()))
                            .map(rule -> rule.rule.limits())
                            .filter(limits -> limits.exceededBy(facts, demand.model()) == null)
                            .map(Limits::answer)
                            .reduce(Allowance::or)
                            .orElse(Allowance.UNLIMITED)
                            .and(nearest);
        }
        return nearest;
    }

    /**
     * Whether a model is of use to the subject on a backend with these tags. One who may use it for
     * nothing, but sees it, sees it everywhere.
     */
    public boolean isOfUseOn(
            Set<String> tags, Subject subject, ModelName model, Facts.Knowledge known) {
        if (!distinguishes) {
            return true;
        }
        boolean anyUse = false;
        for (Operation use : USES) {
            Facts facts = Facts.of(use, model, 0).with(known);
            if (decide(subject, facts).allowed()) {
                anyUse = true;
                if (places(subject, facts).include(tags)) {
                    return true;
                }
            }
        }
        return !anyUse;
    }

    /**
     * On which backends an allowed request may run: on those of a rule that allows it, and on none
     * that a rule denies. If several things have to be allowed, all of them there.
     */
    public Places places(Subject subject, Facts facts) {
        if (!distinguishes) {
            return Places.ANYWHERE;
        }
        Places places = Places.ANYWHERE;
        for (Facts.Demand demand : facts.demands()) {
            places = places.and(allowedPlaces(subject, facts, demand));
            for (Prepared rule : denying.get(demand.operation())) {
                if (!rule.rule.backends().isEmpty() && rule.covers(subject, demand.model())) {
                    places = places.and(condition(rule.rule.backends(), List.of(rule.rule)));
                }
            }
        }
        return places;
    }

    private Places allowedPlaces(Subject subject, Facts facts, Facts.Demand demand) {
        Set<String> tags = new TreeSet<>();
        List<Rule> rules = new ArrayList<>();
        for (Prepared rule : allowing.get(demand.operation())) {
            if (rule.covers(subject, demand.model())
                    && rule.rule.limits().exceededBy(facts, demand.model()) == null) {
                if (rule.rule.backends().isEmpty()) {
                    return Places.ANYWHERE;
                }
                tags.addAll(rule.rule.backends());
                rules.add(rule.rule);
            }
        }
        return rules.isEmpty() ? Places.ANYWHERE : condition(tags, rules);
    }

    private static Places condition(Set<String> tags, List<Rule> rules) {
        return new Places(
                List.of(new Places.Condition(tags, rules.stream().map(Rule::id).toList())));
    }

    /**
     * Whether a list may show a model to somebody: there is something that they may do with it.
     *
     * @param remote whether the model is a stub that runs on another host ({@code remote_host} of
     *     the list)
     */
    public boolean visible(Subject subject, ModelName model, boolean remote) {
        boolean cloud = remote || model.isCloud();
        if (offline && cloud) {
            return false;
        }
        for (Operation operation : USES) {
            if (denying.get(operation).stream()
                            .noneMatch(
                                    rule ->
                                            rule.rule.deniesEverywhere()
                                                    && rule.covers(subject, model))
                    && allowing.get(operation).stream()
                            .anyMatch(
                                    rule ->
                                            rule.covers(subject, model)
                                                    && (!cloud || rule.rule.limits().cloud()))) {
                return true;
            }
        }
        return false;
    }
}
