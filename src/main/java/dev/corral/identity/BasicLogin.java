package dev.corral.identity;

import dev.corral.door.RequestId;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Basic credentials, checked by the container's realm: at most once per credential and cache
 * lifetime, once for many requests at the same moment, and more slowly the more attempts fail. Any
 * thread may use it.
 */
final class BasicLogin {

    private static final Logger LOG = LoggerFactory.getLogger(BasicLogin.class);
    private static final int LONGEST_WAIT_SECONDS = 60;

    private final CredentialCache cache;
    private final Throttle throttle;
    private final Logins logins;
    private final Map<CredentialCache.Digest, CompletableFuture<Caller>> running =
            new ConcurrentHashMap<>();

    BasicLogin(CredentialCache cache, Throttle throttle, Logins logins) {
        this.cache = cache;
        this.throttle = throttle;
        this.logins = logins;
    }

    /**
     * Who the credentials belong to.
     *
     * @param token what stands behind {@code Basic}
     * @throws Refusal 400 unreadable, 401 wrong, 429 too many wrong ones before, 503 the realm
     *     cannot answer
     */
    Caller caller(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            String token,
            RoleNames names)
            throws Refusal {
        CredentialCache.Digest digest = cache.digest(token);
        Caller known = cache.find(digest, names);
        if (known != null) {
            return known;
        }
        Basic basic = Basic.decode(token);
        CompletableFuture<Caller> mine = new CompletableFuture<>();
        CompletableFuture<Caller> other = running.putIfAbsent(digest, mine);
        if (other != null) {
            return await(other);
        }
        try {
            Caller caller = cache.find(digest, names);
            if (caller == null) {
                caller = ask(clientRequest, clientResponse, basic, digest, names);
            }
            mine.complete(caller);
            return caller;
        } catch (Refusal | RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            running.remove(digest, mine);
        }
    }

    private static Caller await(CompletableFuture<Caller> other) throws Refusal {
        try {
            return other.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refusal refusal ? refusal : silent();
        } catch (TimeoutException e) {
            throw silent();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw silent();
        }
    }

    private Caller ask(
            HttpServletRequest clientRequest,
            HttpServletResponse clientResponse,
            Basic basic,
            CredentialCache.Digest digest,
            RoleNames names)
            throws Refusal {
        String address = clientRequest.getRemoteAddr();
        // Who was let in before is not shut out by others who guess at the same name from the same
        // address.
        boolean spared = cache.wasOnceGood(digest);
        int wait = spared ? 0 : throttle.begin(basic.name(), address);
        if (wait > 0) {
            throw Refusal.later(
                            429,
                            "Too many wrong passwords; wait " + wait + " s, then try again.",
                            wait)
                    .about(basic.name());
        }
        QuietLogin.Found found;
        try {
            found = QuietLogin.ask(clientRequest, clientResponse, basic, names);
        } catch (RuntimeException e) {
            if (!spared) {
                throttle.undecided(basic.name(), address);
            }
            LOG.error(
                    "The server's login could not be asked (request {})",
                    RequestId.of(clientRequest),
                    e);
            throw silent();
        }
        if (found == null) {
            cache.remove(digest);
            throw Refusal.of(401, "The name or the password is wrong.").about(basic.name());
        }
        throttle.succeeded(basic.name(), address);
        logins.saw(found.name(), found.held());
        Caller caller =
                new Caller(
                        found.name(),
                        names.rolesOf(found.held()),
                        found.held(),
                        Via.BASIC,
                        null,
                        Caller.ALL_SCOPES);
        cache.put(digest, caller, names);
        return caller;
    }

    private static Refusal silent() {
        return Refusal.later(503, "The login of the server does not answer; try again soon.", 5);
    }
}
