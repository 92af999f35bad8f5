package dev.corral.rest;

import dev.corral.identity.Role;
import dev.corral.status.Diagnosis;
import dev.corral.status.Report;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api/v1/diagnosis}: why an Ollama server cannot be used. */
@Path("v1/diagnosis")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class DiagnosisResource {

    private static final int LONGEST_URL = 2000;

    private final Diagnosis diagnosis;

    /** The resource. */
    public DiagnosisResource(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** What to look at. */
    public record Question(String url) {}

    @POST
    @Allowed(Role.ADMIN)
    public Report run(Question question) {
        if (question == null || question.url() == null || question.url().length() > LONGEST_URL) {
            throw ApiProblem.of(400, "The body must be {\"url\":\"http://…\"}.");
        }
        return diagnosis
                .run(question.url())
                .orElseThrow(
                        () ->
                                ApiProblem.of(
                                        429,
                                        "Several diagnoses are running. Try again in a moment."));
    }
}
