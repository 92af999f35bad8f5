package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.identity.Role;
import dev.corral.policy.Decision;
import dev.corral.policy.DryRun;
import dev.corral.policy.Policy;
import dev.corral.policy.RecentRequests;
import dev.corral.policy.Rulebook;
import dev.corral.words.Sentence;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/**
 * {@code /api/v1/policy/dry-run}: how many of the last day's requests an edited policy would decide
 * otherwise.
 */
@Path("v1/policy/dry-run")
@Produces(MediaType.APPLICATION_JSON)
public final class DryRunResource {

    private static final int EXAMPLES = 50;

    private final Rulebook rules;
    private final RecentRequests recent;

    /** The resource. */
    public DryRunResource(Rulebook rules, RecentRequests recent) {
        this.rules = rules;
        this.recent = recent;
    }

    /**
     * A policy to try.
     *
     * @param rules the whole document, as JSON or as a text that holds it; null for the policy that
     *     Corral comes with
     */
    public record Trial(@JsonProperty(required = true) JsonNode rules) {}

    /**
     * The answer; see {@link DryRun}.
     *
     * @param examples at most 50
     * @param newGroups groups that only the edited policy names; it finds nobody in them yet
     */
    public record Answer(
            int requests,
            Instant since,
            int changed,
            int newlyRefused,
            int newlyAllowed,
            List<Example> examples,
            List<String> newGroups) {}

    /** Alike requests that would be decided otherwise. */
    public record Example(
            String name,
            List<String> roles,
            List<String> groups,
            List<String> scopes,
            String operation,
            String model,
            int count,
            Instant last,
            Verdict before,
            Verdict after) {}

    /** What a policy says. */
    public record Verdict(boolean allowed, String rule, String reason, Sentence said) {
        static Verdict of(Decision decision) {
            return new Verdict(
                    decision.allowed(), decision.ruleId(), decision.reason(), decision.said());
        }
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Answer tryOut(Trial trial) {
        if (trial == null) {
            throw ApiProblem.of(400, "The body is missing: {\"rules\":…}.");
        }
        Policy now = rules.current();
        Policy other = PolicyText.parse(trial.rules()).withOffline(now.isOffline());
        DryRun run = DryRun.of(now, other, recent);
        return new Answer(
                run.requests(),
                run.since(),
                run.newlyRefused() + run.newlyAllowed(),
                run.newlyRefused(),
                run.newlyAllowed(),
                run.changes().stream().limit(EXAMPLES).map(DryRunResource::example).toList(),
                List.copyOf(run.newGroups()));
    }

    private static Example example(DryRun.Change change) {
        return new Example(
                change.subject().name(),
                change.subject().roles().stream().sorted().toList(),
                change.subject().groups().stream().sorted().toList(),
                change.subject().scopes().stream().sorted().toList(),
                change.operation().id(),
                change.model(),
                change.count(),
                change.last(),
                Verdict.of(change.before()),
                Verdict.of(change.after()));
    }
}
