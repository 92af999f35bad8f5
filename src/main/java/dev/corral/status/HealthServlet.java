package dev.corral.status;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** {@code /health/live} and {@code /health/ready}: for anybody, so without any detail. */
public final class HealthServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        String path = clientRequest.getPathInfo() == null ? "" : clientRequest.getPathInfo();
        switch (path) {
            case "/live" -> answer(clientResponse, true);
            case "/ready" -> {
                Status status = Status.of(getServletContext());
                answer(clientResponse, status != null && status.ready());
            }
            default -> clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void answer(HttpServletResponse clientResponse, boolean up) throws IOException {
        byte[] body =
                ("{\"status\":\"" + (up ? "up" : "down") + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
        clientResponse.setStatus(
                up ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        clientResponse.setHeader("Cache-Control", "no-store");
        if (!up) {
            clientResponse.setHeader("Retry-After", "5");
        }
        clientResponse.setContentType("application/json");
        clientResponse.setContentLength(body.length);
        clientResponse.getOutputStream().write(body);
    }
}
