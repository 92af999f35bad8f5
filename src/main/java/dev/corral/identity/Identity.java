package dev.corral.identity;

import dev.corral.door.CrossSite;
import dev.corral.door.Errors;
import dev.corral.door.RawPath;
import dev.corral.settings.Catalogue;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.RestoreRule;
import dev.corral.words.Sentence;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The room: finds out who is calling. Made once by the composition root; any thread may use it. */
public final class Identity implements AutoCloseable {

    private static final String ATTRIBUTE = Identity.class.getName();
    private static final int CACHED_CREDENTIALS = 10_000;
    private static final int THROTTLED_PAIRS = 10_000;

    private final Settings settings;
    private final Supplier<Set<String>> moreNames;
    private final CrossSite crossSite;
    private final SessionRules sessions;
    private final CredentialCache cache;
    private final BasicLogin basicLogin;
    private final Logins logins;
    private final KeyRing keyRing;
    private final ApiKeys apiKeys;
    private final IdentitySync sync;
    private volatile RoleNames names;

    /**
     * Reads the keys and goes on reading what other nodes change.
     *
     * @param moreNames role names of the container that somebody wants to find in {@link
     *     Caller#groups()} beside the configured ones; asked at each request
     * @throws RuntimeException when the database does not answer
     */
    public Identity(Settings settings, Supplier<Set<String>> moreNames, Database database) {
        this(settings, moreNames, new IdentityStore(database), Clock.systemUTC());
        sync.start();
    }

    /** Without a thread of its own: the caller of {@link #sync} decides when to read and write. */
    Identity(Settings settings, Supplier<Set<String>> moreNames, IdentityStore store, Clock clock) {
        this.settings = settings;
        this.moreNames = moreNames;
        this.crossSite =
                new CrossSite(
                        () -> Set.copyOf(settings.get(Catalogue.DOOR_ORIGINS).orElse(List.of())));
        this.sessions = new SessionRules(settings);
        this.logins = new Logins(() -> settings.get(Catalogue.KEYS_ROLES_VALID), clock);
        this.keyRing = new KeyRing(settings, logins, clock);
        this.apiKeys = new ApiKeys(store, keyRing, settings, clock);
        this.sync = new IdentitySync(store, keyRing, logins);
        this.cache =
                new CredentialCache(
                        () -> settings.get(Catalogue.LOGIN_BASIC_CACHE),
                        CACHED_CREDENTIALS,
                        System::nanoTime);
        this.basicLogin =
                new BasicLogin(cache, new Throttle(THROTTLED_PAIRS, System::nanoTime), logins);
        this.names = RoleNames.of(settings, moreNames.get());
        sync.read();
    }

    /** Making and revoking API keys. */
    public ApiKeys apiKeys() {
        return apiKeys;
    }

    /** What keeps memory and database alike. */
    IdentitySync sync() {
        return sync;
    }

    /** Writes what is left to the database and ends the thread. */
    /** The names of all whose login was seen and is still kept. */
    public Set<String> knownNames() {
        return logins.names();
    }

    @Override
    public void close() {
        sync.close();
    }

    /** Keeps revoked keys revoked, and later roles in force, when an older backup is restored. */
    public static RestoreRule restoreRule() {
        return new KeptRevocations();
    }

    /** Makes the room known to the filters and servlets of the application. */
    public void attachTo(ServletContext application) {
        application.setAttribute(ATTRIBUTE, this);
    }

    /** The room of the application; null until the application has started. */
    static Identity of(ServletContext application) {
        return (Identity) application.getAttribute(ATTRIBUTE);
    }

    /**
     * Forgets every Basic credential that was checked: the next request with one asks the realm
     * again.
     */
    public void forgetCredentials() {
        cache.clear();
    }

    /** The check against other sites, for whoever knows that a caller is there by session. */
    CrossSite crossSite() {
        return crossSite;
    }

    /** The role names configured now. */
    RoleNames names() {
        RoleNames known = names;
        Set<String> more = moreNames.get();
        if (!known.isCurrent(settings, more)) {
            known = RoleNames.of(settings, more);
            names = known;
        }
        return known;
    }

    /** Whom to ask for a role, as the administrator put it; may be empty. */
    String contact() {
        return settings.get(Catalogue.UI_CONTACT).orElse("");
    }

