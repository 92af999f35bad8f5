package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RulebookTest {

    @Test
    void beginsWithTheShippedPolicy() {
        assertThat(new Rulebook(Settings.of(Map.of())).current()).isSameAs(Policy.shipped());
    }

    @Test
    void followsOfflineMode() {
        assertThat(
                        new Rulebook(Settings.of(Map.of("corral.offline", "true")))
                                .current()
                                .isOffline())
                .isTrue();
    }

    @Test
    void takesRulesFromOutside() {
        String rules = "{\"version\":1,\"rules\":[]}";
        Policy policy = new Rulebook(Settings.of(Map.of("corral.policy.rules", rules))).current();
        assertThat(policy.toJson().replaceAll("\\s", "")).isEqualTo(rules);
    }

    @Test
    void aPolicyThatCannotBeReadStopsTheStart() {
        Settings settings =
                Settings.of(Map.of("corral.policy.rules", "{\"version\":1,\"rules\":[{}]}"));
        assertThatThrownBy(() -> new Rulebook(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("corral.policy.rules")
                .hasMessageContaining("rules[0].id");
    }
}
