package dev.corral.door;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.corral.words.Sentence;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The dialect that a path speaks, which decides the shape of its errors (see "Errors" of the
 * interface page).
 */
public enum Face {
    /** {@code /ollama/} and {@code /ollama/api/*}: {@code {"error":"…"}}. */
    OLLAMA,
    /** {@code /ollama/v1/*}: {@code {"error":{"message","type","param","code"}}}. */
    OPENAI,
    /** {@code /ollama/v1/messages}: {@code {"type":"error","error":{"type","message"}}}. */
    ANTHROPIC,
    /** {@code /api/*}: RFC 9457 {@code application/problem+json}. */
    PROBLEM,
    /** Everything else: a page for people. */
    PAGE;

    /**
     * The face of a path.
     *
     * @param path the raw path below the context path, beginning with {@code /}
     */
    public static Face of(String path) {
        if (path.startsWith("/k/")) {
            int end = path.indexOf('/', 3);
            return ofOllama(end < 0 ? "/" : path.substring(end));
        }
        if (path.equals("/ollama") || path.startsWith("/ollama/")) {
            return ofOllama(path.substring("/ollama".length()));
        }
        return path.startsWith("/api/") || path.startsWith("/health/") ? PROBLEM : PAGE;
    }

    private static Face ofOllama(String path) {
        if (path.equals("/v1/messages") || path.startsWith("/v1/messages/")) {
            return ANTHROPIC;
        }
        return path.startsWith("/v1/") ? OPENAI : OLLAMA;
    }

    /**
     * The Content-Type of {@link #errorBody}; for {@link #PAGE} the caller renders a page itself.
     */
    public String contentType() {
        return this == PROBLEM ? "application/problem+json" : "application/json; charset=utf-8";
    }

    /**
     * The body of an error.
     *
     * @param status the HTTP status, 400 to 599
     * @param message one sentence or two that say what to do next; no secrets, hosts or class names
     * @param requestId the request's id, or null; dialects that have no member for it get it behind
     *     the message
     * @return UTF-8 JSON
     */
    public byte[] errorBody(int status, String message, String requestId) {
        boolean idInText = requestId != null && (this == OLLAMA || this == OPENAI);
        String text = quote(idInText ? message + " (request " + requestId + ")" : message);
        String json =
                switch (this) {
                    case OLLAMA -> "{\"error\":" + text + "}";
                    case OPENAI ->
                            "{\"error\":{\"message\":"
                                    + text
                                    + ",\"type\":\""
                                    + openAiType(status)
                                    + "\",\"param\":null,\"code\":null}}\n";
                    case ANTHROPIC ->
                            "{\"type\":\"error\",\"error\":{\"type\":\""
                                    + anthropicType(status)
                                    + "\",\"message\":"
                                    + text
                                    + "}"
                                    + (requestId == null
                                            ? ""
                                            : ",\"request_id\":" + quote(requestId))
                                    + "}\n";
                    case PROBLEM, PAGE ->
                            "{\"type\":\"about:blank\",\"title\":"
                                    + quote(title(status))
                                    + ",\"status\":"
                                    + status
                                    + ",\"detail\":"
                                    + text
                                    + (requestId == null
                                            ? ""
                                            : ",\"requestId\":" + quote(requestId))
                                    + "}";
                };
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * As {@link #errorBody(int, String, String)}; the problem of {@link #PROBLEM} has {@code code}
     * and {@code values} as well if the sentence is there in other languages.
     */
    public byte[] errorBody(int status, Sentence said, String requestId) {
        byte[] body = errorBody(status, said.text(), requestId);
        if (this != PROBLEM || said.code() == null) {
            return body;
        }
        String more =
                ",\"code\":" + quote(said.code()) + ",\"values\":" + json(said.values()) + "}";
        String problem = new String(body, StandardCharsets.UTF_8);
        return (problem.substring(0, problem.length() - 1) + more).getBytes(StandardCharsets.UTF_8);
    }

    /** A sentence as JSON, as a page's script reads it. */
    static String json(Object value) {
        if (value instanceof Sentence said) {
            return "{\"code\":"
                    + (said.code() == null ? "null" : quote(said.code()))
                    + ",\"text\":"
                    + quote(said.text())
                    + ",\"values\":"
                    + json(said.values())
                    + "}";
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(one -> quote((String) one.getKey()) + ":" + json(one.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Face::json).collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof Number ? value.toString() : quote(value.toString());
    }

    static String quote(String text) {
        return "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }

    private static String openAiType(int status) {
        return switch (status) {
            case 400, 405, 413 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 429 -> "rate_limit_error";
            default -> "api_error";
        };
    }

    private static String anthropicType(int status) {
        return switch (status) {
            case 400, 405 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503 -> "overloaded_error";
            default -> "api_error";
        };
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad request";
            case 401 -> "Not signed in";
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 405 -> "Method not allowed";
            case 409 -> "Conflict";
            case 413 -> "Too large";
            case 415 -> "Unsupported media type";
            case 429 -> "Too many requests";
            case 502 -> "Ollama cannot be reached";
            case 503 -> "Not available now";
            case 504 -> "Ollama did not answer in time";
            default -> status < 500 ? "Request refused" : "Internal error";
        };
    }
}
