package dev.corral;

import dev.corral.door.Errors;
import dev.corral.door.Face;
import dev.corral.door.RawPath;
import dev.corral.store.StartupProblem;
import dev.corral.words.Sentence;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * While the product could not start, says so to everybody, with the reason on the page; nothing
 * else is reachable then. Also on forwards: a container shows the login page by one, before any
 * filter saw the request.
 */
public final class StartupFilter extends HttpFilter {

    /** The context attribute that says that everything is stopped for a restore. */
    static final String PAUSE = StartupFilter.class.getName() + ".pause";

    private static final int RETRY_SECONDS = 60;
    private static final int PAUSE_SECONDS = 5;

    @Override
    protected void doFilter(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        if (Corral.of(getServletContext()) != null || isOfThePage(clientRequest)) {
            chain.doFilter(clientRequest, clientResponse);
            return;
        }
        if (getServletContext().getAttribute(PAUSE) != null) {
            pause(clientRequest, clientResponse, chain);
            return;
        }
        Sentence sentence =
                Sentence.of(
                        "start.failed",
                        "Corral could not start. Its administrator finds the reason on its page and in the server's log.");
        boolean page = Face.of(RawPath.of(clientRequest)) == Face.PAGE;
        Errors.send(
                clientRequest,
                clientResponse,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                page ? explanation(sentence) : sentence,
                RETRY_SECONDS);
    }

    private static void pause(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        if (RawPath.of(clientRequest).startsWith("/health/")) {
            // Alive, and not ready: who would restart it now would only make it begin anew.
            chain.doFilter(clientRequest, clientResponse);
            return;
        }
        Errors.send(
                clientRequest,
                clientResponse,
                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Sentence.of(
                        "start.restoring", "Corral is restoring a backup. Try again in a moment."),
                PAUSE_SECONDS);
    }

    private static boolean isOfThePage(HttpServletRequest clientRequest) {
        return RawPath.of(clientRequest).startsWith("/assets/");
    }

    private Sentence explanation(Sentence otherwise) {
        if (getServletContext().getAttribute(CorralListener.PROBLEM)
                instanceof StartupProblem problem) {
            return problem.said();
        }
        return otherwise;
    }
}
