package dev.corral.gateway;

import dev.corral.policy.BodyShape;
import dev.corral.policy.Operation;
import java.util.Objects;

/**
 * One (method, path) of Ollama's surface and what it means. Immutable.
 *
 * @param method the HTTP method, upper case
 * @param template the upstream path, beginning with {@code /}; its last segment may be a {@link
 *     Parameter}: {@code /v1/models/{model}}
 * @param operation what the route does; the body may make it something else (an empty prompt with
 *     {@code keep_alive} 0 unloads)
 * @param body how the request's body is to be taken
 * @param streaming whether the answer comes in parts
 * @param mayCarryQuery whether a query string is passed up; Ollama reads none but the transcription
 *     route's, which would name a model beside the form and is therefore refused there
 */
public record Route(
        String method,
        String template,
        Operation operation,
        BodyKind body,
        Streaming streaming,
        boolean mayCarryQuery) {

    private static final int LONGEST_QUERY = 1024;

    public Route {
        Objects.requireNonNull(operation);
        Objects.requireNonNull(body);
        Objects.requireNonNull(streaming);
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("A route's path must begin with /: " + template);
        }
    }

    static Route of(
            String method,
            String template,
            Operation operation,
            BodyKind body,
            Streaming streaming) {
        return new Route(method, template, operation, body, streaming, body != BodyKind.FORM);
    }

    /** Which members decide in the JSON bodies of this route. */
    public BodyShape shape() {
        return BodyShape.of(operation, template);
    }

    /** The parameter that ends the template, or null. */
    Parameter parameter() {
        return Parameter.endingOf(template);
    }

    /**
     * Why a query string cannot be passed up with this route, as a sentence for the client; null
     * when it can be, unchanged.
     *
     * @param rawQuery the raw query without the question mark, or null when there is none
     */
    public String refusalOfQuery(String rawQuery) {
        if (rawQuery == null || rawQuery.isEmpty()) {
            return null;
        }
        if (!mayCarryQuery) {
            return "This address takes no query; put the parameters into the form.";
        }
        if (rawQuery.length() > LONGEST_QUERY) {
            return "The query is longer than " + LONGEST_QUERY + " characters.";
        }
        for (int i = 0; i < rawQuery.length(); i++) {
            if (!isQueryCharacter(rawQuery.charAt(i))) {
                return "The query has a character that is not allowed there.";
            }
        }
        return null;
    }

    private static boolean isQueryCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || "-._~!$&'()*+,=:@/?%".indexOf(c) >= 0;
    }
}
