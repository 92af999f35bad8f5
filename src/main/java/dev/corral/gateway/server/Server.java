package dev.corral.gateway.server;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** One kind of server, known by the class of its request objects. */
interface Server {
    /** A server that offers nothing. */
    Server NONE = (request, response) -> NoConnection.INSTANCE;

    /**
     * Finds the connection behind a request.
     *
     * @param request the server's own request object, no wrapper
     * @param response its response
     */
    ClientConnection connection(Object request, HttpServletResponse response) throws IOException;
}
