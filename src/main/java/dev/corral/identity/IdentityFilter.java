package dev.corral.identity;

import dev.corral.door.ErrorPage;
import dev.corral.door.Errors;
import dev.corral.door.RawPath;
import dev.corral.door.RequestId;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the {@link Caller} of each request, or answers it with a refusal: behind this filter there
 * always is a caller with at least one role. Behind the {@code DoorFilter}; mapped to {@code
 * /ollama/*}, {@code /k/*}, {@code /api/*}, {@code /metrics} and {@code /app/*}.
 */
public final class IdentityFilter extends HttpFilter {

    /**
     * The request attribute with the raw path that an Ollama server knows ({@code /api/chat}), for
     * {@code /ollama/X} and {@code /k/KEY/X} alike; a String that begins with a slash.
     */
    public static final String OLLAMA_PATH = "dev.corral.ollamaPath";

    /**
     * The request attribute with the caller's name, for access logs of servers that only know their
     * own principal.
     */
    public static final String LOGGED_CALLER = "corral.caller";

    private static final Logger LOG = LoggerFactory.getLogger(IdentityFilter.class);

    @Override
    protected void doFilter(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        Identity identity = Identity.of(getServletContext());
        if (identity == null) {
            Errors.send(
                    clientRequest,
                    clientResponse,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "Corral is not running; its administrator finds the reason in the server's log.",
                    5);
            return;
        }
        String path = RawPath.of(clientRequest);
        boolean page = path.equals("/app") || path.startsWith("/app/");
        Caller caller;
        try {
            caller =
                    page
                            ? identity.containerOnly(clientRequest)
                            : identity.identify(clientRequest, clientResponse);
            if (caller != null && page && caller.roles().isEmpty()) {
                showNoRole(clientRequest, clientResponse, identity.noRole(caller));
                return;
            }
            if (caller != null) {
                identity.admit(caller, clientRequest);
            }
        } catch (Refusal refusal) {
            refuse(clientRequest, clientResponse, refusal);
            return;
        }
        if (caller == null) {
            loginAgain(clientRequest, clientResponse);
            return;
        }
        caller.attachTo(clientRequest);
        clientRequest.setAttribute(LOGGED_CALLER, caller.name());
        exposeOllamaPath(clientRequest, path);
        chain.doFilter(
                caller.via() == Via.SESSION
                        ? clientRequest
                        : new CallerRequest(clientRequest, caller),
                clientResponse);
    }

    /** The session has just been ended here: the same address again leads to the server's login. */
    private static void loginAgain(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        clientResponse.setStatus(HttpServletResponse.SC_SEE_OTHER);
        clientResponse.setHeader("Location", clientRequest.getRequestURI());
    }

    private static void showNoRole(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, Refusal refusal)
            throws ServletException, IOException {
        RequestDispatcher explanation = clientRequest.getRequestDispatcher(ErrorPage.NO_ROLE);
        if (explanation == null) {
            refuse(clientRequest, clientResponse, refusal);
            return;
        }
        LOG.warn(
                "'{}' is logged in and has no role (request {})",
                refusal.about(),
                RequestId.of(clientRequest));
        Errors.explain(clientRequest, refusal.said());
        explanation.forward(clientRequest, clientResponse);
    }

    private static void exposeOllamaPath(HttpServletRequest clientRequest, String path) {
        if (path.startsWith("/ollama")) {
            String rest = path.substring("/ollama".length());
            clientRequest.setAttribute(OLLAMA_PATH, rest.isEmpty() ? "/" : rest);
        } else if (path.startsWith("/k/")) {
            int end = path.indexOf('/', "/k/".length());
            clientRequest.setAttribute(OLLAMA_PATH, end < 0 ? "/" : path.substring(end));
        }
    }

    private static void refuse(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, Refusal refusal)
            throws IOException {
        boolean attempted =
                clientRequest.getHeader("Authorization") != null
                        || clientRequest.getHeader("x-api-key") != null
                        || RawPath.of(clientRequest).startsWith("/k/")
                        || refusal.status() == HttpServletResponse.SC_FORBIDDEN;
        if (attempted && refusal.retryAfter() == 0) {
            LOG.warn(
                    "Refused ({}) '{}' from {}: {} (request {})",
                    refusal.status(),
                    refusal.about(),
                    clientRequest.getRemoteAddr(),
                    refusal.getMessage(),
                    RequestId.of(clientRequest));
        }
        Errors.send(
                clientRequest,
                clientResponse,
                refusal.status(),
                refusal.getMessage(),
                refusal.retryAfter());
    }
}
