package dev.corral.gateway;

import dev.corral.policy.BadBody;
import dev.corral.policy.Facts;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;

/** Plays through what the gateway would make of a request, without sending anything up. */
public final class Rehearsal {

    private final RouteTable routes;
    private final Settings settings;
    private final Facts.Knowledge models;

    /**
     * Rehearsals with the routes of the gateway.
     *
     * @param models what is known about the fleet's models
     */
    public Rehearsal(RouteTable routes, Settings settings, Facts.Knowledge models) {
        this.routes = routes;
        this.settings = settings;
        this.models = models;
    }

    /**
     * A request.
     *
     * @param path the raw path that an Ollama knows, {@code /api/chat}
     * @param query the raw query, or null
     * @param contentType the header, or null
     * @param body its bytes; none for no body
     */
    public record Request(
            String method, String path, String query, String contentType, byte[] body) {}

    /**
     * What becomes of it before the policy is asked.
     *
     * @param status 200 when the policy decides, else the status of the refusal
     * @param refusal the sentence for the client, or null
     * @param facts what the policy has to decide, or null
     */
    public record Result(int status, String refusal, Facts facts) {
        private static Result refused(int status, String sentence) {
            return new Result(status, sentence, null);
        }
    }

    /** Plays a request through. */
    public Result play(Request request) {
        RouteMatch match = routes.match(request.method(), request.path());
        if (match instanceof RouteMatch.MethodNotAllowed other) {
            return Result.refused(405, other.sentence());
        }
        if (match instanceof RouteMatch.BadParameter bad) {
            return Result.refused(400, bad.sentence());
        }
        if (!(match instanceof RouteMatch.Matched matched)) {
            return Result.refused(404, RouteMatch.NotFound.SENTENCE);
        }
        byte[] body = request.body();
        String objection =
                RequestFacts.objection(matched.route(), request.query(), body.length > 0);
        if (objection != null) {
            return Result.refused(400, objection);
        }
        return switch (matched.route().body()) {
            case NONE, STREAM -> decided(RequestFacts.withoutBody(matched, body.length));
            case JSON, FORM -> withBody(matched.route(), request.contentType(), body);
        };
    }

    private Result withBody(Route route, String contentType, byte[] body) {
        long limit = settings.get(Catalogue.LIMITS_JSON_BODY);
        if (body.length > limit) {
            return Result.refused(413, RequestFacts.tooLarge(limit));
        }
        try {
            RequestFacts.Label label = new RequestFacts.Label(contentType, null, false);
            return decided(RequestFacts.withBody(route, label, body, body.length));
        } catch (BadBody e) {
            return Result.refused(400, e.getMessage());
        }
    }

    /** What is left to the policy, for facts that no request was read for. */
    public Result decided(Facts facts) {
        return new Result(200, null, facts.with(models));
    }
}
