package dev.corral.gateway;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Every (method, path) that may go up to an Ollama. Immutable; any thread may use it. What is not
 * in it does not go up.
 *
 * <p>Static paths cost one hash lookup and allocate nothing.
 */
public final class RouteTable {
    private static final List<String> ORDER_OF_ALLOW =
            List.of("HEAD", "GET", "POST", "PUT", "PATCH", "DELETE");

    private final Map<String, Paths> fixed = new HashMap<>();
    private final Map<String, Paths> byPrefix = new HashMap<>();
    private final List<Route> routes;

    private RouteTable(Collection<Route> routes) {
        this.routes = List.copyOf(routes);
        for (Route route : routes) {
            Parameter parameter = route.parameter();
            String template = route.template();
            if (parameter == null) {
                fixed.computeIfAbsent(template, path -> new Paths(null)).add(route);
            } else {
                String prefix =
                        template.substring(0, template.length() - parameter.placeholder.length());
                Paths paths = byPrefix.computeIfAbsent(prefix, path -> new Paths(parameter));
                if (paths.parameter != parameter) {
                    throw new IllegalArgumentException("Two kinds of parameter below " + prefix);
                }
                paths.add(route);
            }
        }
    }

    /** Ollama's surface as known to this version. */
    public static RouteTable ofOllama() {
        return new RouteTable(OllamaRoutes.ALL);
    }

    /**
     * Ollama's surface and the routes that an administrator added.
     *
     * @param extra the value of {@code corral.routes.extra}, see {@link ExtraRoutes}; may be null
     *     or blank
     * @throws IllegalArgumentException when it cannot be read or names a known route; the message
     *     says where and how it should look
     */
    public static RouteTable ofOllama(String extra) {
        List<Route> all = new ArrayList<>(OllamaRoutes.ALL);
        for (Route route : ExtraRoutes.parse(extra)) {
            for (Route known : all) {
                if (known.method().equals(route.method())
                        && known.template().equals(route.template())) {
                    throw new IllegalArgumentException(
                            "corral.routes.extra: "
                                    + route.method()
                                    + " "
                                    + route.template()
                                    + " is known already and cannot be given another meaning; leave it out.");
                }
            }
            all.add(route);
        }
        return new RouteTable(all);
    }

    /** All routes, in the order of the table. */
    public List<Route> routes() {
        return routes;
    }

    /**
     * The route of a request.
     *
     * @param method the HTTP method as it came; methods are case-sensitive
     * @param rawPath the raw, undecoded path below the gateway's own ({@code /api/tags}), without
     *     the query; empty means {@code /}
     */
    public RouteMatch match(String method, String rawPath) {
        Paths paths = fixed.get(rawPath.isEmpty() ? "/" : rawPath);
        if (paths != null) {
            return paths.match(method);
        }
        int slash = rawPath.lastIndexOf('/');
        paths = slash < 0 ? null : byPrefix.get(rawPath.substring(0, slash + 1));
        if (paths == null) {
            return RouteMatch.NotFound.INSTANCE;
        }
        String segment = rawPath.substring(slash + 1);
        String parameter = paths.parameter.accept(segment);
        RouteMatch match = paths.match(method);
        if (parameter == null) {
            String refusal = paths.parameter.refusal(segment);
            return refusal != null && match instanceof RouteMatch.Matched
                    ? new RouteMatch.BadParameter(refusal)
                    : RouteMatch.NotFound.INSTANCE;
        }
        if (match instanceof RouteMatch.Matched matched) {
            return new RouteMatch.Matched(
                    matched.route(), matched.upstreamPath() + parameter, parameter);
        }
        return match;
    }

    /** The routes of one path (or one prefix before a parameter), by method. */
    private static final class Paths {
        private final Parameter parameter;
        private final Map<String, RouteMatch.Matched> byMethod = new HashMap<>(4);
        private RouteMatch.MethodNotAllowed otherwise;

        Paths(Parameter parameter) {
            this.parameter = parameter;
        }

        void add(Route route) {
            String template = route.template();
            String path =
                    parameter == null
                            ? template
                            : template.substring(
                                    0, template.length() - parameter.placeholder.length());
            if (byMethod.put(route.method(), new RouteMatch.Matched(route, path, null)) != null) {
                throw new IllegalArgumentException("Twice: " + route.method() + " " + template);
            }
            List<String> allowed = new ArrayList<>(ORDER_OF_ALLOW);
            allowed.retainAll(byMethod.keySet());
            otherwise = new RouteMatch.MethodNotAllowed(String.join(", ", allowed));
        }

        RouteMatch match(String method) {
            RouteMatch.Matched matched = byMethod.get(method);
            return matched != null ? matched : otherwise;
        }
    }
}
