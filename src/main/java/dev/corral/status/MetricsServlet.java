package dev.corral.status;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * {@code /metrics} in the text format of Prometheus. Who may read it was checked by the identity
 * filter.
 */
public final class MetricsServlet extends HttpServlet {

    @Override
    protected void doGet(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws IOException {
        Status status = Status.of(getServletContext());
        if (status == null) {
            clientResponse.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        byte[] body = PrometheusText.of(status.snapshot()).getBytes(StandardCharsets.UTF_8);
        clientResponse.setHeader("Cache-Control", "no-store");
        clientResponse.setContentType("text/plain; version=0.0.4; charset=utf-8");
        clientResponse.setContentLength(body.length);
        clientResponse.getOutputStream().write(body);
    }
}
