package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PolicyTest {
    private static final Subject USER =
            Subject.of(Caller.of("alice", Set.of(Role.USER), Via.SESSION));
    private static final Subject ADMIN =
            Subject.of(Caller.of("admin", Set.of(Role.ADMIN), Via.SESSION));
    private static final Subject AUDITOR =
            Subject.of(Caller.of("audrey", Set.of(Role.AUDITOR), Via.SESSION));
    private static final Subject NOBODY = Subject.of(Caller.of("nobody", Set.of(), Via.SESSION));
    private static final ModelName MODEL = ModelName.parse("llama3");

    private final Policy shipped = Policy.shipped();

    @ParameterizedTest
    @EnumSource(Operation.class)
    void theShippedPolicyIsAsTheReadmeSays(Operation operation) {
        Set<Operation> users =
                EnumSet.of(
                        Operation.CHAT,
                        Operation.GENERATE,
                        Operation.EMBED,
                        Operation.TRANSCRIBE,
                        Operation.SHOW,
                        Operation.LIST,
                        Operation.PS,
                        Operation.VERSION);
        Set<Operation> nobodys =
                EnumSet.of(
                        Operation.PUSH, Operation.ACCOUNT, Operation.WEB, Operation.CLOUD_STATUS);
        Facts facts = Facts.of(operation, MODEL, 10);
        assertThat(shipped.decide(USER, facts).allowed()).isEqualTo(users.contains(operation));
        assertThat(shipped.decide(ADMIN, facts).allowed()).isEqualTo(!nobodys.contains(operation));
        assertThat(shipped.decide(AUDITOR, facts).allowed()).isFalse();
        assertThat(shipped.decide(NOBODY, facts).allowed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'model':'m','messages':[{}]} | true | true | allows",
                "CHAT | {'model':'m','messages':[{}],'keep_alive':'1h'} | true | true | allows",
                "CHAT | {'model':'m','messages':[{}],'keep_alive':'61m'} | false | true | users-use-models",
                "CHAT | {'model':'m','messages':[{}],'keep_alive':-1} | false | true | 1h",
                "CHAT | {'model':'m','messages':[{}],'keep_alive':0} | true | true | allows",
                "CHAT | {'model':'m','keep_alive':0} | false | true | unload m:latest",
                "CHAT | {'model':'m','messages':[],'keep_alive':'0s'} | false | true | unload",
                "CHAT | {'model':'m'} | true | true | allows",
                "CHAT | {'model':'m:cloud','messages':[{}]} | false | false | outside",
                "CHAT | {'model':'m:8b-cloud','messages':[{}]} | false | false | outside",
                "CHAT | {'model':'m','_debug_render_only':true} | true | true | allows",
                "GENERATE | {'model':'m','keep_alive':0} | false | true | unload",
                "GENERATE | {'model':'m','prompt':'','keep_alive':0.0000000001} | false | true | unload",
                "GENERATE | {'model':'m','prompt':'x','keep_alive':0,'raw':true,'options':{'num_ctx':999999}} | true | true | allows",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[{'type':'web_search_20250305'}]} | false | false | search the web",
                "MODEL_ONLY | {'model':'m:cloud'} | false | false | outside",
                "PULL | {'model':'m'} | false | true | pull m:latest",
                "PULL | {'model':'m:cloud'} | false | false | outside",
                "PULL | {'model':'m','insecure':true} | false | false | TLS",
                "PULL | {'model':'http://h/a/m'} | false | false | TLS",
                "PUSH | {'model':'m'} | false | false | push",
                "CREATE | {'model':'m','from':'b'} | false | true | create",
                "CREATE | {'model':'m','from':'b:cloud'} | false | false | outside",
                "CREATE | {'model':'m','from':'b','remote_host':'https://x'} | false | false | outside",
                "COPY | {'source':'a','destination':'b'} | false | true | copy",
                "COPY | {'source':'a:cloud','destination':'b'} | false | false | outside",
            })
    void theShippedPolicyLooksIntoBodies(
            BodyShape shape, String body, boolean user, boolean admin, String reason)
            throws BadBody {
        Facts facts = facts(shape, body);
        Decision forUser = shipped.decide(USER, facts);
        Decision forAdmin = shipped.decide(ADMIN, facts);
        assertThat(forUser.allowed()).isEqualTo(user);
        assertThat(forAdmin.allowed()).isEqualTo(admin);
        assertThat((admin ? forUser : forAdmin).reason()).contains(reason);
        assertThat(shipped.decide(AUDITOR, facts).allowed()).isFalse();
    }

    @Test
    void whoeverMayDeleteMayDeleteStubsOfTheCloud() throws BadBody {
        Facts facts =
                Facts.of(Operation.DELETE, body(BodyShape.MODEL_ONLY, "{'model':'m:cloud'}"), 9);
        assertThat(shipped.decide(ADMIN, facts).allowed()).isTrue();
    }

    @Test
    void aStubThatHidesBehindALocalNameIsOfTheCloud() throws BadBody {
        Facts facts = facts(BodyShape.CHAT, "{'model':'m'}");
        assertThat(shipped.decide(USER, facts.with(known(true, true))).allowed()).isFalse();
        assertThat(shipped.decide(USER, facts.with(known(false, true))).allowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'raw':false} | {'model':'m','raw':true} | raw",
                "{'template':false} | {'model':'m','template':'t'} | template",
                "{'system':false} | {'model':'m','system':'s'} | system prompt",
                "{'loadOptions':false} | {'model':'m','options':{'num_gpu':0}} | num_gpu",
                "{'numCtx':10} | {'model':'m','options':{'num_ctx':11}} | num_ctx",
                "{'numCtx':10} | {'model':'m','options':{'num_ctx':-1}} | num_ctx",
                "{'numPredict':10} | {'model':'m','options':{'num_predict':11}} | num_predict",
                "{'numPredict':10} | {'model':'m','options':{'num_predict':-1}} | num_predict",
                "{'keepAlive':'10s'} | {'model':'m','keep_alive':11} | 10s",
                "{'images':0} | {'model':'m','images':['a']} | images",
                "{'bodySize':20} | {'model':'m','prompt':'0123456789'} | 20 bytes",
            })
    void limitsHold(String limits, String body, String reason) throws Exception {
        Policy policy =
                Policy.parse(
                        json(
                                "{'version':1,'rules':[{'id':'r','effect':'allow','who':{'everyone':true},'what':['generate'],'limits':"
                                        + limits
                                        + "}]}"));
        Decision decision = policy.decide(NOBODY, facts(BodyShape.GENERATE, body));
        assertThat(decision.allowed()).isFalse();
        assertThat(decision.ruleId()).isEqualTo("r");
        assertThat(decision.reason()).contains("\"r\"").contains(reason);
        assertThat(policy.decide(NOBODY, facts(BodyShape.GENERATE, "{'model':'m'}")).allowed())
                .isTrue();
        Policy without =
                Policy.parse(policy.toJson().replaceAll("(?s),\\s*\"limits\" : \\{.*?\\}", ""));
        assertThat(without.decide(NOBODY, facts(BodyShape.GENERATE, body)).allowed()).isTrue();
    }

    @Test
    void anotherRuleMayAllowWhatOneLimits() throws Exception {
        Policy policy =
                rules(
                        "{'id':'small','effect':'allow','who':{'everyone':true},'what':['chat'],'limits':{'numCtx':10}},"
                                + "{'id':'big','effect':'allow','who':{'groups':['lab']},'what':['chat'],'limits':{'numCtx':100}}");
        assertThat(policy.groups()).containsExactly("lab");
        Facts facts = facts(BodyShape.CHAT, "{'model':'m','options':{'num_ctx':50}}");
        assertThat(policy.decide(NOBODY, facts).ruleId()).isEqualTo("small");
        Subject lab = new Subject("x", Set.of(), Set.of("lab"), Set.of());
        assertThat(policy.decide(lab, facts))
                .extracting(Decision::allowed, Decision::ruleId, Decision::reason)
                .containsExactly(true, "big", "Rule \"big\" allows it.");
    }

    @Test
    void aRuleThatDeniesWins() throws Exception {
        Policy policy =
                rules(
                        "{'id':'all','effect':'allow','who':{'everyone':true},'what':['*']},"
                                + "{'id':'no-x','effect':'deny','who':{'users':['Alice']},'what':['chat','copy'],'models':['x*']}");
        Decision decision = policy.decide(USER, facts(BodyShape.CHAT, "{'model':'X1'}"));
        assertThat(decision)
                .extracting(Decision::allowed, Decision::ruleId, Decision::reason)
                .containsExactly(
                        false, "no-x", "Rule \"no-x\" forbids you to chat with x1:latest.");
        assertThat(policy.decide(USER, facts(BodyShape.CHAT, "{'model':'y'}")).allowed()).isTrue();
        assertThat(policy.decide(ADMIN, facts(BodyShape.CHAT, "{'model':'x1'}")).allowed())
                .isTrue();
        assertThat(
                        policy.decide(
                                        USER,
                                        facts(BodyShape.COPY, "{'source':'y','destination':'x'}"))
                                .allowed())
                .isFalse();
        assertThat(
                        policy.decide(
                                        USER,
                                        facts(BodyShape.COPY, "{'source':'x','destination':'y'}"))
                                .allowed())
                .isFalse();
    }

    @Test
    void denyingAModelDeniesNotTheList() throws Exception {
        Policy policy =
                rules(
                        "{'id':'all','effect':'allow','who':{'everyone':true},'what':['*'],'models':['a','b']},"
                                + "{'id':'no-b','effect':'deny','who':{'everyone':true},'what':['*'],'models':['b']}");
        assertThat(policy.decide(NOBODY, Facts.of(Operation.LIST)).allowed()).isTrue();
        assertThat(policy.visible(NOBODY, ModelName.parse("a"), false)).isTrue();
        assertThat(policy.visible(NOBODY, ModelName.parse("b"), false)).isFalse();
        assertThat(policy.visible(NOBODY, ModelName.parse("c"), false)).isFalse();
        Policy closed = rules("{'id':'no','effect':'deny','who':{'everyone':true},'what':['*']}");
        assertThat(closed.decide(NOBODY, Facts.of(Operation.LIST)).allowed()).isFalse();
    }

    @Test
    void scopesOfKeysNarrow() throws Exception {
        Policy policy =
                rules(
                        "{'id':'r','effect':'allow','who':{'roles':['user'],'scopes':['ollama']},'what':['chat']}");
        Facts facts = facts(BodyShape.CHAT, "{'model':'m'}");
        assertThat(
                        policy.decide(
                                        new Subject(
                                                "a", Set.of("user"), Set.of(), Set.of("ollama")),
                                        facts)
                                .allowed())
                .isTrue();
        assertThat(
                        policy.decide(
                                        new Subject(
                                                "a", Set.of("user"), Set.of(), Set.of("metrics")),
                                        facts)
                                .allowed())
                .isFalse();
        assertThat(
                        policy.decide(new Subject("a", Set.of(), Set.of(), Set.of("ollama")), facts)
                                .allowed())
                .isFalse();
    }

    @Test
    void usersAreAllowedByTheirExactNameAndDeniedByAnyCase() throws Exception {
        Policy policy =
                rules("{'id':'r','effect':'allow','who':{'users':['Alice']},'what':['list']}");
        assertThat(policy.decide(USER, Facts.of(Operation.LIST)).allowed()).isFalse();
        Subject exact = new Subject("Alice", Set.of(), Set.of(), Set.of());
        assertThat(policy.decide(exact, Facts.of(Operation.LIST)).allowed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "llama3, llama3, true",
        "llama3, LLAMA3:latest, true",
        "llama3, llama3:8b, false",
        "registry.ollama.ai/library/llama3, llama3, true",
        "llama3:*, llama3:8b, true",
        "llama3*, llama3.2:3b, true",
        "LLAMA3*, llama3.2:3b, true",
        "*-coder, qwen-coder, true",
        "*-coder, qwen-coder:7b, false",
        "*-coder:7b, qwen-coder:7b, true",
        "hf.co/*, hf.co/a/b:q4, true",
        "hf.co/*, b, false",
        "team/*, team/m:1, true",
        "library/*, llama3, false",
        "registry.ollama.ai/library/*, llama3, true",
        "*:*cloud, gpt-oss:20b-cloud, true",
        "*:*cloud, gpt-oss:cloud, true",
        "*-cloud, gpt-oss:20b-cloud, false",
        "a*b*c:*, axxbyyc:1, true",
        "a*b*c:*, axxbyy:1, false",
        "*, hf.co/a/b, true",
    })
    void patterns(String pattern, String model, boolean matches) {
        assertThat(ModelPattern.parse(pattern).matches(ModelName.parse(model), false))
                .isEqualTo(matches);
    }

    @Test
    void rulesThatDenyMatchWidely() {
        assertThat(ModelPattern.parse("*-cloud").matches(ModelName.parse("m:20b-cloud"), true))
                .isTrue();
        assertThat(ModelPattern.parse("*-coder").matches(ModelName.parse("a-coder"), true))
                .isTrue();
        assertThat(ModelPattern.parse("m").matches(ModelName.parse("m:8b"), true)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | CHAT | {'model':'m'} | true",
                "CHAT | CHAT | {'model':'m:cloud'} | false",
                "OPENAI_CHAT | CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','image_url':'https://x'}]}]} | false",
                "OPENAI_CHAT | CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','image_url':'data:x'}]}]} | true",
                "OPENAI_RESPONSES | CHAT | {'model':'m','tools':[{'type':'web_search'}]} | false",
                "PULL | PULL | {'model':'m'} | false",
                "PUSH | PUSH | {'model':'m'} | false",
                "CREATE | CREATE | {'model':'m'} | true",
                "CREATE | CREATE | {'model':'m','from':'absent'} | false",
                "CREATE | CREATE | {'model':'m','remote_host':'x'} | false",
                "MODEL_ONLY | DELETE | {'model':'m:cloud'} | true",
                "NOTHING | ACCOUNT | {} | false",
                "NOTHING | WEB | {} | false",
                "NOTHING | CLOUD_STATUS | {} | false",
                "NOTHING | LIST | {} | true",
            })
    void offlineModeWinsOverEveryRule(
            BodyShape shape, Operation operation, String body, boolean allowed) throws Exception {
        Policy open =
                rules(
                        "{'id':'all','effect':'allow','who':{'everyone':true},'what':['*'],'limits':{'cloud':true,'insecure':true}}");
        Facts facts = Facts.of(operation, body(shape, body), 10);
        assertThat(open.decide(NOBODY, facts).allowed()).isTrue();
        Decision offline = open.withOffline(true).decide(NOBODY, facts);
        assertThat(offline.allowed()).isEqualTo(allowed);
        if (!allowed) {
            assertThat(offline.ruleId()).isEqualTo(Decision.OFFLINE);
            assertThat(offline.reason()).contains("offline mode").contains("corral.offline");
        }
    }

    @Test
    void offlineModeLetsBuildFromWhatIsThere() throws Exception {
        Facts facts = facts(BodyShape.CREATE, "{'model':'m','from':'b'}").with(known(false, true));
        assertThat(shipped.withOffline(true).decide(ADMIN, facts).allowed()).isTrue();
        assertThat(shipped.withOffline(true).isOffline()).isTrue();
        assertThat(shipped.isOffline()).isFalse();
    }

    @Test
    void listsHideWhatNobodyMayUse() throws Exception {
        assertThat(shipped.visible(USER, MODEL, false)).isTrue();
        assertThat(shipped.visible(USER, MODEL, true)).isFalse();
        assertThat(shipped.visible(USER, ModelName.parse("m:cloud"), false)).isFalse();
        assertThat(shipped.visible(AUDITOR, MODEL, false)).isFalse();
        Policy cloud =
                rules(
                        "{'id':'r','effect':'allow','who':{'everyone':true},'what':['chat'],'limits':{'cloud':true}}");
        assertThat(cloud.visible(USER, ModelName.parse("m:cloud"), true)).isTrue();
        assertThat(cloud.withOffline(true).visible(USER, ModelName.parse("m:cloud"), true))
                .isFalse();
    }

    private static Facts.Knowledge known(boolean remote, boolean present) {
        return new Facts.Knowledge() {
            @Override
            public boolean isRemote(ModelName model) {
                return remote;
            }

            @Override
            public boolean isPresent(ModelName model) {
                return present;
            }
        };
    }

    private static Facts facts(BodyShape shape, String body) throws BadBody {
        Operation operation =
                switch (shape) {
                    case GENERATE -> Operation.GENERATE;
                    case MODEL_ONLY -> Operation.SHOW;
                    case PULL -> Operation.PULL;
                    case PUSH -> Operation.PUSH;
                    case CREATE -> Operation.CREATE;
                    case COPY -> Operation.COPY;
                    default -> Operation.CHAT;
                };
        return Facts.of(operation, body(shape, body), body.length());
    }

    private static BodyFacts body(BodyShape shape, String body) throws BadBody {
        return BodyReader.read(shape, json(body).getBytes(UTF_8));
    }

    private static Policy rules(String rules) throws InvalidPolicy {
        return Policy.parse(json("{'version':1,'rules':[" + rules + "]}"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
