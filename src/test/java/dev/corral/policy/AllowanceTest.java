package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowanceTest {

    private static final Subject ALICE =
            Subject.of(Caller.of("alice", Set.of(Role.USER), Via.BASIC));

    private static Allowance of(String... rules) throws InvalidPolicy {
        Policy policy =
                Policy.parse(
                        ("{'version':1,'rules':[" + String.join(",", rules) + "]}")
                                .replace('\'', '"'));
        return policy.allowance(ALICE, Facts.of(Operation.CHAT, ModelName.parse("m"), 100));
    }

    private static String rule(String id, String limits) {
        return "{'id':'"
                + id
                + "','effect':'allow','who':{'everyone':true},'what':['chat'],'limits':{"
                + limits
                + "}}";
    }

    @Test
    void oneRuleLimits() throws Exception {
        assertThat(of(rule("a", "'duration':'90s','bytes':5")))
                .isEqualTo(new Allowance(Duration.ofSeconds(90), 5L));
        assertThat(of(rule("a", "'raw':false"))).isEqualTo(Allowance.UNLIMITED);
    }

    @Test
    void ofSeveralRulesTheFurthestCounts() throws Exception {
        assertThat(
                        of(
                                rule("a", "'duration':'90s','bytes':5"),
                                rule("b", "'duration':'2m','bytes':4")))
                .isEqualTo(new Allowance(Duration.ofMinutes(2), 5L));
        assertThat(of(rule("a", "'duration':'90s','bytes':5"), rule("b", "'bytes':6")))
                .isEqualTo(new Allowance(null, 6L));
    }

    @Test
    void aRuleWhoseOtherLimitsAreNotKeptDoesNotCount() throws Exception {
        assertThat(of(rule("a", "'bytes':5"), rule("b", "'bodySize':99")))
                .isEqualTo(new Allowance(null, 5L));
    }

    @Test
    void ofSeveralNeedsTheNearestCounts() {
        Allowance shorter = new Allowance(Duration.ofSeconds(1), null);
        Allowance smaller = new Allowance(Duration.ofSeconds(2), 3L);
        assertThat(shorter.and(smaller)).isEqualTo(new Allowance(Duration.ofSeconds(1), 3L));
        assertThat(smaller.and(shorter)).isEqualTo(new Allowance(Duration.ofSeconds(1), 3L));
        assertThat(Allowance.UNLIMITED.and(smaller)).isEqualTo(smaller);
    }
}
