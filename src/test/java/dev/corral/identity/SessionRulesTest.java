package dev.corral.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.settings.Settings;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SessionRulesTest {

    private final Map<String, Object> calls = new HashMap<>();

    private HttpSession session(long age) {
        return (HttpSession)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {HttpSession.class},
                        (proxy, method, arguments) -> {
                            calls.put(method.getName(), arguments == null ? "" : arguments[0]);
                            return switch (method.getName()) {
                                case "getCreationTime" -> System.currentTimeMillis() - age;
                                case "getMaxInactiveInterval" -> 1;
                                default -> null;
                            };
                        });
    }

    private final SessionRules rules =
            new SessionRules(
                    Settings.of(
                            Map.of(
                                    "corral.session.idle-timeout", "5m",
                                    "corral.session.max-lifetime", "2h")));

    @Test
    void aYoungSessionGoesOnAndIsIdleNoLongerThanAllowed() {
        assertThat(rules.end(session(7_100_000))).isFalse();
        assertThat(calls)
                .containsEntry("setMaxInactiveInterval", 300)
                .doesNotContainKey("invalidate");
    }

    @Test
    void anOldSessionEnds() {
        assertThat(rules.end(session(7_200_001))).isTrue();
        assertThat(calls).containsKey("invalidate");
    }
}
