package dev.corral.gateway;

import dev.corral.Corral;
import dev.corral.door.Errors;
import dev.corral.identity.IdentityFilter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
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

    private transient Gateway gateway;

    @Override
    public void init(FilterConfig config) throws ServletException {
        super.init(config);
        Corral corral = Corral.of(config.getServletContext());
        gateway = corral == null ? null : corral.gateway();
    }

    @Override
    protected void doFilter(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        RouteMatch match =
                gateway.routes().match(clientRequest.getMethod(), ollamaPath(clientRequest));
        if (match instanceof RouteMatch.Matched matched) {
            gateway.pass(matched, clientRequest, clientResponse);
        } else if (match instanceof RouteMatch.MethodNotAllowed other) {
            clientResponse.setHeader("Allow", other.allow());
            Errors.send(clientRequest, clientResponse, 405, other.sentence());
        } else {
            Errors.send(clientRequest, clientResponse, 404, RouteMatch.NotFound.SENTENCE);
        }
    }

    private static String ollamaPath(HttpServletRequest clientRequest) {
        return (String) clientRequest.getAttribute(IdentityFilter.OLLAMA_PATH);
    }
}
