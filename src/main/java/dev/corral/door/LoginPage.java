package dev.corral.door;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The page where people sign in, mapped at {@code /login} and {@code /login/*}. A container shows
 * it on the address that the user wanted (a forward) or sends the browser to it (a redirect);
 * either way the container remembers that address.
 *
 * <p>{@code /login/failed} is the same page after a wrong name or password; {@code
 * /login?signedout} says good-bye, or leads to where an administrator wants people to go then. It
 * holds no state and works without scripts.
 */
public final class LoginPage extends HttpServlet {
    private static final String TRIED = "corral-login";
    private static final int LONGEST_NAME = 200;

    private transient Template template;

    public LoginPage() {}

    @Override
    public void init() throws ServletException {
        template = Template.read(getServletContext(), "/WEB-INF/pages/login.html");
    }

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        boolean failed = "/failed".equals(clientRequest.getPathInfo());
        boolean signedOut = has(clientRequest.getQueryString(), "signedout");
        if (!signedOut && !failed && cannotSignInHere(clientRequest)) {
            goToThePage(clientRequest, clientResponse);
            return;
        }
        Greeting greeting = Greeting.of(getServletContext());
        if (signedOut && greeting.signOutUrl() != null) {
            redirect(clientResponse, greeting.signOutUrl());
            return;
        }
        Map<String, String> values = new HashMap<>();
        greeting.into(values);
        Words.of(greeting.language(), clientRequest.getHeader("Accept-Language")).into(values);
        values.put("context", clientRequest.getContextPath());
        if (signedOut) {
            values.put("signed-out", "");
        } else {
            values.put("form", "");
            describe(clientRequest, failed, values);
        }
        clientResponse.setHeader("Cache-Control", "no-store");
        clientResponse.setContentType("text/html; charset=utf-8");
        clientResponse.getWriter().write(template.render(values));
    }

    private static void describe(
            HttpServletRequest clientRequest, boolean failed, Map<String, String> values) {
        if (failed) {
            values.put("failed", "");
            String name = clientRequest.getParameter("j_username");
            if (name != null && !name.isBlank() && name.length() <= LONGEST_NAME) {
                values.put("name", name);
            }
        } else if (has(wantedQuery(clientRequest), "ended")) {
            values.put("ended", "");
        }
        values.put(values.containsKey("name") ? "ask-password" : "ask-name", "");
    }

    /**
     * Whether a form here would lead nowhere: somebody opened this address directly, so that the
     * container has remembered no place to go to after signing in. The cookie keeps a container
     * that redirects here, and remembers the place in a cookie of its own, from going round in
     * circles.
     */
    private static boolean cannotSignInHere(HttpServletRequest clientRequest) {
        if (clientRequest.getDispatcherType() != DispatcherType.REQUEST) {
            return false;
        }
        return clientRequest.getUserPrincipal() != null
                || clientRequest.getSession(false) == null && !hasTried(clientRequest);
    }

    private static boolean hasTried(HttpServletRequest clientRequest) {
        Cookie[] cookies = clientRequest.getCookies();
        if (cookies != null) {
            for (Cookie cookie : cookies) {
                if (cookie.getName().equals(TRIED)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void goToThePage(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        Cookie tried = new Cookie(TRIED, "1");
        tried.setMaxAge(30);
        tried.setHttpOnly(true);
        tried.setSecure(clientRequest.isSecure());
        tried.setPath(clientRequest.getContextPath() + "/login");
        clientResponse.addCookie(tried);
        redirect(clientResponse, clientRequest.getContextPath() + "/app/");
    }

    private static void redirect(HttpServletResponse clientResponse, String location) {
        clientResponse.setStatus(HttpServletResponse.SC_SEE_OTHER);
        clientResponse.setHeader("Location", location);
        clientResponse.setHeader("Cache-Control", "no-store");
    }

    private static String wantedQuery(HttpServletRequest clientRequest) {
        Object forwarded = clientRequest.getAttribute(RequestDispatcher.FORWARD_QUERY_STRING);
        return forwarded != null ? forwarded.toString() : clientRequest.getQueryString();
    }

    private static boolean has(String query, String word) {
        return query != null && ("&" + query + "&").contains("&" + word + "&");
    }
}
