package dev.corral.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;

/**
 * A request whose caller is not the container's principal: what the Servlet API says about it is
 * true again.
 */
final class CallerRequest extends HttpServletRequestWrapper {

    private final Caller caller;

    private record Named(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }

    CallerRequest(HttpServletRequest clientRequest, Caller caller) {
        super(clientRequest);
        this.caller = caller;
    }

    @Override
    public String getRemoteUser() {
        return caller.name();
    }

    @Override
    public Principal getUserPrincipal() {
        return new Named(caller.name());
    }

    @Override
    public boolean isUserInRole(String role) {
        return caller.groups().contains(role);
    }

    @Override
    public String getAuthType() {
        return caller.via() == Via.BASIC ? BASIC_AUTH : "BEARER";
    }
}
