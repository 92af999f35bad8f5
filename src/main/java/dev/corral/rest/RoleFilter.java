package dev.corral.rest;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.words.Sentence;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Refuses every call that its method does not allow by {@link Allowed}. */
public final class RoleFilter implements ContainerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(RoleFilter.class);

    @Context private ResourceInfo resource;
    @Context private HttpServletRequest clientRequest;

    @Override
    public void filter(ContainerRequestContext context) {
        Method method = resource.getResourceMethod();
        if (method == null || !method.getDeclaringClass().getName().startsWith("dev.corral.")) {
            // An OPTIONS that Jersey would answer by itself.
            throw ApiProblem.of(405, "This method is not possible here.");
        }
        Caller caller =
                Caller.of(clientRequest)
                        .orElseThrow(
                                () ->
                                        ApiProblem.of(
                                                401, Sentence.of("api.sign-in", "Sign in first.")));
        Allowed allowed = method.getAnnotation(Allowed.class);
        if (allowed == null) {
            LOG.error("{} does not say who may call it", method);
            throw ApiProblem.of(403, "This is not open to anybody.");
        }
        if (allowed.value().length > 0 && Arrays.stream(allowed.value()).noneMatch(caller::is)) {
            String roles =
                    Arrays.stream(allowed.value())
                            .map(Role::id)
                            .collect(Collectors.joining(" or "));
            throw ApiProblem.of(
                    403, Sentence.of("api.role", "This needs the role {roles}.", "roles", roles));
        }
    }
}
