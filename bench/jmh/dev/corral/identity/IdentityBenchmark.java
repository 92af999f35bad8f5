package dev.corral.identity;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a login costs that was found good a moment ago. */
@State(Scope.Benchmark)
public class IdentityBenchmark {

    private static final String TOKEN = "YWxpY2U6YmVuY2gtb25seQ==";

    private final RoleNames names =
            new RoleNames(
                    List.of("corral-user"),
                    List.of("corral-admin"),
                    List.of("corral-auditor"),
                    Set.of());
    private final CredentialCache cache =
            new CredentialCache(() -> Duration.ofHours(1), 1_000, System::nanoTime);

    /** Puts the login into the cache. */
    public IdentityBenchmark() {
        cache.put(cache.digest(TOKEN), Caller.of("alice", Set.of(Role.USER), Via.BASIC), names);
    }

    /** A keyed digest and a look into the cache. */
    @Benchmark
    public Caller knownLogin() {
        return cache.find(cache.digest(TOKEN), names);
    }
}
