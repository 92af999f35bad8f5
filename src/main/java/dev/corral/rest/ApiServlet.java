package dev.corral.rest;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey's servlet with the application that was built at the start; mapped to {@code /api/*}. */
public final class ApiServlet extends HttpServlet {

    private transient volatile Started started;

    private record Started(ApiApplication application, ServletContainer jersey) {}

    @Override
    public void service(ServletRequest clientRequest, ServletResponse clientResponse)
            throws ServletException, IOException {
        ApiApplication application = ApiApplication.of(getServletContext());
        if (application == null) {
            ((HttpServletResponse) clientResponse)
                    .sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        CalmRequest calm = new CalmRequest((HttpServletRequest) clientRequest);
        try {
            jersey(application).service(calm, clientResponse);
        } finally {
            BodyLimit.over(clientRequest);
        }
    }

    /** Jersey for the application of now; a restore builds another one. */
    private ServletContainer jersey(ApiApplication application) throws ServletException {
        Started now = started;
        return now != null && now.application() == application
                ? now.jersey()
                : start(application).jersey();
    }

    private synchronized Started start(ApiApplication application) throws ServletException {
        if (started == null || started.application() != application) {
            ServletContainer jersey = new ServletContainer(application.config());
            jersey.init(getServletConfig());
            if (started != null) {
                started.jersey().destroy();
            }
            started = new Started(application, jersey);
        }
        return started;
    }

    @Override
    public void destroy() {
        if (started != null) {
            started.jersey().destroy();
        }
    }
}
