package dev.corral.rest;

import dev.corral.fleet.book.Access;
import dev.corral.identity.Role;
import dev.corral.status.Diagnosis;
import dev.corral.status.Report;
import dev.corral.words.Sentence;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Function;

/** {@code /api/v1/diagnosis}: why an Ollama server cannot be used. */
@Path("v1/diagnosis")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class DiagnosisResource {

    private static final int LONGEST_URL = 2000;
    private static final int LONGEST_MODEL = 500;

    private final Diagnosis diagnosis;
    private final Function<String, Access> access;

    /**
     * The resource.
     *
     * @param access how the backend with a URL is reached
     */
    public DiagnosisResource(Diagnosis diagnosis, Function<String, Access> access) {
        this.diagnosis = diagnosis;
        this.access = access;
    }

    /**
     * What to look at.
     *
     * @param model a model to ask for a few words, or null for none
     */
    public record Question(String url, String model) {}

    @POST
    @Allowed(Role.ADMIN)
    public Report run(Question question) {
        if (question == null || question.url() == null || question.url().length() > LONGEST_URL) {
            throw ApiProblem.of(400, "The body must be {\"url\":\"http://…\"}.");
        }
        if (question.model() != null && question.model().length() > LONGEST_MODEL) {
            throw ApiProblem.of(
                    400, Sentence.of("diagnosis.model", "No model has such a long name."));
        }
        return diagnosis
                .run(question.url(), question.model(), access.apply(question.url().strip()))
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        429,
                                        Sentence.of(
                                                "diagnosis.busy",
                                                "Several diagnoses are running. Try again in a moment.")));
    }
}
