package dev.corral.gateway;

import dev.corral.policy.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Routes of a newer Ollama, added by the setting {@code corral.routes.extra}: {@code POST
 * /api/newthing = chat; GET /api/thing/{model} = show}. Entries are separated by semicolons or line
 * ends. How the body is taken and whether the answer streams follows from the method, the operation
 * and the face of the path. Pure functions.
 */
public final class ExtraRoutes {
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
    private static final Pattern PATH =
            Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+(/\\{(model|digest)})?");
    private static final String FORM =
            " Write it as: METHOD /path = operation; for instance POST /api/newthing = chat.";

    private ExtraRoutes() {}

    /**
     * Reads the setting.
     *
     * @param text the setting's value; null or blank means none
     * @throws IllegalArgumentException naming the entry, what is wrong with it and how it should
     *     look
     */
    public static List<Route> parse(String text) {
        List<Route> routes = new ArrayList<>();
        if (text == null) {
            return routes;
        }
        int number = 0;
        for (String entry : text.split("[;\\r\\n]")) {
            if (!entry.isBlank()) {
                number++;
                routes.add(parseEntry(entry.strip(), number));
            }
        }
        return routes;
    }

    private static Route parseEntry(String entry, int number) {
        String[] sides = entry.split("=", -1);
        String[] request = sides[0].strip().split("[ \\t]+");
        if (sides.length != 2 || request.length != 2) {
            throw wrong(number, entry, "is not METHOD /path = operation." + FORM);
        }
        String method = request[0];
        String path = request[1];
        if (!METHODS.contains(method)) {
            throw wrong(number, entry, "has a method other than " + sorted(METHODS) + ".");
        }
        if (!PATH.matcher(path).matches()) {
            throw wrong(
                    number,
                    entry,
                    "has a path that is not made of /plain/segments, with {model} or {digest} at most as the last one."
                            + FORM);
        }
        Operation operation = operation(sides[1].strip(), number, entry);
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (path.endsWith("{model}") && (operation != Operation.SHOW || !reads)) {
            throw wrong(
                    number,
                    entry,
                    "has a model in its path, which only GET and HEAD = show may have.");
        }
        return route(method, path, operation);
    }

    private static Operation operation(String id, int number, String entry) {
        for (Operation operation : Operation.values()) {
            if (operation.id().equals(id)) {
                return operation;
            }
        }
        String known =
                Arrays.stream(Operation.values())
                        .map(Operation::id)
                        .collect(Collectors.joining(", "));
        throw wrong(number, entry, "has an unknown operation; known are: " + known + ".");
    }

    private static Route route(String method, String path, Operation operation) {
        boolean reads = method.equals("GET") || method.equals("HEAD");
        BodyKind body =
                reads
                        ? BodyKind.NONE
                        : switch (operation) {
                            case BLOB_WRITE -> BodyKind.STREAM;
                            case TRANSCRIBE -> BodyKind.FORM;
                            default -> BodyKind.JSON;
                        };
        Streaming streaming =
                switch (operation) {
                    case CHAT, GENERATE, PULL, PUSH, CREATE ->
                            path.startsWith("/v1/") ? Streaming.IF_ASKED : Streaming.UNLESS_REFUSED;
                    default -> Streaming.NEVER;
                };
        return Route.of(method, path, operation, body, reads ? Streaming.NEVER : streaming);
    }

    private static IllegalArgumentException wrong(int number, String entry, String what) {
        return new IllegalArgumentException(
                "corral.routes.extra, entry " + number + ": \"" + entry + "\" " + what);
    }

    private static String sorted(Set<String> words) {
        return words.stream().sorted().collect(Collectors.joining(", "));
    }
}
