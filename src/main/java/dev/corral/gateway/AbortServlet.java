package dev.corral.gateway;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Where a broken answer is sent that cannot be cut by the server's own connection: throwing after
 * bytes were sent makes Tomcat and Jetty close the connection without the end of the body. Not
 * reachable from outside.
 */
public final class AbortServlet extends HttpServlet {

    static final String PATH = "/internal/abort";

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        if (clientRequest.getDispatcherType() != DispatcherType.ASYNC) {
            clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        throw new IOException("The upstream's answer broke; the client's is cut.");
    }
}
