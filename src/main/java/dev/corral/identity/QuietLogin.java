package dev.corral.identity;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Asks the container's realm about a name and a password, and leaves nothing of it behind: some
 * servers put a programmatic login into a session and send its cookie, which a client that logs in
 * with every request would collect.
 */
final class QuietLogin {

    private static final String SET_COOKIE = "Set-Cookie";

    private QuietLogin() {}

    /**
     * What the realm says.
     *
     * @param name the name as the realm spells it
     * @param held the role names asked for that the principal has
     */
    record Found(String name, Set<String> held) {}

    /**
     * Asks. A login that the request's session already has is ended by this: the servers have no
     * way to check a second one beside it.
     *
     * @return null when the realm does not know the name with that password
     * @throws RuntimeException when the realm cannot answer
     */
    static Found ask(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            Basic basic,
            RoleNames names) {
        boolean hadSession = clientRequest.getSession(false) != null;
        Collection<String> cookies = List.copyOf(clientResponse.getHeaders(SET_COOKIE));
        if (clientRequest.getUserPrincipal() != null) {
            logout(clientRequest);
        }
        try {
            clientRequest.login(basic.name(), basic.password());
            Principal principal = clientRequest.getUserPrincipal();
            if (principal == null || principal.getName() == null || principal.getName().isEmpty()) {
                return null;
            }
            return new Found(principal.getName(), names.held(clientRequest::isUserInRole));
        } catch (ServletException e) {
            return null;
        } finally {
            leaveNothing(clientRequest, clientResponse, hadSession, cookies);
        }
    }

    private static void leaveNothing(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            boolean hadSession,
            Collection<String> cookies) {
        if (clientRequest.getUserPrincipal() != null) {
            logout(clientRequest);
        }
        HttpSession session = hadSession ? null : clientRequest.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        if (!clientResponse.getHeaders(SET_COOKIE).equals(cookies)
                && clientResponse.getHeaders(SET_COOKIE).size() != cookies.size()) {
            restoreCookies(clientResponse, cookies);
        }
    }

    /** No header can be removed by itself: all are put down and the others taken up again. */
    private static void restoreCookies(
            HttpServletResponse clientResponse, Collection<String> cookies) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        for (String name : clientResponse.getHeaderNames()) {
            kept.put(name, new ArrayList<>(clientResponse.getHeaders(name)));
        }
        clientResponse.reset();
        kept.forEach(
                (name, values) -> {
                    if (!name.equalsIgnoreCase(SET_COOKIE)) {
                        values.forEach(value -> clientResponse.addHeader(name, value));
                    }
                });
        cookies.forEach(cookie -> clientResponse.addHeader(SET_COOKIE, cookie));
    }

    private static void logout(HttpServletRequest clientRequest) {
        try {
            clientRequest.logout();
        } catch (ServletException e) {
            throw new IllegalStateException("The server could not end a login", e);
        }
    }
}
