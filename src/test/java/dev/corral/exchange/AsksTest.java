package dev.corral.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.fleet.choice.Ask;
import dev.corral.fleet.choice.Prompt;
import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.policy.BadBody;
import dev.corral.policy.BodyReader;
import dev.corral.policy.BodyShape;
import dev.corral.policy.Facts;
import dev.corral.policy.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AsksTest {

    private static final Caller ALICE =
            new Caller(
                    "alice",
                    Set.of(Role.USER),
                    Set.of("students"),
                    Via.BASIC,
                    null,
                    Caller.ALL_SCOPES);

    private static Ask ask(Operation operation, BodyShape shape, String json) throws BadBody {
        return ask(operation, shape, json, Map.of());
    }

    private static Ask ask(
            Operation operation, BodyShape shape, String json, Map<String, Double> weights)
            throws BadBody {
        byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        Facts facts = Facts.of(operation, BodyReader.read(shape, bytes), bytes.length);
        return Asks.of(
                ALICE, facts, new BytesBody(bytes, bytes.length), Wishes.NONE, weights, true);
    }

    private static Prompt prompt(BodyShape shape, String json) throws BadBody {
        return ask(Operation.CHAT, shape, json).prompt();
    }

    @Test
    void aConversationThatGoesOnBeginsLikeItBegan() throws BadBody {
        String first = "{'role':'system','content':'Be kind'},{'role':'user','content':'Hi'}";
        String more =
                first + " , {'role':'assistant','content':'Hello'},{'role':'user','content':'?'}";
        String other = "{'role':'system','content':'Be kind'},{'role':'user','content':'Ho'}";
        Prompt a = prompt(BodyShape.CHAT, "{'model':'m','messages':[" + first + "]}");
        Prompt b = prompt(BodyShape.CHAT, "{'messages':[ " + more + "],'model':'m'}");
        Prompt c = prompt(BodyShape.CHAT, "{'model':'m','messages':[" + other + "]}");
        assertThat(a.length()).isEqualTo(2);
        assertThat(b.length()).isEqualTo(4);
        assertThat(a.common(b)).isEqualTo(2);
        assertThat(a.common(c)).isEqualTo(1);
        assertThat(a.size()).isEqualTo(first.length() - 1);
    }

    @Test
    void optionsThatLoadTheModelAnewAreOneTextInWhateverOrder() throws BadBody {
        Ask a =
                ask(
                        Operation.GENERATE,
                        BodyShape.GENERATE,
                        "{'model':'M','prompt':'x','options':{'num_gpu':1,'temperature':0.5,'num_ctx':8192}}");
        Ask b =
                ask(
                        Operation.GENERATE,
                        BodyShape.GENERATE,
                        "{'model':'m:latest','prompt':'y','options':{'num_ctx':8192.0,'num_gpu':1}}");
        assertThat(a.loadOptions()).isEqualTo("num_ctx=8192,num_gpu=1").isEqualTo(b.loadOptions());
        assertThat(a.model()).isEqualTo("m:latest").isEqualTo(b.model());
        assertThat(a.prompt().length()).isEqualTo(1);
        assertThat(a.prompt().common(b.prompt())).isZero();
    }

    @Test
    void whatOnlyLooksAtAModelNeedsNoSlot() throws BadBody {
        assertThat(ask(Operation.SHOW, BodyShape.MODEL_ONLY, "{'model':'m'}").model()).isNull();
        assertThat(ask(Operation.EMBED, BodyShape.EMBED, "{'model':'m','input':'x'}").oneSlot())
                .isTrue();
    }

    @Test
    void theLargestShareCounts() throws BadBody {
        String body = "{'model':'m','messages':[]}";
        assertThat(ask(Operation.CHAT, BodyShape.CHAT, body, Map.of("admin", 5.0)).weight())
                .isEqualTo(1);
        assertThat(
                        ask(
                                        Operation.CHAT,
                                        BodyShape.CHAT,
                                        body,
                                        Map.of("students", 0.5, "user", 0.2))
                                .weight())
                .isEqualTo(0.5);
    }
}
