package dev.corral.identity;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who is calling, the same for the page, Basic and API keys. Immutable; any thread may read it.
 *
 * @param name the principal's name as the realm knows it; never null or empty
 * @param roles what the principal is to Corral, asked of the container for this request; never
 *     null, may be empty
 * @param groups the configured container role names that the principal has, as the realm reports
 *     them; never null
 * @param via how the caller proved it
 * @param keyId the opaque id of the API key when {@code via} is {@link Via#KEY}, else null; never
 *     the secret
 * @param scopes the scopes of the key ({@code ollama}, {@code api}, {@code metrics}); for the other
 *     ways all of them
 */
public record Caller(
        String name,
        Set<Role> roles,
        Set<String> groups,
        Via via,
        String keyId,
        Set<String> scopes) {

    /** All scopes there are; what a session or Basic carries. */
    public static final Set<String> ALL_SCOPES = Set.of("ollama", "api", "metrics");

    private static final String ATTRIBUTE = Caller.class.getName();

    public Caller {
        Objects.requireNonNull(name);
        roles = Set.copyOf(roles);
        groups = Set.copyOf(groups);
        scopes = Set.copyOf(scopes);
        Objects.requireNonNull(via);
    }

    /** A caller by session or Basic. */
    public static Caller of(String name, Set<Role> roles, Via via) {
        return new Caller(name, roles, Set.of(), via, null, ALL_SCOPES);
    }

    /** Whether the caller has the role; {@link Role#ADMIN} includes {@link Role#USER}. */
    public boolean is(Role role) {
        return roles.contains(role) || role == Role.USER && roles.contains(Role.ADMIN);
    }

    /** The caller that the identity filter found for this request, if any. */
    public static Optional<Caller> of(HttpServletRequest clientRequest) {
        return Optional.ofNullable((Caller) clientRequest.getAttribute(ATTRIBUTE));
    }

    /** Remembers this caller on the request for the rooms behind the identity filter. */
    public void attachTo(HttpServletRequest clientRequest) {
        clientRequest.setAttribute(ATTRIBUTE, this);
    }
}
