package dev.corral.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.corral.gateway.Rehearsal;
import dev.corral.gateway.RouteTable;
import dev.corral.policy.Facts;
import dev.corral.policy.ModelName;
import dev.corral.policy.Operation;
import dev.corral.policy.PolicyStore;
import dev.corral.policy.RecentRequests;
import dev.corral.policy.Rulebook;
import dev.corral.policy.Subject;
import dev.corral.settings.Settings;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class SimulationResourceTest {

    private static Database database;
    private static Settings settings;
    private static Rulebook rules;
    private static SimulationResource simulation;

    @BeforeAll
    static void open(@TempDir Path folder) {
        database = StoreFixture.open(folder);
        settings = Settings.of(Map.of("corral.limits.json-body", "2KB"));
        rules = new Rulebook(settings, new PolicyStore(database, Clock.systemUTC()));
        Facts.Knowledge known =
                new Facts.Knowledge() {
                    @Override
                    public boolean isRemote(ModelName model) {
                        return model.canonical().equals("stub:latest");
                    }

                    @Override
                    public boolean isPresent(ModelName model) {
                        return true;
                    }
                };
        simulation =
                new SimulationResource(
                        rules, new Rehearsal(RouteTable.ofOllama(), settings, known));
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static SimulationResource.Answer ask(String question) throws JsonProcessingException {
        return simulation.simulate(
                Json.mapper()
                        .readValue(question.replace('\'', '"'), SimulationResource.Question.class));
    }

    private static SimulationResource.Answer ask(String role, String rest)
            throws JsonProcessingException {
        return ask("{'person':{'name':'alice','roles':['" + role + "']}," + rest + "}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user | 'method':'POST','path':'/api/chat','body':{'model':'m','messages':[]} | 200 | users-use-models",
                "user | 'method':'POST','path':'/ollama/api/chat','body':{'model':'m'} | 200 | users-use-models",
                "user | 'method':'POST','path':'/api/chat','body':{'model':'m','keep_alive':0} | 403 | default",
                "user | 'method':'POST','path':'/api/chat','body':{'model':'stub'} | 403 | users-use-models",
                "auditor | 'method':'GET','path':'/api/tags' | 403 | default",
                "admin | 'method':'DELETE','path':'/api/delete','body':'{\\'model\\':\\'m\\'}' | 200 | *",
                "admin | 'method':'HEAD','path':'/api/tags','contentType':'application/json' | 200 | *",
                "admin | 'method':'POST','path':'/api/blobs/sha256:x' | 400 | ",
                "user | 'method':'GET','path':'/api/chat' | 405 | ",
                "user | 'method':'GET','path':'/api//tags' | 404 | ",
                "user | 'method':'GET','path':'/api/tags','body':'x' | 400 | ",
                "user | 'method':'GET','path':'/api/tags','query':'<' | 400 | ",
                "user | 'method':'POST','path':'/api/chat','contentType':'text/plain','body':{'model':'m'} | 400 | ",
                "user | 'method':'POST','path':'/api/chat','body':'{\\'model\\':\\'m\\',\\'Model\\':\\'n\\'}' | 400 | ",
                "user | 'method':'POST','path':'/api/chat' | 400 | ",
            })
    void readsARequestAsTheGatewayDoes(String role, String request, int status, String rule)
            throws Exception {
        SimulationResource.Answer answer = ask(role, "'request':{" + request + "}");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.allowed()).isEqualTo(status == 200);
        if (rule == null) {
            assertThat(answer.rule()).isNull();
            assertThat(answer.steps()).isEmpty();
        } else if (!rule.equals("*")) {
            assertThat(answer.rule()).isEqualTo(rule);
        }
        assertThat(answer.reason()).isNotBlank();
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() throws Exception {
        String body = "{'model':'m','x':'" + "x".repeat(3000) + "'}";
        assertThat(
                        ask(
                                        "user",
                                        "'request':{'method':'POST','path':'/api/chat','body':"
                                                + body
                                                + "}")
                                .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "user | 'operation':'chat','model':'m' | true | chat | m:latest",
                "user | 'operation':'chat','model':'m','members':{'keep_alive':'2h'} | false | chat | m:latest",
                "user | 'operation':'pull','model':'m' | false | pull | m:latest",
                "admin | 'operation':'copy','model':'a','members':{'destination':'b'} | true | copy | a:latest",
                "admin | 'operation':'delete','model':'m' | true | delete | m:latest",
                "admin | 'operation':'unload','model':'m' | true | unload | m:latest",
                "admin | 'operation':'push','model':'m' | false | push | m:latest",
                "admin | 'operation':'create','model':'m','members':{'from':'x:cloud'} | false | create | m:latest",
                "user | 'operation':'transcribe','model':'m' | true | transcribe | m:latest",
                "admin | 'operation':'web' | false | web | ",
                "user | 'operation':'list' | true | list | ",
                "user | 'operation':'blob-write' | false | blob-write | ",
            })
    void anOperationStandsForItsRequest(
            String role, String question, boolean allowed, String operation, String model)
            throws Exception {
        SimulationResource.Answer answer = ask(role, question);
        assertThat(answer.allowed()).as(answer.toString()).isEqualTo(allowed);
        assertThat(answer.steps().get(0).operation()).isEqualTo(operation);
        assertThat(answer.steps().get(0).model()).isEqualTo(model);
        assertThat(answer.steps())
                .allSatisfy(step -> assertThat(step.changes().isEmpty()).isEqualTo(step.allowed()));
    }

    @Test
    void otherRulesCanBeTried() throws Exception {
        String mine =
                "'rules':{'version':1,'rules':[{'id':'lab','effect':'allow','who':{'groups':['lab'],'scopes':['ollama']},'what':['push']}]}";
        String push = "'operation':'push','model':'m'," + mine + "}";
        assertThat(ask("{'person':{'name':'x','groups':['lab']}," + push).rule()).isEqualTo("lab");
        assertThat(ask("{'person':{'name':'x','groups':['lab'],'scopes':['api']}," + push).steps())
                .first()
                .satisfies(
                        step ->
                                assertThat(step.changes())
                                        .anyMatch(text -> text.contains("a key of the scope")));
        assertThatThrownBy(() -> ask("user", "'operation':'push','model':'m','rules':{}"))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining("version");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'person':{'name':'x'}}",
                "{'person':{'name':''},'operation':'list'}",
                "{'person':{'name':'x','roles':['boss']},'operation':'list'}",
                "{'person':{'name':'x','groups':[null]},'operation':'list'}",
                "{'person':{'name':'x'},'operation':'fly'}",
                "{'person':{'name':'x'},'operation':'transcribe'}",
                "{'person':{'name':'x'},'operation':'chat','members':[]}",
                "{'person':{'name':'x'},'operation':'list','request':{'method':'GET','path':'/'}}",
                "{'person':{'name':'x'},'request':{'method':null,'path':'/'}}",
                "{'operation':'list','person':null}",
            })
    void aQuestionThatIsNoneIsRefused(String question) {
        assertThatThrownBy(() -> ask(question)).isInstanceOf(ApiProblem.class);
    }

    @Test
    void aDryRunTellsWhatWouldChange() throws Exception {
        RecentRequests recent = new RecentRequests(Clock.systemUTC());
        recent.note(
                new Subject("alice", Set.of("user"), Set.of("lab"), Set.of("ollama")),
                Facts.of(Operation.TRANSCRIBE, ModelName.parse("m"), 0));
        DryRunResource dryRun = new DryRunResource(rules, recent);
        DryRunResource.Answer answer =
                dryRun.tryOut(
                        new DryRunResource.Trial(
                                Json.mapper().readTree("{\"version\":1,\"rules\":[]}")));
        assertThat(answer.requests()).isOne();
        assertThat(answer.changed()).isOne();
        assertThat(answer.newlyRefused()).isOne();
        assertThat(answer.newlyAllowed()).isZero();
        DryRunResource.Example example = answer.examples().get(0);
        assertThat(example.name()).isEqualTo("alice");
        assertThat(example.groups()).containsExactly("lab");
        assertThat(example.operation()).isEqualTo("transcribe");
        assertThat(example.model()).isEqualTo("m:latest");
        assertThat(example.before().allowed()).isTrue();
        assertThat(example.after().rule()).isEqualTo("default");
    }
}
