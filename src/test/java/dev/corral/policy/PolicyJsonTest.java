package dev.corral.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyJsonTest {

    @Test
    void whatIsWrittenIsRead() throws Exception {
        String all =
                "{'version':1,'rules':[{'id':'a','effect':'allow','note':'n','who':{'roles':['user'],'users':['x'],'groups':['g'],"
                        + "'scopes':['ollama']},'what':['*'],'models':['m','n*'],'limits':{'numCtx':1,'numPredict':2,'keepAlive':'90s',"
                        + "'images':0,'bodySize':3,'raw':false,'template':false,'system':false,'loadOptions':false,'insecure':true,"
                        + "'cloud':true,'duration':'10m','bytes':4}},{'id':'b','effect':'deny','who':{'everyone':true},'what':['pull'],'models':['*']}]}";
        String written = Policy.parse(json(all)).toJson();
        assertThat(written.replaceAll("\\s", "")).isEqualTo(json(all));
        assertThat(Policy.parse(written).toJson()).isEqualTo(written);
    }

    @Test
    void theShippedPolicyIsInItsOwnForm() throws Exception {
        try (var in = Policy.class.getResourceAsStream("shipped-policy.json")) {
            assertThat(Policy.shipped().toJson().replaceAll("\\s", ""))
                    .isEqualTo(
                            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                                    .replaceAll("\\s", ""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | policy | empty",
                "null | policy | object",
                "[] | policy | object",
                "{ | line 1 | Unexpected",
                "{'version':1,~'rules':[],} | line 2 | Unexpected",
                "{'version':1,'rules':[]} x | line 1 | ",
                "{'version':1,'version':1,'rules':[]} | line 1 | Duplicate",
                "{'rules':[]} | version | missing",
                "{'version':2,'rules':[]} | version | version 1",
                "{'version':1} | rules | missing",
                "{'version':1,'rules':{}} | rules | list",
                "{'version':1,'rules':[],'x':1} | policy | unknown member \"x\"",
                "{'version':1,'rules':[5]} | rules[0] | object",
            })
    void wholePoliciesFailClosed(String text, String place, String problem) {
        refused(text, place, problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'effect':'allow','who':W,'what':['chat']} | rules[1].id | missing",
                "{'id':'A b','effect':'allow','who':W,'what':['chat']} | rules[1].id | a-z",
                "{'id':'default','effect':'allow','who':W,'what':['chat']} | rules[1].id | default",
                "{'id':'ok','effect':'allow','who':W,'what':['chat']} | rules[1].id | another rule",
                "{'id':'r','effect':'Allow','who':W,'what':['chat']} | rules[1].effect | allow",
                "{'id':'r','who':W,'what':['chat']} | rules[1].effect | missing",
                "{'id':'r','effect':'allow','what':['chat']} | rules[1].who | missing",
                "{'id':'r','effect':'allow','who':{},'what':['chat']} | rules[1].who | everyone",
                "{'id':'r','effect':'allow','who':{'roles':[]},'what':['chat']} | rules[1].who | everyone",
                "{'id':'r','effect':'allow','who':{'everyone':true,'roles':['user']},'what':['chat']} | rules[1].who | either",
                "{'id':'r','effect':'allow','who':{'everyone':'yes'},'what':['chat']} | rules[1].who.everyone | true or false",
                "{'id':'r','effect':'allow','who':{'role':['user']},'what':['chat']} | rules[1].who | unknown member \"role\"",
                "{'id':'r','effect':'allow','who':{'roles':['users']},'what':['chat']} | rules[1].who.roles | users",
                "{'id':'r','effect':'allow','who':{'users':['']},'what':['chat']} | rules[1].who.users[0] | empty",
                "{'id':'r','effect':'allow','who':{'users':'x'},'what':['chat']} | rules[1].who.users | list",
                "{'id':'r','effect':'allow','who':W} | rules[1].what | at least one",
                "{'id':'r','effect':'allow','who':W,'what':[]} | rules[1].what | at least one",
                "{'id':'r','effect':'allow','who':W,'what':['Chat']} | rules[1].what | no operation",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'models':[]} | rules[1].models | at least one",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'models':['a b']} | rules[1].models | is no model",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'models':['a?*']} | rules[1].models | is no model",
                "{'id':'r','effect':'deny','who':W,'what':['chat'],'limits':{}} | rules[1].limits | no limits",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numctx':1}} | rules[1].limits | unknown",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numCtx':0}} | rules[1].limits.numCtx | integer",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numCtx':1.5}} | rules[1].limits.numCtx | integer",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numCtx':'1'}} | rules[1].limits.numCtx | integer",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numCtx':99999999999999999999}} | rules[1].limits.numCtx | integer",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'numCtx':null}} | rules[1].limits.numCtx | integer",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'keepAlive':5}} | rules[1].limits.keepAlive | string",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'keepAlive':'-1s'}} | rules[1].limits.keepAlive | duration",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'keepAlive':'1ms'}} | rules[1].limits.keepAlive | duration",
                "{'id':'r','effect':'allow','who':W,'what':['chat'],'limits':{'cloud':'true'}} | rules[1].limits.cloud | true or false",
            })
    void rulesFailClosed(String rule, String place, String problem) {
        String who = "{'everyone':true}";
        String first = "{'id':'ok','effect':'allow','who':" + who + ",'what':['chat']}";
        refused(
                "{'version':1,'rules':[" + first + "," + rule.replace("W", who) + "]}",
                place,
                problem);
    }

    private static void refused(String text, String place, String problem) {
        assertThatThrownBy(() -> Policy.parse(json(text)))
                .isInstanceOfSatisfying(
                        InvalidPolicy.class, e -> assertThat(e.place()).startsWith(place))
                .hasMessageContaining(problem == null ? "" : problem);
    }

    private static String json(String text) {
        return text.replace('\'', '"').replace('~', '\n');
    }
}
