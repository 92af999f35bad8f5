package dev.corral.door;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The id of a request: what ties an error that somebody sees to a line in the log. Always Corral's
 * own; an id that a client sends is never taken over, so that nobody can write into the log or pass
 * for another request.
 */
public final class RequestId {

    /** The response header that carries the id. */
    public static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int LENGTH = 16;
    private static final int HALF = LENGTH / 2;

    private RequestId() {}

    /**
     * The id of this request, made up at the first call.
     *
     * @return 16 characters of a-z and 0-9; never null
     */
    public static String of(ServletRequest clientRequest) {
        if (clientRequest.getAttribute(ATTRIBUTE) instanceof String id) {
            return id;
        }
        String id = next();
        clientRequest.setAttribute(ATTRIBUTE, id);
        return id;
    }

    /** Gives the request its id and tells it to the client. */
    static void assign(ServletRequest clientRequest, HttpServletResponse clientResponse) {
        clientResponse.setHeader(HEADER, of(clientRequest));
    }

    /** Whether the request has been given an id. */
    static boolean isAssigned(ServletRequest clientRequest) {
        return clientRequest.getAttribute(ATTRIBUTE) != null;
    }

    private static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] id = new char[LENGTH];
        long bits = random.nextLong();
        for (int i = 0; i < LENGTH; i++) {
            if (i == HALF) {
                bits = random.nextLong();
            }
            id[i] = DIGITS[(int) bits & 31];
            bits >>>= 5;
        }
        return new String(id);
    }
}
