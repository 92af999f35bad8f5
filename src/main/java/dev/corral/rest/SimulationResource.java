package dev.corral.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.corral.gateway.Rehearsal;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.policy.Explanation;
import dev.corral.policy.Policy;
import dev.corral.policy.Rulebook;
import dev.corral.policy.Simulator;
import dev.corral.policy.Subject;
import dev.corral.words.Sentence;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * {@code /api/v1/policy/simulate}: what would become of a person's request, and what would have to
 * change. Nothing goes up.
 */
@Path("v1/policy/simulate")
@Produces(MediaType.APPLICATION_JSON)
public final class SimulationResource {

    private final Rulebook rules;
    private final Rehearsal rehearsal;

    /** The resource. */
    public SimulationResource(Rulebook rules, Rehearsal rehearsal) {
        this.rules = rules;
        this.rehearsal = rehearsal;
    }

    /**
     * Who asks.
     *
     * @param roles of {@code user}, {@code admin}, {@code auditor}; an administrator is a user too
     * @param groups the container's own names
     * @param scopes those of the key that is used; null without a key
     */
    public record Person(
            @JsonProperty(required = true) String name,
            Set<String> roles,
            Set<String> groups,
            Set<String> scopes) {}

    /**
     * A request as it comes to {@code /ollama}.
     *
     * @param path {@code /api/chat}, also with {@code /ollama} before it
     * @param body JSON, or a text with the body; null for none
     */
    public record Request(
            @JsonProperty(required = true) String method,
            @JsonProperty(required = true) String path,
            String query,
            String contentType,
            JsonNode body) {}

    /**
     * A question: either a request, or an operation.
     *
     * @param operation {@code chat}, …
     * @param model the model that it is done to; of a copy its source
     * @param members what else the request's body says, such as {@code options}
     * @param rules another policy than the one in force, as JSON or text; or null
     */
    public record Question(
            @JsonProperty(required = true) Person person,
            Request request,
            String operation,
            String model,
            JsonNode members,
            JsonNode rules) {}

    /**
     * The answer.
     *
     * @param status what the client would get from Corral; 200 when the request would go up
     * @param rule the rule that decides, {@code default} or {@code offline}; null when the request
     *     is refused before the policy is asked
     * @param where on which backends only, in a sentence; null for everywhere
     * @param steps one for each thing that has to be allowed
     */
    public record Answer(
            int status,
            boolean allowed,
            String rule,
            String reason,
            String where,
            List<Step> steps,
            Said said) {}

    /** The sentences, for other languages; null where there is none. */
    public record Said(Sentence reason, Sentence where, List<Sentence> changes) {}

    /**
     * One thing that has to be allowed.
     *
     * @param model null where none belongs
     * @param changes what would have to change for it to be allowed, in sentences
     */
    public record Step(
            String operation,
            String model,
            boolean allowed,
            String rule,
            String reason,
            List<String> changes,
            Said said) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Allowed(Role.ADMIN)
    public Answer simulate(Question question) {
        if (question == null || question.person() == null) {
            throw ApiProblem.of(
                    400,
                    "The body must have a person and a request, or a person and an operation.");
        }
        Subject subject = subject(question.person());
        Rehearsal.Result result = result(question);
        if (result.facts() == null) {
            return new Answer(
                    result.status(), false, null, result.refusal(), null, List.of(), null);
        }
        return answer(Simulator.explain(policy(question.rules()), subject, result.facts()));
    }

    private Policy policy(JsonNode other) {
        Policy current = rules.current();
        return other == null || other.isNull()
                ? current
                : PolicyText.parse(other).withOffline(current.isOffline());
    }

    private Rehearsal.Result result(Question question) {
        Request request = question.request();
        if (request == null && question.operation() != null) {
            return OperationRequest.play(
                    rehearsal, question.operation(), question.model(), question.members());
        }
        if (request == null
                || request.method() == null
                || request.path() == null
                || question.operation() != null
                || question.model() != null
                || question.members() != null) {
            throw ApiProblem.of(
                    400,
                    "Ask either for a request (method, path, body) or for an operation (operation, model, members).");
        }
        return rehearsal.play(
                new Rehearsal.Request(
                        request.method(),
                        ollamaPath(request.path()),
                        request.query(),
                        request.contentType(),
                        bytes(request.body())));
    }

    private static String ollamaPath(String path) {
        return path.startsWith("/ollama/") ? path.substring("/ollama".length()) : path;
    }

    private static byte[] bytes(JsonNode body) {
        if (body == null || body.isNull()) {
            return new byte[0];
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Subject subject(Person person) {
        if (person.name() == null || person.name().isBlank()) {
            throw ApiProblem.of(400, "person.name is missing.");
        }
        Set<String> roles = new TreeSet<>();
        for (String id : orEmpty(person.roles())) {
            Role role =
                    Arrays.stream(Role.values())
                            .filter(one -> one.id().equals(id))
                            .findFirst()
                            .orElseThrow(() -> noRole());
            roles.add(role.id());
            if (role == Role.ADMIN) {
                roles.add(Role.USER.id());
            }
        }
        return new Subject(
                person.name(),
                roles,
                orEmpty(person.groups()),
                person.scopes() == null ? Caller.ALL_SCOPES : orEmpty(person.scopes()));
    }

    private static ApiProblem noRole() {
        String known = Arrays.stream(Role.values()).map(Role::id).collect(Collectors.joining(", "));
        return ApiProblem.of(400, "person.roles can hold " + known + "; other names are groups.");
    }

    private static Set<String> orEmpty(Set<String> names) {
        if (names != null && names.contains(null)) {
            throw ApiProblem.of(400, "The person's roles, groups and scopes are names.");
        }
        return names == null ? Set.of() : names;
    }

    private static Answer answer(Explanation explanation) {
        boolean allowed = explanation.decision().allowed();
        return new Answer(
                allowed ? 200 : 403,
                allowed,
                explanation.decision().ruleId(),
                explanation.decision().reason(),
                explanation.places().isAnywhere() ? null : explanation.places().sentence().text(),
                explanation.steps().stream().map(SimulationResource::step).toList(),
                new Said(
                        explanation.decision().said(),
                        explanation.places().isAnywhere() ? null : explanation.places().sentence(),
                        null));
    }

    private static Step step(Explanation.Step step) {
        return new Step(
                step.operation().id(),
                step.model(),
                step.decision().allowed(),
                step.decision().ruleId(),
                step.decision().reason(),
                step.changes().stream().map(Sentence::text).toList(),
                new Said(step.decision().said(), null, step.changes()));
    }
}
