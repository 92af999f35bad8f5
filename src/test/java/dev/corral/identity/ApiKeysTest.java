package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionEvent;
import org.eclipse.persistence.sessions.SessionEventAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
@Tag(StoreFixture.DATABASE)
final class ApiKeysTest {

    private static final Caller ALICE = Caller.of("alice", Set.of(Role.USER), Via.SESSION);
    private static final Caller BOB = Caller.of("bob", Set.of(Role.USER), Via.SESSION);
    private static final Caller ADMIN = Caller.of("root", Set.of(Role.ADMIN), Via.SESSION);
    private static final Set<String> HELD = Set.of("corral-user");

    @TempDir static Path folder;
    private static Database database;

    private final TestClock clock = new TestClock();
    private final Map<String, String> values = new HashMap<>();
    private Node node;

    /** A clock that a test moves. */
    private static final class TestClock extends Clock {
        private Instant now = Instant.parse("2026-11-25T18:00:00.123Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    /** The parts of one node on the shared database. */
    private final class Node {
        private final Settings settings = Settings.of(values);
        private final IdentityStore store = new IdentityStore(database);
        private final Logins logins =
                new Logins(
                        () -> settings.get(dev.corral.settings.Catalogue.KEYS_ROLES_VALID), clock);
        private final KeyRing ring = new KeyRing(settings, logins, clock);
        private final ApiKeys keys = new ApiKeys(store, ring, settings, clock);
        private final IdentitySync sync = new IdentitySync(store, ring, logins);
        private final RoleNames names = RoleNames.of(settings, Set.of());

        private Node() {
            sync.read();
        }

        private String make(Caller owner) {
            logins.saw(owner.name(), HELD);
            return keys.create(owner, new ApiKeys.Wish("laptop", null, null, false)).secret();
        }

        private Caller use(String secret) throws Refusal {
            return ring.caller(secret, false, "10.0.0.1", names);
        }
    }

    @BeforeAll
    static void open() {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void startNode() {
        database.inTransaction(
                manager -> {
                    manager.createQuery("DELETE FROM ApiKeyRow k").executeUpdate();
                    return manager.createQuery("DELETE FROM PrincipalRow p").executeUpdate();
                });
        node = new Node();
    }

    @AfterEach
    void stopNode() {
        node.sync.close();
    }

    @Test
    void theListTellsHowAKeyStandsNow() throws Exception {
        String secret = node.make(ALICE);
        ApiKey key = node.keys.list(ALICE, false).get(0);
        ApiKeys.Standing fresh = node.keys.standing(key);
        assertThat(fresh).isEqualTo(new ApiKeys.Standing(ApiKeys.State.READY, null, null, null));
        node.use(secret);
        assertThat(node.keys.standing(key).usedAt())
                .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        assertThat(node.keys.standing(key).usedFrom()).isEqualTo("10.0.0.1");
        clock.pass(Duration.ofDays(7));
        assertThat(node.keys.standing(key).state()).isEqualTo(ApiKeys.State.LOGIN_NEEDED);
        node.logins.saw("alice", HELD);
        assertThat(node.keys.standing(key).state()).isEqualTo(ApiKeys.State.READY);
        values.put("corral.keys.max-lifetime", "7d");
        node = new Node();
        assertThat(node.keys.standing(key).state()).isEqualTo(ApiKeys.State.EXPIRED);
        assertThat(node.keys.standing(key).endsAt())
                .isEqualTo(key.createdAt().plus(Duration.ofDays(7)));
        assertThat(node.keys.rules())
                .isEqualTo(new ApiKeys.Rules(true, true, Duration.ofDays(7), Duration.ofDays(7)));
    }

    @Test
    void aKeyCarriesItsOwnersIdentity() throws Exception {
        String secret = node.make(ALICE);
        Caller caller = node.use(secret);
        assertThat(caller.name()).isEqualTo("alice");
        assertThat(caller.roles()).containsExactly(Role.USER);
        assertThat(caller.via()).isEqualTo(Via.KEY);
        assertThat(caller.scopes()).containsExactly("ollama");
        assertThat(caller.keyId()).isEqualTo(node.keys.list(ALICE, false).get(0).id());
        assertThat(node.use(secret)).isSameAs(caller);
    }

    @Test
    void theSecretIsNowhereInTheDatabase() throws Exception {
        String secret = node.make(ALICE);
        node.use(secret);
        node.sync.write();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM corral_api_key")) {
            assertThat(row.next()).isTrue();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                assertThat(String.valueOf(row.getString(i)))
                        .doesNotContain(secret.substring(4, 20))
                        .doesNotContain(secret.substring(30, 47));
            }
        }
    }

