package dev.corral.gateway;

import dev.corral.Corral;
import dev.corral.door.Errors;
import dev.corral.identity.IdentityFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * {@code /ollama/*} and {@code /k/KEY/*}: finds the route of a request and hands it to {@link
 * Gateway}. What has no route does not go up.
 */
public final class GatewayFilter extends HttpFilter {

    @Override
    protected void doFilter(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        Corral corral = Corral.of(getServletContext());
        if (corral == null) {
            Errors.send(clientRequest, clientResponse, 503, "Corral is not running now.", 5);
            return;
        }
        Gateway gateway = corral.gateway();
        RouteMatch match =
                gateway.routes().match(clientRequest.getMethod(), ollamaPath(clientRequest));
        if (match instanceof RouteMatch.Matched matched) {
            gateway.pass(matched, clientRequest, clientResponse);
        } else if (match instanceof RouteMatch.MethodNotAllowed other) {
            clientResponse.setHeader("Allow", other.allow());
            Errors.send(clientRequest, clientResponse, 405, other.sentence());
        } else if (match instanceof RouteMatch.BadParameter bad) {
            Errors.send(clientRequest, clientResponse, 400, bad.sentence());
        } else {
            Errors.send(clientRequest, clientResponse, 404, RouteMatch.NotFound.SENTENCE);
        }
    }

    private static String ollamaPath(HttpServletRequest clientRequest) {
        return (String) clientRequest.getAttribute(IdentityFilter.OLLAMA_PATH);
    }
}
