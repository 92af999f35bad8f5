package dev.corral.gateway;

import dev.corral.policy.BadBody;
import dev.corral.policy.BodyReader;
import dev.corral.policy.Facts;
import dev.corral.policy.FormReader;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;

/**
 * What a request with a route would do; found in the same way for a request that goes up and for
 * one that is only played through. Pure functions.
 */
final class RequestFacts {

    private RequestFacts() {}

    /**
     * What a request says about its body.
     *
     * @param contentType the header, or null
     * @param contentEncoding the header, or null
     * @param browserLike whether the request may come from a page, see {@link
     *     BodyReader#refusalOfLabel}
     */
    record Label(String contentType, String contentEncoding, boolean browserLike) {}

    /**
     * Why a request is refused (400) before its body is looked at, as a sentence for the client;
     * null when it is not.
     *
     * @param query the raw query, or null
     */
    static String objection(Route route, String query, boolean hasBody) {
        String refusal = route.refusalOfQuery(query);
        return refusal == null && route.body() == BodyKind.NONE && hasBody
                ? "This address takes no body."
                : refusal;
    }

    /**
     * The facts of a request whose body, if any, decides nothing.
     *
     * @param size the body's length in bytes, 0 or less when it is not known
     */
    static Facts withoutBody(RouteMatch.Matched matched, long size) {
        Operation operation = matched.route().operation();
        ModelName model = operation == Operation.SHOW ? ModelName.parse(matched.parameter()) : null;
        return Facts.of(operation, model, Math.max(0, size));
    }

    /**
     * The facts of a request with a JSON body or a form: the first {@code length} bytes.
     *
     * @throws BadBody when it has no meaning or more than one
     */
    static Facts withBody(Route route, Label label, byte[] bytes, int length) throws BadBody {
        if (route.body() == BodyKind.FORM) {
            String compressed = BodyReader.refusalOfEncoding(label.contentEncoding());
            if (compressed != null) {
                throw new BadBody(compressed);
            }
            ModelName model = FormReader.modelOf(label.contentType(), bytes, length);
            return Facts.of(route.operation(), model, length);
        }
        String refusal =
                BodyReader.refusalOfLabel(
                        label.contentType(), label.contentEncoding(), label.browserLike());
        if (refusal != null) {
            throw new BadBody(refusal);
        }
        return Facts.of(
                route.operation(), BodyReader.read(route.shape(), bytes, 0, length), length);
    }

    /** What a client is told about a body over the limit (413). */
    static String tooLarge(long limit) {
        return "The request is larger than " + limit + " bytes (corral.limits.json-body).";
    }
}
