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
            case "/live" -> answer(clientResponse, "up");
            case "/ready" -> {
                answer(clientResponse, readiness(Status.of(getServletContext())));
            }
            default -> clientResponse.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static String readiness(Status status) {
        if (status == null || !status.ready()) {
            return "down";
        }
        return status.drain().since() == null ? "up" : "draining";
    }

    private static void answer(HttpServletResponse clientResponse, String word) throws IOException {
        boolean up = word.equals("up");
        byte[] body = ("{\"status\":\"" + word + "\"}").getBytes(StandardCharsets.US_ASCII);
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