    /**
     * Finds out who is calling, from an API key, else from Basic, else from the container.
     *
     * @throws Refusal when nobody valid is, or when another site makes the browser call
     */
    Caller identify(HttpServletRequest clientRequest, HttpServletResponse clientResponse)
            throws Refusal {
        Credentials credentials = Credentials.of(clientRequest);
        if (credentials.key() != null) {
            return keyRing.caller(
                    credentials.key(),
                    credentials.keyInPath(),
                    clientRequest.getRemoteAddr(),
                    names());
        }
        boolean browserAddedBasic =
                Errors.isFromPage(clientRequest) && clientRequest.getUserPrincipal() != null;
        if (credentials.basic() != null && !browserAddedBasic) {
            refuseForeign(crossSite.objectionToBasic(clientRequest));
            return basicLogin.caller(clientRequest, clientResponse, credentials.basic(), names());
        }
        Caller caller = container(clientRequest);
        if (caller == null) {
            throw Refusal.of(
                    401,
                    credentials.otherScheme()
                            ? "This kind of Authorization is not known here; use Basic, or an API key as Bearer."
                            : "Log in to the page, or send Basic credentials or an API key.");
        }
        refuseForeign(crossSite.objectionToSession(clientRequest));
        return caller;
    }

    /**
     * The caller of the page itself, which the container's own login guards.
     *
     * @return null when there is nobody any more, as the session has lasted too long
     * @throws Refusal 403 when another site makes the browser call
     */
    Caller containerOnly(HttpServletRequest clientRequest) throws Refusal {
        Caller caller = container(clientRequest);
        refuseForeign(caller == null ? null : crossSite.objectionToSession(clientRequest));
        return caller;
    }

    private Caller container(HttpServletRequest clientRequest) {
        Principal principal = clientRequest.getUserPrincipal();
        if (principal == null || principal.getName() == null || principal.getName().isEmpty()) {
            return null;
        }
        HttpSession session = clientRequest.getSession(false);
        if (session != null && sessions.end(session)) {
            return null;
        }
        RoleNames current = names();
        Set<String> held = current.held(clientRequest::isUserInRole);
        logins.saw(principal.getName(), held);
        return new Caller(
                principal.getName(),
                current.rolesOf(held),
                held,
                Via.SESSION,
                null,
                Caller.ALL_SCOPES);
    }

    private static void refuseForeign(String objection) throws Refusal {
        if (objection != null) {
            throw Refusal.of(403, objection);
        }
    }

    /**
     * Whether the caller may come in here at all; what it may do there is decided behind.
     *
     * @throws Refusal 403 with what is missing
     */
    void admit(Caller caller, HttpServletRequest clientRequest) throws Refusal {
        String path = RawPath.of(clientRequest);
        if (caller.roles().isEmpty()) {
            throw noRole(caller);
        }
        if (path.startsWith("/metrics")) {
            boolean byScope = caller.via() == Via.KEY && caller.scopes().contains("metrics");
            boolean byRole = caller.via() != Via.KEY && caller.is(Role.ADMIN);
            require(
                    byScope || byRole,
                    "Metrics are for administrators, or for a key with the scope 'metrics'.");
        } else if (path.startsWith("/api/")) {
            boolean whoAmI = path.equals("/api/v1/me");
            require(
                    whoAmI || caller.scopes().contains("api"),
                    "This API key lacks the scope 'api'.");
        } else if (!path.startsWith("/app")) {
            require(caller.scopes().contains("ollama"), "This API key lacks the scope 'ollama'.");
            require(
                    caller.is(Role.USER),
                    "Models are for callers with the role user (here: "
                            + String.join(", ", names().user())
                            + ").");
        }
    }

    private static void require(boolean fulfilled, String otherwise) throws Refusal {
        if (!fulfilled) {
            throw Refusal.of(403, otherwise);
        }
    }

    /** What is told to somebody whom the server let in and Corral does not. */
    Refusal noRole(Caller caller) {
        Object ask =
                contact().isEmpty()
                        ? Sentence.of("role.administrator", "the administrator of Corral")
                        : contact();
        Object reported =
                caller.groups().isEmpty()
                        ? Sentence.of("role.nothing", "none of them")
                        : Sentence.of(
                                "role.only",
                                "only {groups}",
                                "groups",
                                String.join(", ", caller.groups()));
        return Refusal.of(
                        403,
                        Sentence.of(
                                "role.none",
                                "You are logged in as '{name}', but have none of the roles that open Corral. The server was asked for {asked} and reports"
                                        + " {reported} for you. To get one, ask {ask}.",
                                "name",
                                caller.name(),
                                "asked",
                                names().spelled(),
                                "reported",
                                reported,
                                "ask",
                                ask))
                .about(caller.name());
    }
}
