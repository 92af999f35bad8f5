package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.settings.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CredentialCacheTest {

    private final RoleNames names = RoleNames.of(Settings.of(Map.of()), Set.of());
    private final Caller alice = Caller.of("alice", Set.of(Role.USER), Via.BASIC);
    private long now = 42;
    private Duration lifetime = Duration.ofSeconds(60);
    private final CredentialCache cache = new CredentialCache(() -> lifetime, 100, () -> now);

    @Test
    void aCheckHoldsForItsLifetimeAndItsRoleNames() {
        CredentialCache.Digest digest = cache.digest("one");
        cache.put(digest, alice, names);
        assertThat(cache.find(cache.digest("one"), names)).isSameAs(alice);
        assertThat(cache.find(cache.digest("two"), names)).isNull();
        RoleNames others =
                RoleNames.of(Settings.of(Map.of("corral.roles.user", "staff")), Set.of());
        assertThat(cache.find(digest, others)).isNull();
        now += Duration.ofSeconds(60).toNanos();
        assertThat(cache.find(digest, names)).isNull();
        assertThat(cache.wasOnceGood(digest)).isTrue();
        cache.remove(digest);
        assertThat(cache.wasOnceGood(digest)).isFalse();
    }

    @Test
    void noLifetimeMeansNoCache() {
        lifetime = Duration.ZERO;
        cache.put(cache.digest("one"), alice, names);
        assertThat(cache.find(cache.digest("one"), names)).isNull();
    }

    @Test
    void theOldestGoFirstWhenItIsFull() {
        for (int i = 0; i < 500; i++) {
            now++;
            cache.put(cache.digest("n" + i), alice, names);
            assertThat(cache.size()).isLessThanOrEqualTo(101);
        }
        assertThat(cache.find(cache.digest("n499"), names)).isNotNull();
        assertThat(cache.find(cache.digest("n0"), names)).isNull();
    }

    @Test
    void twoCachesHaveTwoSalts() {
        CredentialCache other = new CredentialCache(() -> lifetime, 100, () -> now);
        assertThat(other.digest("one")).isNotEqualTo(cache.digest("one"));
    }
}
