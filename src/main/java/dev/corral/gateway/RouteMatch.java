package dev.corral.gateway;

/** What the route table says about a method and a path. */
public sealed interface RouteMatch {

    /**
     * The request has a route.
     *
     * @param route which
     * @param upstreamPath the path for the upstream, built from the route's template and the
     *     parameter, never from the request's text
     * @param parameter what stands for the template's parameter (a digest, a model's name), or null
     */
    record Matched(Route route, String upstreamPath, String parameter) implements RouteMatch {}

    /** Ollama has nothing at this path. */
    record NotFound() implements RouteMatch {
        static final NotFound INSTANCE = new NotFound();

        /** What a client is told (404). */
        static final String SENTENCE =
                "Ollama has nothing at this address, or Corral does not know it yet. Check the path;"
                        + " an administrator can add a route of a newer Ollama (corral.routes.extra).";
    }

    /**
     * Ollama has the path, but not with this method.
     *
     * @param allow the value of the {@code Allow} header
     */
    record MethodNotAllowed(String allow) implements RouteMatch {
        /** What a client is told (405). */
        String sentence() {
            return "This address takes only: " + allow + ".";
        }
    }

    /**
     * Ollama has the path and the method, but takes no such parameter.
     *
     * @param sentence what a client is told (400)
     */
    record BadParameter(String sentence) implements RouteMatch {}
}
