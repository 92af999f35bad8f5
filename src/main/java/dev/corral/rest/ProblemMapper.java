package dev.corral.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.corral.backup.Busy;
import dev.corral.chats.ChatProblem;
import dev.corral.door.Face;
import dev.corral.door.RequestId;
import dev.corral.fleet.book.BackendConflict;
import dev.corral.fleet.book.BackendsFixed;
import dev.corral.settings.SettingConflict;
import dev.corral.settings.SettingFixed;
import dev.corral.words.Refused;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns everything that is thrown into {@code application/problem+json}; what nobody foresaw is
 * told to the log only.
 */
public final class ProblemMapper implements ExceptionMapper<Throwable> {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemMapper.class);

    private static final ObjectMapper JSON = Json.mapper();

    @Context private HttpServletRequest clientRequest;

    @Override
    public Response toResponse(Throwable e) {
        // Jackson wraps what was thrown while it read a body.
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ApiProblem problem) {
                return clientMistake(problem.status(), problem.said(), e);
            }
        }
        if (e instanceof ChatProblem.Stale stale) {
            return stale(stale);
        }
        if (e instanceof JsonProcessingException json) {
            return clientMistake(400, Sentence.plain(sentence(json)), e);
        }
        if (e instanceof Refused refused) {
            return clientMistake(status(refused), refused.said(), e);
        }
        if (e instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            return jersey(web);
        }
        LOG.error("Request {} failed", RequestId.of(clientRequest), e);
        return problem(
                        500,
                        Sentence.of(
                                "api.internal",
                                "Something went wrong here. An administrator finds the reason in the server's log under the id of this request."))
                .build();
    }

    private static int status(Refused e) {
        if (e instanceof ChatProblem problem) {
            return problem.status();
        }
        if (e instanceof SettingConflict || e instanceof BackendConflict || e instanceof Busy) {
            return 409;
        }
        return e instanceof SettingFixed || e instanceof BackendsFixed ? 403 : 400;
    }

    /** A problem with one more member: the state that there is. */
    private Response stale(ChatProblem.Stale stale) {
        byte[] problem =
                Face.PROBLEM.errorBody(stale.status(), stale.said(), RequestId.of(clientRequest));
        try {
            ObjectNode body = (ObjectNode) JSON.readTree(problem);
            body.set("current", JSON.valueToTree(stale.current()));
            return problem(stale.status(), stale.said())
                    .entity(JSON.writeValueAsBytes(body))
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Response jersey(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        LOG.debug("Request {} was refused", RequestId.of(clientRequest), e);
        Response.ResponseBuilder builder = problem(status, sentence(status));
        Object allow = e.getResponse().getHeaders().getFirst(HttpHeaders.ALLOW);
        return allow == null ? builder.build() : builder.header(HttpHeaders.ALLOW, allow).build();
    }

    private Response clientMistake(int status, Sentence said, Throwable e) {
        LOG.debug("Request {} was refused", RequestId.of(clientRequest), e);
        Response.ResponseBuilder builder = problem(status, said);
        return status == 503 ? builder.header(HttpHeaders.RETRY_AFTER, 5).build() : builder.build();
    }

    private Response.ResponseBuilder problem(int status, Sentence said) {
        return Response.status(status)
                .type(Face.PROBLEM.contentType())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .entity(Face.PROBLEM.errorBody(status, said, RequestId.of(clientRequest)));
    }

    private static Sentence sentence(int status) {
        return switch (status) {
            case 404 -> Sentence.of("api.nothing", "There is nothing at this address.");
            case 405 -> Sentence.of("api.method", "This method is not possible here.");
            case 406 -> Sentence.plain("This can only be answered as application/json.");
            case 413 -> Sentence.of("api.body-large", "The body is larger than 1 MB.");
            case 415 -> Sentence.plain("The body must be application/json.");
            default -> Sentence.of("api.refused", "The request cannot be understood.");
        };
    }

    private static String sentence(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where =
                at == null || at.getLineNr() < 1
                        ? ""
                        : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "The body has the member \""
                    + shorten(unknown.getPropertyName())
                    + "\", which is not known here"
                    + where
                    + ".";
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            String name = mapping.getPath().get(mapping.getPath().size() - 1).getFieldName();
            return "The body's member "
                    + (name == null ? "" : "\"" + shorten(name) + "\" ")
                    + "is missing or not of the right kind"
                    + where
                    + ".";
        }
        return "The body is not the JSON that is expected here" + where + ".";
    }

    private static String shorten(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