    @Test
    void usingAKeyCostsNoQuery() throws Exception {
        String secret = node.make(ALICE);
        AtomicInteger queries = new AtomicInteger();
        database.entityManagerFactory()
                .unwrap(Session.class)
                .getEventManager()
                .addListener(
                        new SessionEventAdapter() {
                            @Override
                            public void preExecuteQuery(SessionEvent event) {
                                queries.incrementAndGet();
                            }
                        });
        for (int i = 0; i < 1_000; i++) {
            clock.pass(Duration.ofSeconds(2));
            node.use(secret);
        }
        assertThat(queries).hasValue(0);
        node.sync.write();
        assertThat(queries.get()).isPositive().isLessThan(10);
    }

    @Test
    void lastUseIsWrittenLazilyAndNeverBackwards() throws Exception {
        String secret = node.make(ALICE);
        String id = node.use(secret).keyId();
        assertThat(node.keys.list(ALICE, false).get(0).usedAt()).isNull();
        node.sync.write();
        ApiKey used = node.keys.list(ALICE, false).get(0);
        assertThat(used.usedAt()).isEqualTo(clock.now);
        assertThat(used.usedFrom()).isEqualTo("10.0.0.1");
        node.store.used(List.of(new IdentityStore.Use(id, clock.millis() - 5, "10.9.9.9")));
        assertThat(node.keys.list(ALICE, false).get(0)).isEqualTo(used);
    }

    @Test
    void anotherNodeLearnsOfNewAndRevokedKeys() throws Exception {
        Node other = new Node();
        String secret = node.make(ALICE);
        node.sync.write();
        assertThatThrownBy(() -> other.use(secret)).isInstanceOf(Refusal.class);
        other.sync.read();
        assertThat(other.use(secret).name()).isEqualTo("alice");
        String id = node.use(secret).keyId();
        assertThat(other.keys.revoke(ALICE, id)).isTrue();
        assertThatThrownBy(() -> other.use(secret)).hasMessageContaining("revoked");
        assertThat(node.use(secret)).isNotNull();
        node.sync.read();
        assertThatThrownBy(() -> node.use(secret)).hasMessageContaining("revoked");
        assertThat(new Node().ring.countOf("alice")).isZero();
        other.sync.close();
    }

    @Test
    void aLateReadDoesNotBringARevokedKeyBack() throws Exception {
        String secret = node.make(ALICE);
        List<ApiKeyRow> before = node.store.changesSince(-1).keys();
        node.keys.revoke(ALICE, node.use(secret).keyId());
        before.forEach(node.ring::stored);
        assertThatThrownBy(() -> node.use(secret)).hasMessageContaining("revoked");
    }

    @Test
    void aRestartForgetsNothing() throws Exception {
        String secret = node.make(ALICE);
        node.sync.close();
        database.close();
        open();
        node = new Node();
        assertThat(node.use(secret).roles()).containsExactly(Role.USER);
    }

    @Test
    void rolesHoldForAWhileAfterTheOwnersLogin() throws Exception {
        String secret = node.make(ALICE);
        clock.pass(Duration.ofDays(7).minusMillis(1));
        assertThat(node.use(secret)).isNotNull();
        clock.pass(Duration.ofMillis(1));
        assertThatThrownBy(() -> node.use(secret)).hasMessageContaining("log in once to renew");
        node.logins.saw("alice", Set.of("corral-admin"));
        assertThat(node.use(secret).roles()).containsExactly(Role.ADMIN);
    }

    @Test
    void loginsAreStoredOnChangeOrOnceADay() {
        node.logins.saw("alice", HELD);
        node.sync.write();
        long first = node.store.changesSince(-1).number();
        clock.pass(Duration.ofHours(20));
        node.logins.saw("alice", HELD);
        node.sync.write();
        assertThat(node.store.changesSince(-1).number()).isEqualTo(first);
        clock.pass(Duration.ofHours(5));
        node.logins.saw("alice", HELD);
        node.sync.write();
        assertThat(node.store.changesSince(-1).number()).isEqualTo(first + 1);
        node.logins.saw("alice", Set.of());
        node.sync.write();
        assertThat(node.store.changesSince(first + 1).principals())
                .singleElement()
                .satisfies(row -> assertThat(row.held()).isEmpty());
    }

    @Test
    void aKeyExpires() throws Exception {
        node.logins.saw("alice", HELD);
        String secret =
                node.keys
                        .create(
                                ALICE,
                                new ApiKeys.Wish("x", clock.now.plusSeconds(60), null, false))
                        .secret();
        clock.pass(Duration.ofSeconds(59));
        assertThat(node.use(secret)).isNotNull();
        clock.pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> node.use(secret)).hasMessageContaining("expired");
    }

