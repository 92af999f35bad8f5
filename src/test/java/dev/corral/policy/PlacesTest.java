package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacesTest {

    private static final Set<String> ALL = Set.of("ollama");
    private static final Subject LEGAL = new Subject("lea", Set.of("user"), Set.of("legal"), ALL);
    private static final Subject LAB = new Subject("lou", Set.of("user"), Set.of("lab"), ALL);
    private static final Facts CHAT = Facts.of(Operation.CHAT, ModelName.parse("llama3"), 0);

    private static Policy policy(String... rules) throws InvalidPolicy {
        String json =
                "{\"version\":1,\"rules\":[" + String.join(",", rules).replace('\'', '"') + "]}";
        Policy policy = Policy.parse(json);
        assertThat(Policy.parse(policy.toJson()).toJson()).isEqualTo(policy.toJson());
        return policy;
    }

    private static final String USERS =
            "{'id':'users','effect':'allow','who':{'roles':['user']},'what':['chat']}";
    private static final String LEGAL_EU =
            "{'id':'legal-eu','effect':'deny','who':{'groups':['legal']},'what':['*'],'exceptOn':['eu']}";

    @Test
    void aGroupStaysWhereARuleKeepsItWhateverElseItMayDo() throws Exception {
        Policy policy = policy(USERS, LEGAL_EU);
        assertThat(policy.decide(LEGAL, CHAT).allowed()).isTrue();
        Places places = policy.places(LEGAL, CHAT);
        assertThat(places.include(Set.of("eu", "fast"))).isTrue();
        assertThat(places.include(Set.of("us"))).isFalse();
        assertThat(places.include(Set.of())).isFalse();
        assertThat(places.sentence().text()).contains("eu").contains("legal-eu");
        assertThat(policy.places(LAB, CHAT).isAnywhere()).isTrue();
    }

    @Test
    void severalRulesThatAllowAddUpAndOneWithoutTagsAllowsEverywhere() throws Exception {
        String fast =
                "{'id':'a','effect':'allow','who':{'everyone':true},'what':['chat'],'onlyOn':['fast']}";
        String lab =
                "{'id':'b','effect':'allow','who':{'groups':['lab']},'what':['chat'],'onlyOn':['lab','eu']}";
        Policy policy = policy(fast, lab);
        assertThat(policy.places(LEGAL, CHAT).include(Set.of("lab"))).isFalse();
        assertThat(policy.places(LAB, CHAT).include(Set.of("lab"))).isTrue();
        assertThat(policy.places(LAB, CHAT).include(Set.of("fast"))).isTrue();
        assertThat(policy(fast, lab, USERS).places(LAB, CHAT).isAnywhere()).isTrue();
    }

    @Test
    void allRulesThatKeepSomebodySomewhereCount() throws Exception {
        String fast =
                "{'id':'fast','effect':'deny','who':{'everyone':true},'what':['chat'],'exceptOn':['fast','new']}";
        Places places = policy(USERS, LEGAL_EU, fast).places(LEGAL, CHAT);
        assertThat(places.include(Set.of("eu"))).isFalse();
        assertThat(places.include(Set.of("fast"))).isFalse();
        assertThat(places.include(Set.of("eu", "new"))).isTrue();
        assertThat(places.sentence().text()).contains("eu").contains("fast / new");
    }

    @Test
    void aRuleThatDeniesElsewhereHidesNoModel() throws Exception {
        Policy policy = policy(USERS, LEGAL_EU);
        assertThat(policy.visible(LEGAL, ModelName.parse("llama3"), false)).isTrue();
    }

    @Test
    void theSimulatorSaysWhere() throws Exception {
        assertThat(
                        Simulator.explain(policy(USERS, LEGAL_EU), LEGAL, CHAT)
                                .places()
                                .sentence()
                                .text())
                .isEqualTo("Only on backends with the tag eu (rule \"legal-eu\").");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'effect':'allow','exceptOn':['eu']",
                "'effect':'deny','onlyOn':['eu']",
                "'effect':'deny','exceptOn':[]",
                "'effect':'deny','exceptOn':['EU']",
                "'effect':'allow','onlyOn':'eu'",
                "'effect':'allow','onlyOn':[1]",
                "'effect':'allow','backends':['eu']"
            })
    void whatCannotBeMeantIsRefused(String members) {
        assertThatThrownBy(
                        () ->
                                policy(
                                        "{'id':'x','who':{'everyone':true},'what':['chat'],"
                                                + members
                                                + "}"))
                .isInstanceOf(InvalidPolicy.class);
    }

    @Test
    void placesTogetherAreNeverMore() {
        Places eu = new Places(List.of(new Places.Condition(Set.of("eu"), List.of("r"))));
        assertThat(Places.ANYWHERE.and(eu)).isEqualTo(eu);
        assertThat(eu.and(Places.ANYWHERE)).isEqualTo(eu);
        assertThat(eu.and(eu)).isEqualTo(eu);
    }
}
