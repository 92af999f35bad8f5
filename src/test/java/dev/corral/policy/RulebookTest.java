package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StartupProblem;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class RulebookTest {

    private static final String NOTHING = "{\"version\":1,\"rules\":[]}";
    private static final String PULL =
            "{\"version\":1,\"rules\":[{\"id\":\"pull\",\"effect\":\"allow\",\"who\":{\"everyone\":true},\"what\":[\"pull\"]}]}";
    private static final Subject ALICE = new Subject("alice", Set.of("user"), Set.of(), Set.of());
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00.123Z");

    private static Database database;
    private final PolicyStore store = new PolicyStore(database, Clock.fixed(NOW, ZoneOffset.UTC));

    @BeforeAll
    static void open(@TempDir Path folder) {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void forget() {
        database.inTransaction(m -> m.createQuery("DELETE FROM PolicyRow p").executeUpdate());
    }

    private Rulebook rulebook() {
        return new Rulebook(Settings.of(Map.of()), store);
    }

    private Rulebook fixed(String rules) {
        return new Rulebook(Settings.of(Map.of("corral.policy.rules", rules)), store);
    }

    private static boolean pulls(Rulebook rules) {
        Facts pull = Facts.of(Operation.PULL, ModelName.parse("m"), 0);
        return rules.current().decide(ALICE, pull).allowed();
    }

    @Test
    void beginsWithTheShippedPolicy() {
        Rulebook rules = rulebook();
        assertThat(rules.current()).isSameAs(Policy.shipped());
        assertThat(rules.inForce().source()).isEqualTo(PolicyInForce.Source.SHIPPED);
        assertThat(rules.inForce().version()).isZero();
    }

    @Test
    void followsOfflineMode() {
        Rulebook rules = new Rulebook(Settings.of(Map.of("corral.offline", "true")), store);
        assertThat(rules.current().isOffline()).isTrue();
    }

    @Test
    void whatIsSavedIsInForceAtOnceAndAfterARestart() throws Exception {
        Rulebook rules = rulebook();
        PolicyInForce saved = rules.save(PULL, 0, "root", "for the lab");
        assertThat(pulls(rules)).isTrue();
        assertThat(saved.version()).isOne();
        assertThat(saved.saved().by()).isEqualTo("root");
        assertThat(saved.saved().at()).isEqualTo(NOW);
        assertThat(rulebook().inForce().saved()).isEqualTo(saved.saved());
        assertThat(pulls(rulebook())).isTrue();
    }

    @Test
    void aPolicyMayBeLong() throws Exception {
        StringBuilder rules = new StringBuilder("{\"version\":1,\"rules\":[");
        for (int i = 0; i < 1000; i++) {
            rules.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"r")
                    .append(i)
                    .append("\",\"effect\":\"deny\",\"note\":\"Straße ")
                    .append("x".repeat(200))
                    .append("\",\"who\":{\"everyone\":true},\"what\":[\"push\"]}");
        }
        rulebook().save(rules.append("]}").toString(), 0, "root", "");
        assertThat(rulebook().current().rules()).hasSize(1000);
        assertThat(rulebook().current().rules().get(999).note()).startsWith("Straße xxx");
    }

    @Test
    void onlyOneOfTwoChangesFromTheSameVersionIsMade() throws Exception {
        Rulebook here = rulebook();
        Rulebook there = rulebook();
        here.save(PULL, 0, "root", "");
        assertThatThrownBy(() -> there.save(NOTHING, 0, "other", ""))
                .isInstanceOf(PolicyConflict.class);
        assertThatThrownBy(() -> here.save(NOTHING, 5, "root", ""))
                .isInstanceOf(PolicyConflict.class);
        assertThat(here.history(Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void anotherNodeSeesTheChange() throws Exception {
        Rulebook here = rulebook();
        Rulebook there = rulebook();
        here.save(PULL, 0, "root", "");
        assertThat(pulls(there)).isFalse();
        there.refresh();
        assertThat(pulls(there)).isTrue();
        there.save(null, 1, "other", "");
        here.refresh();
        assertThat(here.current()).isSameAs(Policy.shipped());
        assertThat(here.inForce().version()).isEqualTo(2);
    }

    @Test
    void looksByItselfForChangesOfOtherNodes() throws Exception {
        Rulebook here = rulebook();
        try (Rulebook there = rulebook()) {
            there.follow();
            here.save(PULL, 0, "root", "");
            long end = System.nanoTime() + 20_000_000_000L;
            while (!pulls(there) && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(pulls(there)).isTrue();
        }
    }

    @Test
    void aChangeThatThisNodeCannotReadRefusesEverything() throws Exception {
        Rulebook rules = rulebook();
        rules.save(PULL, 0, "root", "");
        store.add(1, "{\"version\":2,\"rules\":[]}", "newer node", "");
        rules.refresh();
        assertThat(pulls(rules)).isFalse();
        assertThat(rules.current().decide(ALICE, Facts.of(Operation.LIST)).allowed()).isFalse();
        assertThat(rules.inForce().problem()).contains("version");
        rules.save(PULL, 2, "root", "");
        assertThat(pulls(rules)).isTrue();
        assertThat(rules.inForce().problem()).isNull();
    }

    @Test
    void aSavedPolicyThatCannotBeReadStopsTheStart() {
        store.add(0, "{\"version\":1,\"rules\":[{}]}", "root", "");
        assertThatThrownBy(this::rulebook)
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("Version 1")
                .hasMessageContaining("root")
                .hasMessageContaining("rules[0].id")
                .hasMessageContaining("corral.policy.rules");
        assertThat(pulls(fixed(PULL))).as("fixed from outside").isTrue();
    }

    @Test
    void olderVersionsComeBackAsNewOnes() throws Exception {
        Rulebook rules = rulebook();
        rules.save(PULL, 0, "root", "one");
        rules.save(NOTHING, 1, "root", "two");
        assertThat(rules.restore(1, 2, "root", "back")).isPresent();
        assertThat(pulls(rules)).isTrue();
        assertThat(rules.restore(9, 3, "root", "")).isEmpty();
        rules.restore(0, 3, "root", "");
        assertThat(rules.inForce().source()).isEqualTo(PolicyInForce.Source.SHIPPED);
        assertThat(rules.history(Long.MAX_VALUE, 2))
                .extracting(SavedPolicy::version)
                .containsExactly(4L, 3L);
        assertThat(rules.history(3, 9)).extracting(SavedPolicy::note).containsExactly("two", "one");
    }

    @Test
    void whatCannotBeReadIsNotSaved() {
        Rulebook rules = rulebook();
        assertThatThrownBy(() -> rules.save("{\"version\":1,\"rules\":[{}]}", 0, "root", ""))
                .isInstanceOf(InvalidPolicy.class)
                .hasMessageStartingWith("rules[0].id");
        assertThat(rules.inForce().version()).isZero();
        assertThat(store.newest()).isZero();
    }

    @Test
    void rulesFromOutsideWinAndCannotBeChangedHere() throws Exception {
        rulebook().save(PULL, 0, "root", "");
        Rulebook rules = fixed(NOTHING);
        assertThat(rules.current().toJson().replaceAll("\\s", "")).isEqualTo(NOTHING);
        assertThat(rules.inForce().fixed()).isTrue();
        assertThatThrownBy(() -> rules.save(PULL, 1, "root", ""))
                .isInstanceOf(PolicyFixed.class)
                .hasMessageContaining("the given map");
        rulebook().save(NOTHING, 1, "root", "");
        rules.refresh();
        assertThat(rules.inForce().version()).isEqualTo(2);
        assertThat(rules.inForce().fixed()).isTrue();
    }

    @Test
    void aPolicyFromOutsideThatCannotBeReadStopsTheStart() {
        assertThatThrownBy(() -> fixed("{\"version\":1,\"rules\":[{}]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("corral.policy.rules")
                .hasMessageContaining("rules[0].id");
    }
}