    @Test
    void administratorsLimitLifetimesOfNewAndOldKeys() throws Exception {
        String old = node.make(ALICE);
        values.put("corral.keys.max-lifetime", "1h");
        node.sync.close();
        node = new Node();
        node.logins.saw("alice", HELD);
        ApiKeys.Made made = node.keys.create(ALICE, new ApiKeys.Wish("x", null, null, false));
        assertThat(made.key().expiresAt()).isEqualTo(clock.now.plusSeconds(3600));
        assertThatThrownBy(
                        () ->
                                node.keys.create(
                                        ALICE,
                                        new ApiKeys.Wish(
                                                "x", clock.now.plusSeconds(3601), null, false)))
                .hasMessageContaining("at most");
        assertThat(node.use(old)).isNotNull();
        clock.pass(Duration.ofHours(1));
        assertThatThrownBy(() -> node.use(old)).hasMessageContaining("expired");
    }

    @Test
    void administratorsSwitchKeysOff() {
        String secret = node.make(ALICE);
        values.put("corral.keys.enabled", "false");
        node.sync.close();
        node = new Node();
        assertThatThrownBy(() -> node.use(secret)).hasMessageContaining("switched off");
        assertThatThrownBy(() -> node.make(ALICE)).hasMessageContaining("switched API keys off");
    }

    @Test
    void pathKeysCanBeForbidden() throws Exception {
        node.logins.saw("alice", HELD);
        String secret = node.keys.create(ALICE, new ApiKeys.Wish("x", null, null, true)).secret();
        assertThat(node.ring.caller(secret, true, "a", node.names)).isNotNull();
        values.put("corral.keys.in-path-allowed", "false");
        node.sync.close();
        node = new Node();
        node.logins.saw("alice", HELD);
        assertThatThrownBy(() -> node.ring.caller(secret, true, "a", node.names))
                .hasMessageContaining("path");
        assertThat(node.use(secret)).isNotNull();
        assertThatThrownBy(() -> node.keys.create(ALICE, new ApiKeys.Wish("x", null, null, true)))
                .hasMessageContaining("path");
    }

    @Test
    void everybodySeesAndRevokesTheirOwnAndAdministratorsAll() {
        node.make(ALICE);
        node.make(BOB);
        String alices = node.keys.list(ALICE, false).get(0).id();
        assertThat(node.keys.list(BOB, false)).extracting(ApiKey::owner).containsExactly("bob");
        assertThat(node.keys.list(ADMIN, true))
                .extracting(ApiKey::owner)
                .containsExactlyInAnyOrder("alice", "bob");
        assertThatThrownBy(() -> node.keys.list(BOB, true)).hasMessageContaining("administrators");
        assertThat(node.keys.revoke(BOB, alices)).isFalse();
        assertThat(node.keys.revoke(ADMIN, alices)).isTrue();
        assertThat(node.keys.revoke(ADMIN, alices)).isFalse();
        assertThat(node.keys.list(ALICE, false)).isEmpty();
    }

    @Test
    void badWishesAreRefused() {
        Caller byKey =
                new Caller("alice", Set.of(Role.USER), Set.of(), Via.KEY, "1", Set.of("api"));
        assertThatThrownBy(() -> node.make(byKey)).hasMessageContaining("cannot make another");
        refused(null, null, null);
        refused(" ", null, null);
        refused("a\nb", null, null);
        refused("x".repeat(101), null, null);
        refused("x", clock.now, null);
        refused("x", null, Set.of());
        refused("x", null, Set.of("everything"));
        refused("x", null, Set.of("metrics"));
        assertThat(
                        node.keys
                                .create(
                                        ADMIN,
                                        new ApiKeys.Wish("x", null, Set.of("metrics"), false))
                                .key()
                                .scopes())
                .containsExactly("metrics");
        for (int i = 0; i < ApiKeys.MAX_PER_OWNER; i++) {
            node.make(BOB);
        }
        assertThatThrownBy(() -> node.make(BOB))
                .isInstanceOfSatisfying(
                        ApiKeys.NotPossible.class, e -> assertThat(e.status()).isEqualTo(409));
    }

    private void refused(String name, Instant expiresAt, Set<String> scopes) {
        assertThatThrownBy(
                        () ->
                                node.keys.create(
                                        ALICE, new ApiKeys.Wish(name, expiresAt, scopes, false)))
                .isInstanceOf(ApiKeys.NotPossible.class);
    }
}
