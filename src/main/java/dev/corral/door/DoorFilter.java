package dev.corral.door;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * In front of everything: a request that has one meaning goes on, with an id and with the response
 * headers set; any other is refused. Mapped to {@code /*} for REQUEST, and for FORWARD and ERROR so
 * that the login page and the error pages that a server shows before any filter ran carry the
 * headers, too.
 */
public final class DoorFilter extends HttpFilter {

    private static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    /**
     * The request attribute with the path for access logs: the raw path below the context path,
     * with a key in it ({@code /k/KEY/}, or wherever else one stands by mistake) masked.
     */
    public static final String LOGGED_PATH = "corral.path";

    private static final Pattern KEY = Pattern.compile("crl_[0-9A-Za-z]+");

    private static final String HSTS = DoorFilter.class.getName() + ".hsts";
    private static final String ORIGINS = DoorFilter.class.getName() + ".origins";

    /**
     * Says what {@code Strict-Transport-Security} is on https.
     *
     * @param hsts gives the value or an empty text for none; asked at each request
     */
    public static void setHsts(ServletContext application, Supplier<String> hsts) {
        application.setAttribute(HSTS, hsts);
    }

    /**
     * Says which other sites' scripts may call Ollama's paths with an API key.
     *
     * @param origins gives the origins ({@code https://tool.example.com}); asked at each request
     */
    public static void setOrigins(ServletContext application, Supplier<Set<String>> origins) {
        application.setAttribute(ORIGINS, origins);
    }

    private Set<?> origins() {
        return getServletContext().getAttribute(ORIGINS) instanceof Supplier<?> origins
                        && origins.get() instanceof Set<?> listed
                ? listed
                : Set.of();
    }

    @Override
    protected void doFilter(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse, FilterChain chain)
            throws IOException, ServletException {
        boolean first = !RequestId.isAssigned(clientRequest);
        if (first) {
            setHeaders(clientRequest, clientResponse);
        }
        if (clientRequest.getDispatcherType() == DispatcherType.REQUEST
                && !mayEnter(clientRequest, clientResponse)) {
            return;
        }
        chain.doFilter(clientRequest, clientResponse);
    }

    private void setHeaders(HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        RequestId.assign(clientRequest, clientResponse);
        String path =
                clientRequest.getDispatcherType() == DispatcherType.REQUEST
                        ? RawPath.of(clientRequest)
                        : "/";
        clientRequest.setAttribute(LOGGED_PATH, masked(path));
        SecurityHeaders.set(clientResponse, path);
        if (CrossOrigin.isListed(clientRequest, origins())) {
            CrossOrigin.letRead(clientRequest, clientResponse);
        }
        if (clientRequest.isSecure()
                && getServletContext().getAttribute(HSTS) instanceof Supplier<?> hsts
                && hsts.get() instanceof String value
                && !value.isEmpty()) {
            clientResponse.setHeader("Strict-Transport-Security", value);
        }
    }

    static String masked(String path) {
        String masked = path;
        if (path.startsWith("/k/")) {
            int end = path.indexOf('/', "/k/".length());
            masked = end < 0 ? "/k/-" : "/k/-" + path.substring(end);
        }
        return masked.contains("crl_") ? KEY.matcher(masked).replaceAll("-") : masked;
    }

    private boolean mayEnter(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        String uri = clientRequest.getRequestURI();
        int contextLength =
                uri == null ? 0 : RawPath.contextLength(uri, clientRequest.getContextPath());
        String objection = UriRules.objection(uri, contextLength, clientRequest.getQueryString());
        if (objection == null) {
            objection = HeaderRules.objection(clientRequest);
        }
        if (objection != null) {
            Errors.send(
                    clientRequest, clientResponse, HttpServletResponse.SC_BAD_REQUEST, objection);
            return false;
        }
        return isMethodWelcome(clientRequest, clientResponse)
                && !isRoot(clientRequest, clientResponse);
    }

    private boolean isMethodWelcome(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        switch (clientRequest.getMethod()) {
            case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE":
                return true;
            case "OPTIONS":
                if (clientRequest.getHeader("Access-Control-Request-Method") == null) {
                    return true;
                }
                if (CrossOrigin.isListed(clientRequest, origins())) {
                    CrossOrigin.allow(clientRequest, clientResponse);
                    return false;
                }
                Errors.send(
                        clientRequest,
                        clientResponse,
                        HttpServletResponse.SC_FORBIDDEN,
                        "Scripts of other sites may not call Corral from a browser.");
                return false;
            default:
                clientResponse.setHeader("Allow", METHODS);
                Errors.send(
                        clientRequest,
                        clientResponse,
                        HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                        "This method is not used here; use one of " + METHODS + ".");
                return false;
        }
    }

    /**
     * Sends a visitor of the root to the page; by path alone, as the host that people use is the
     * proxy's to know.
     */
    private static boolean isRoot(
            HttpServletRequest clientRequest, HttpServletResponse clientResponse) {
        String path = RawPath.of(clientRequest);
        if (!path.isEmpty() && !path.equals("/")) {
            return false;
        }
        String uri = clientRequest.getRequestURI();
        clientResponse.setStatus(HttpServletResponse.SC_FOUND);
        clientResponse.setHeader("Location", (path.isEmpty() ? uri + "/" : uri) + "app/");
        return true;
    }
}
