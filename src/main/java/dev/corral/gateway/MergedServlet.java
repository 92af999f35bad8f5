package dev.corral.gateway;

import dev.corral.Corral;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * Jersey behind the gateway's filter, for {@link MergedReads} alone; started when the first such
 * read comes.
 */
public final class MergedServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    private transient ServletContainer jersey;

    @Override
    public void init(ServletConfig config) throws ServletException {
        super.init(config);
        ResourceConfig resources = new ResourceConfig();
        resources.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        resources.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        resources.register(MergedReads.class);
        resources.register(
                new AbstractBinder() {
                    @Override
                    protected void configure() {
                        // The one of now: a restore builds everything anew.
                        bindFactory(() -> Corral.of(getServletContext()).gateway().mergedReads())
                                .to(MergedReads.class);
                    }
                });
        jersey = new ServletContainer(resources);
        jersey.init(config);
    }

    @Override
    protected void service(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws ServletException, IOException {
        jersey.service(new AnyType(clientRequest), clientResponse);
    }

    @Override
    public void destroy() {
        if (jersey != null) {
            jersey.destroy();
        }
    }

    /** An Ollama looks at no {@code Accept}; Jersey would refuse {@code application/json}. */
    private static final class AnyType extends HttpServletRequestWrapper {

        private static final String ACCEPT = "Accept";
        private static final String ANY = "*/*";

        AnyType(HttpServletRequest clientRequest) {
            super(clientRequest);
        }

        @Override
        public String getHeader(String name) {
            return name.equalsIgnoreCase(ACCEPT) ? ANY : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return name.equalsIgnoreCase(ACCEPT)
                    ? Collections.enumeration(List.of(ANY))
                    : super.getHeaders(name);
        }
    }
}
