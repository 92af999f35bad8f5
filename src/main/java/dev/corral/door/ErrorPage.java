package dev.corral.door;

import dev.corral.words.Sentence;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What people and programs see when a request failed before or outside our own code, mapped at
 * {@code /error/*} and named by every {@code <error-page>}. A path of an API is answered in that
 * API's own format. Never shows a stack trace, a class or a server's name.
 *
 * <p>{@code /error/no-role} is forwarded to for somebody who is signed in and has no role in
 * Corral, after {@link Errors#explain} was given the reason.
 */
public final class ErrorPage extends HttpServlet {
    /**
     * Request attribute of type {@link Sentence}: our own words on what went wrong, instead of the
     * usual ones for the status. What a container says is never shown.
     */
    public static final String SENTENCE = ErrorPage.class.getName() + ".sentence";

    /** Where to forward a user without a role. */
    public static final String NO_ROLE = "/error/no-role";

    private transient Template template;

    public ErrorPage() {}

    @Override
    public void init() throws ServletException {
        template = Template.read(getServletContext(), "/WEB-INF/pages/error.html");
    }

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        boolean noRole = isNoRole(clientRequest);
        int status = noRole ? HttpServletResponse.SC_FORBIDDEN : status(clientRequest);
        String path = failedPath(clientRequest);
        Sentence given =
                clientRequest.getAttribute(SENTENCE) instanceof Sentence said ? said : null;
        Face face = Face.of(path);
        clientResponse.setStatus(status);
        clientResponse.setHeader("Cache-Control", "no-store");
        if (face != Face.PAGE) {
            Sentence message =
                    given != null
                            ? given
                            : Sentence.plain(Wording.of(status, path, Words.ENGLISH).sentence());
            clientResponse.setContentType(face.contentType());
            byte[] body = face.errorBody(status, message, RequestId.of(clientRequest));
            clientResponse.getOutputStream().write(body);
            return;
        }
        Greeting greeting = Greeting.of(getServletContext());
        Words words = Words.of(greeting.language(), clientRequest.getHeader("Accept-Language"));
        Map<String, String> values = values(status, Wording.of(status, path, words), clientRequest);
        words.into(values);
        greeting.into(values);
        if (given != null) {
            values.put("sentence", given.text());
            if (given.code() != null) {
                values.put("said", Face.json(given));
            }
            values.put("english", "");
        }
        if (noRole) {
            values.put("no-role", "");
            values.put("title", words.get("error.no-role.title"));
            values.remove("again");
        }
        clientResponse.setContentType("text/html; charset=utf-8");
        clientResponse.getWriter().write(template.render(values));
    }

    private static Map<String, String> values(
            int status, Wording wording, HttpServletRequest clientRequest) {
        Map<String, String> values = new HashMap<>();
        values.put("context", clientRequest.getContextPath());
        values.put("status", Integer.toString(status));
        values.put("title", wording.title());
        values.put("sentence", wording.sentence());
        values.put("again", wording.button());
        values.put("request-id", RequestId.of(clientRequest));
        return values;
    }

    private static boolean isNoRole(HttpServletRequest clientRequest) {
        return clientRequest.getDispatcherType() == DispatcherType.FORWARD
                && NO_ROLE.equals(clientRequest.getServletPath() + clientRequest.getPathInfo());
    }

    private static int status(HttpServletRequest clientRequest) {
        Object code = clientRequest.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        boolean known =
                clientRequest.getDispatcherType() == DispatcherType.ERROR
                        && code instanceof Integer n
                        && n >= 400;
        return known ? (Integer) code : HttpServletResponse.SC_NOT_FOUND;
    }

    private static String failedPath(HttpServletRequest clientRequest) {
        Object failed = clientRequest.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String uri = failed != null ? failed.toString() : clientRequest.getRequestURI();
        String context = clientRequest.getContextPath();
        return uri.startsWith(context) ? uri.substring(context.length()) : uri;
    }
}
