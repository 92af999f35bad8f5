package dev.corral.door;

import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * The one place that answers a request with an error, in the dialect of the path that it was asked
 * on.
 */
public final class Errors {

    /**
     * The header that the page's own calls carry: needed for writes by session, and asks for a 401
     * without a challenge.
     */
    public static final String PAGE_HEADER = "X-Corral-Page";

    private Errors() {}

    /** Gives the page for somebody without a role ({@link ErrorPage#NO_ROLE}) its explanation. */
    public static void explain(HttpServletRequest clientRequest, Sentence said) {
        clientRequest.setAttribute(ErrorPage.SENTENCE, said);
    }

    /**
     * Answers with an error. Does nothing if the response has begun. Blocks while it writes; not
     * for responses that have a write listener.
     *
     * @param status 400 to 599
     * @param message one sentence or two for the client that say what to do next; no secrets, hosts
     *     or class names
     * @throws IOException if the client is gone
     */
    public static void send(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            int status,
            String message)
            throws IOException {
        send(clientRequest, clientResponse, status, message, 0);
    }

    /**
     * As {@link #send(HttpServletRequest, HttpServletResponse, int, String)}, with {@code
     * Retry-After}.
     *
     * @param retryAfter seconds, or 0 for none
     */
    public static void send(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            int status,
            String message,
            int retryAfter)
            throws IOException {
        send(clientRequest, clientResponse, status, Sentence.plain(message), retryAfter);
    }

    /** The same with a sentence that the page says in the reader's language. */
    public static void send(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            int status,
            Sentence said,
            int retryAfter)
            throws IOException {
        if (clientResponse.isCommitted()) {
            return;
        }
        clientResponse.resetBuffer();
        RequestId.assign(clientRequest, clientResponse);
        clientResponse.setHeader("Cache-Control", "no-store");
        if (retryAfter > 0) {
            clientResponse.setHeader("Retry-After", Integer.toString(retryAfter));
        }
        if (status == HttpServletResponse.SC_UNAUTHORIZED && !isFromPage(clientRequest)) {
            clientResponse.setHeader(
                    "WWW-Authenticate", "Basic realm=\"Corral\", charset=\"UTF-8\"");
            clientResponse.addHeader("WWW-Authenticate", "Bearer realm=\"Corral\"");
        }
        Face face = Face.of(RawPath.of(clientRequest));
        if (face == Face.PAGE) {
            clientRequest.setAttribute(ErrorPage.SENTENCE, said);
            clientResponse.sendError(status, said.text());
            return;
        }
        byte[] body = face.errorBody(status, said, RequestId.of(clientRequest));
        clientResponse.setStatus(status);
        clientResponse.setContentType(face.contentType());
        clientResponse.setContentLength(body.length);
        if (!"HEAD".equals(clientRequest.getMethod())) {
            clientResponse.getOutputStream().write(body);
        }
    }

    /** Whether the request says that it was made by the page's own script. */
    public static boolean isFromPage(HttpServletRequest clientRequest) {
        return "1".equals(clientRequest.getHeader(PAGE_HEADER));
    }
}
