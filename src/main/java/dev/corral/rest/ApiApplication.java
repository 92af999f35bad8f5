package dev.corral.rest;

import dev.corral.exchange.BodyMemory;
import jakarta.servlet.ServletContext;
import java.lang.reflect.Type;
import java.util.List;
import java.util.function.LongSupplier;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.internal.inject.AbstractBinder;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.async.AsyncContextDelegateProviderImpl;
import org.glassfish.jersey.servlet.spi.AsyncContextDelegateProvider;

/** The Jersey application: exactly the resources that it is given, nothing found by searching. */
public final class ApiApplication {

    private static final String ATTRIBUTE = ApiApplication.class.getName();

    private final ResourceConfig config = new ResourceConfig();

    /**
     * An application of these resources.
     *
     * @param resources built objects with {@code @Path}, used by many threads
     */
    public ApiApplication(List<Object> resources) {
        this(resources, () -> BodyLimit.LIMIT, BodyMemory.unlimited());
    }

    /**
     * The same.
     *
     * @param largeBody most bytes of the bodies that may be large; asked at each request
     * @param memory room for bodies that are read whole
     */
    public ApiApplication(List<Object> resources, LongSupplier largeBody, BodyMemory memory) {
        config.property(CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true);
        config.property(CommonProperties.METAINF_SERVICES_LOOKUP_DISABLE, true);
        config.property(ServerProperties.WADL_FEATURE_DISABLE, true);
        // Else the container's own error page would replace our bodies.
        config.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
        config.register(JacksonFeature.withoutExceptionMappers());
        config.register(new Json());
        config.register(new BodyLimit(largeBody, memory));
        config.register(RoleFilter.class);
        config.register(ProblemMapper.class);
        resources.forEach(resource -> config.register(resource.getClass()));
        config.register(new Built(resources));
    }

    /** The application of this web application; null before its start. */
    static ApiApplication of(ServletContext context) {
        return (ApiApplication) context.getAttribute(ATTRIBUTE);
    }

    /** Makes it known to {@link ApiServlet}. */
    public void attachTo(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    ResourceConfig config() {
        return config;
    }

    /** Gives Jersey our objects where it would make its own. */
    private static final class Built extends AbstractBinder {

        private static final int BEFORE_JERSEYS_OWN = 1000;

        private final List<Object> resources;

        Built(List<Object> resources) {
            this.resources = resources;
        }

        @Override
        protected void configure() {
            // Jersey looks this up as a service, which is switched off above.
            bind(AsyncContextDelegateProviderImpl.class).to(AsyncContextDelegateProvider.class);
            for (Object resource : resources) {
                bind(resource).to((Type) resource.getClass()).ranked(BEFORE_JERSEYS_OWN);
            }
        }
    }
}
