package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatorTest {
    private static final Subject USER = new Subject("alice", Set.of("user"), Set.of(), Set.of());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PULL | {'model':'m'} | default | role admin (rule \"manage\")",
                "PUSH | {'model':'m'} | default | Add a rule that allows alice to push m:latest",
                "CHAT | {'model':'secret'} | no-secret | Take alice or the model out of rule \"no-secret\"",
                "CHAT | {'model':'m','options':{'num_ctx':99}} | use | change the limits of rule \"use\": the context length",
                "CHAT | {'model':'other'} | default | Name the model other:latest in the rule's models (rule \"use\")",
                "CREATE | {'model':'m','from':'m:cloud'} | default | role admin",
            })
    void saysWhatWouldHaveToChange(BodyShape shape, String body, String rule, String change)
            throws Exception {
        Operation operation = Operation.valueOf(shape.name());
        Explanation explanation = Simulator.explain(policy(), USER, facts(operation, shape, body));
        assertThat(explanation.decision().allowed()).isFalse();
        assertThat(explanation.decision().ruleId()).isEqualTo(rule);
        assertThat(explanation.steps())
                .anySatisfy(
                        step ->
                                assertThat(step.changes())
                                        .anyMatch(one -> one.text().contains(change)));
    }

    @Test
    void showsEveryStepOfARequest() throws Exception {
        Facts facts =
                facts(
                        Operation.CHAT,
                        BodyShape.ANTHROPIC_MESSAGES,
                        "{'model':'m','tools':[{'type':'web_search'}]}");
        List<Explanation.Step> steps = Simulator.explain(policy(), USER, facts).steps();
        assertThat(steps)
                .extracting(Explanation.Step::operation)
                .containsExactly(Operation.CHAT, Operation.WEB);
        assertThat(steps.get(0).model()).isEqualTo("m:latest");
        assertThat(steps.get(0).decision().allowed()).isTrue();
        assertThat(steps.get(0).changes()).isEmpty();
        assertThat(steps.get(1).model()).isNull();
        assertThat(steps.get(1).changes()).isNotEmpty();
    }

    @Test
    void offlineModeIsNamedFirst() throws Exception {
        Facts facts = facts(Operation.PULL, BodyShape.PULL, "{'model':'m'}");
        Explanation explanation = Simulator.explain(policy().withOffline(true), USER, facts);
        assertThat(explanation.decision().ruleId()).isEqualTo(Decision.OFFLINE);
        assertThat(explanation.steps().get(0).changes())
                .hasSize(2)
                .first()
                .asString()
                .contains("corral.offline");
    }

    @Test
    void aDryRunFindsWhatAnEditChanges() throws Exception {
        Simulator.Sample chat =
                new Simulator.Sample(USER, facts(Operation.CHAT, BodyShape.CHAT, "{'model':'m'}"));
        Simulator.Sample pull =
                new Simulator.Sample(USER, facts(Operation.PULL, BodyShape.PULL, "{'model':'m'}"));
        List<Simulator.Change> changes =
                Simulator.changes(
                        policy(),
                        Policy.parse(json("{'version':1,'rules':[]}")),
                        List.of(chat, pull));
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).sample()).isSameAs(chat);
        assertThat(changes.get(0).before().allowed()).isTrue();
        assertThat(changes.get(0).after().ruleId()).isEqualTo(Decision.DEFAULT);
        assertThat(Simulator.changes(policy(), policy(), List.of(chat, pull))).isEmpty();
    }

    private static Policy policy() throws InvalidPolicy {
        return Policy.parse(
                json(
                        "{'version':1,'rules':["
                                + "{'id':'use','effect':'allow','who':{'roles':['user']},'what':['chat'],'models':['m','secret'],'limits':{'numCtx':10}},"
                                + "{'id':'manage','effect':'allow','who':{'roles':['admin']},'what':['pull','create']},"
                                + "{'id':'no-secret','effect':'deny','who':{'everyone':true},'what':['*'],'models':['secret']}]}"));
    }

    private static Facts facts(Operation operation, BodyShape shape, String body) throws BadBody {
        return Facts.of(
                operation, BodyReader.read(shape, json(body).getBytes(UTF_8)), body.length());
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
