package dev.corral.rest;

import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey's servlet with the application that was built at the start; mapped to {@code /api/*}. */
public final class ApiServlet extends HttpServlet {

    private transient ServletContainer jersey;

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        ApiApplication application = ApiApplication.of(config.getServletContext());
        if (application != null) {
            jersey = new ServletContainer(application.config());
            jersey.init(config);
        }
    }

    @Override
    public void service(ServletRequest clientRequest, ServletResponse clientResponse)
            throws ServletException, IOException {
        if (jersey == null) {
            ((HttpServletResponse) clientResponse)
                    .sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        jersey.service(clientRequest, clientResponse);
    }

    @Override
    public void destroy() {
        if (jersey != null) {
            jersey.destroy();
        }
    }
}
