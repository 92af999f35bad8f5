package dev.corral.policy;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyReaderTest {

    @Test
    void readsWhatDecidesInGenerate() throws BadBody {
        BodyFacts facts =
                read(
                        BodyShape.GENERATE,
                        "{'model':'Llama3','prompt':'hi','stream':false,'keep_alive':'1h30m','raw':true,'template':'t',"
                                + "'system':'s','images':['a','b'],'_debug_render_only':true,'format':{'x':[1,2]},"
                                + "'options':{'num_ctx':8192,'num_predict':-1,'temperature':0.5,'num_gpu':1}}");
        assertThat(facts.model().canonical()).isEqualTo("llama3:latest");
        assertThat(facts.empty()).isFalse();
        assertThat(facts.stream()).isFalse();
        assertThat(facts.keepAlive()).isEqualTo(Duration.ofMinutes(90));
        assertThat(facts.raw()).isTrue();
        assertThat(facts.template()).isTrue();
        assertThat(facts.system()).isTrue();
        assertThat(facts.images()).isEqualTo(2);
        assertThat(facts.debugRenderOnly()).isTrue();
        assertThat(facts.numCtx()).isEqualTo(8192);
        assertThat(facts.numPredict()).isEqualTo(-1);
        assertThat(facts.loadOptions()).isTrue();
    }

    @Test
    void leavesTheRestAtItsDefault() throws BadBody {
        BodyFacts facts =
                read(
                        BodyShape.GENERATE,
                        " {\n\"model\" : \"m\" , 'stream':null,'options':null,'system':''} \r\n\t");
        assertThat(facts.empty()).isTrue();
        assertThat(facts.stream()).isNull();
        assertThat(facts.keepAlive()).isNull();
        assertThat(facts.numCtx()).isNull();
        assertThat(facts.loadOptions()).isFalse();
        assertThat(facts.system()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'model':'m'} | true",
                "CHAT | {'model':'m','messages':null} | true",
                "CHAT | {'model':'m','messages':[]} | true",
                "CHAT | {'model':'m','messages':[null]} | false",
                "CHAT | {'model':'m','messages':[{'role':'user','content':''}]} | false",
                "GENERATE | {'model':'m','prompt':''} | true",
                "GENERATE | {'model':'m','prompt':null} | true",
                "GENERATE | {'model':'m','prompt':' '} | false",
                "GENERATE | {'model':'m','prompt':'\\u0000'} | false",
                "OPENAI_CHAT | {'model':'m'} | false",
            })
    void knowsWhenTheModelIsOnlyLoaded(BodyShape shape, String body, boolean empty) throws BadBody {
        assertThat(read(shape, body).empty()).isEqualTo(empty);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'model':'m','messages':[{'role':'user','images':['x','y']},{'images':['z']}]} | 3 | false",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'text','text':'a'},{'type':'image_url','image_url':{'url':'data:image/png;base64,AA'}}]}]} | 1 | false",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'image_url':{'url':'https://x/y.png'},'type':'image_url'}]}]} | 1 | true",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','image_url':'HTTP://x/y.png'}]}]} | 1 | true",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','image_url':'DATA:image/png;base64,AA'}]}]} | 1 | false",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':'https://only.text'}]} | 0 | false",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'text','text':'https://only.text'}]}]} | 0 | false",
                "OPENAI_RESPONSES | {'model':'m','input':'https://only.text'} | 0 | false",
                "OPENAI_RESPONSES | {'model':'m','input':[{'role':'user','content':[{'type':'input_image','image_url':'file:///x'}]}]} | 1 | true",
                "OPENAI_RESPONSES | {'model':'m','input':[{'role':'user','content':[{'type':'input_file','file_url':'x'}]}]} | 0 | true",
                "OPENAI_RESPONSES | {'model':'m','input':[{'type':'function_call_output','output':[{'type':'input_image','image_url':'data:x'}]}]} | 1 | false",
                "ANTHROPIC_MESSAGES | {'model':'m','messages':[{'content':[{'type':'image','source':{'type':'base64','data':'AA'}}]}]} | 1 | false",
                "ANTHROPIC_MESSAGES | {'model':'m','messages':[{'content':[{'type':'image','source':{'type':'url','url':'https://x'}}]}]} | 1 | true",
                "ANTHROPIC_MESSAGES | {'model':'m','messages':[{'content':[{'type':'tool_result','content':[{'type':'image','source':{'data':'AA'}}]}]}]} | 1 | false",
                "ANTHROPIC_MESSAGES | {'model':'m','messages':[{'content':[{'type':'tool_use','input':{'url':'https://x','Content':1,'content':2}}]}]} | 0 | false",
            })
    void countsImages(BodyShape shape, String body, int images, boolean remote) throws BadBody {
        BodyFacts facts = read(shape, body);
        assertThat(facts.images()).isEqualTo(images);
        assertThat(facts.remoteImage()).isEqualTo(remote);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT | {'model':'m','messages':[{'role':'SYSTEM','content':'x'}]} | true",
                "CHAT | {'model':'m','messages':[{'role':'user','content':'system'}]} | false",
                "CHAT | {'model':'m','system':'x'} | false",
                "OPENAI_CHAT | {'model':'m','messages':[{'role':'developer','content':'x'}]} | true",
                "OPENAI_RESPONSES | {'model':'m','instructions':'x'} | true",
                "OPENAI_RESPONSES | {'model':'m','instructions':''} | false",
                "OPENAI_RESPONSES | {'model':'m','input':[{'role':'system','content':'x'}]} | true",
                "ANTHROPIC_MESSAGES | {'model':'m','system':'x'} | true",
                "ANTHROPIC_MESSAGES | {'model':'m','system':[{'type':'text','text':'x'}]} | true",
            })
    void seesSystemPrompts(BodyShape shape, String body, boolean system) throws BadBody {
        assertThat(read(shape, body).system()).isEqualTo(system);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPENAI_RESPONSES | {'model':'m','tools':[{'type':'function','name':'web_search'}]} | false",
                "OPENAI_RESPONSES | {'model':'m','tools':[{'type':'web_search'}]} | true",
                "OPENAI_RESPONSES | {'model':'m','tools':[{'type':'namespace','tools':[{'type':'web_search'}]}]} | true",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[null,{'type':' web_search_20250305'}]} | true",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[{'name':'web_search'}]} | false",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[{'type':'\u00a0web_search_1'}]} | true",
                "CHAT | {'model':'m','tools':[{'type':'web_search'}]} | false",
            })
    void seesToolsThatReachTheWeb(BodyShape shape, String body, boolean web) throws BadBody {
        assertThat(read(shape, body).webTools()).isEqualTo(web);
    }

    @Test
    void readsManagement() throws BadBody {
        BodyFacts create =
                read(
                        BodyShape.CREATE,
                        "{'model':'new','from':'gpt-oss:cloud','remote_host':'https://x','stream':true}");
        assertThat(create.model().canonical()).isEqualTo("new:latest");
        assertThat(create.from().isCloud()).isTrue();
        assertThat(create.remoteHost()).isTrue();
        BodyFacts copy = read(BodyShape.COPY, "{'source':'a','destination':'team/b:2'}");
        assertThat(copy.source().canonical()).isEqualTo("a:latest");
        assertThat(copy.destination().canonical()).isEqualTo("team/b:2");
        assertThat(copy.model()).isNull();
        assertThat(read(BodyShape.PULL, "{'name':'x'}").model().canonical()).isEqualTo("x:latest");
        assertThat(read(BodyShape.PULL, "{'model':'x','name':''}").model().canonical())
                .isEqualTo("x:latest");
        assertThat(read(BodyShape.PULL, "{'model':'x','name':'x'}").insecure()).isFalse();
        assertThat(read(BodyShape.PULL, "{'model':'x','insecure':true}").insecure()).isTrue();
        assertThat(read(BodyShape.PULL, "{'model':'http://r/a/x'}").insecure()).isTrue();
        assertThat(read(BodyShape.NOTHING, "{'Model':1,'model':2}").model()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0 | 0",
                "0.0000000001 | 0",
                "-0 | 0",
                "-0.0 | 0",
                "-1e-400 | 0",
                "1e-9 | 1",
                "300 | 300000000000",
                "1.5 | 1500000000",
                "-1 | 9223372036854775807",
                "-1e300 | 9223372036854775807",
                "'0' | 0",
                "'-0' | 0",
                "'0s' | 0",
                "'-0h' | 0",
                "'0.1ns' | 0",
                "'5m' | 300000000000",
                "'+1h30m' | 5400000000000",
                "'.5s' | 500000000",
                "'1.s' | 1000000000",
                "'1us1µs1μs' | 3000",
                "'-1ns' | 9223372036854775807",
                "'-5m' | 9223372036854775807",
            })
    void readsKeepAliveAsOllamaDoes(String value, long nanos) throws BadBody {
        BodyFacts facts = read(BodyShape.CHAT, "{'model':'m','keep_alive':" + value + "}");
        assertThat(facts.keepAlive().toNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{}",
                "[]",
                "''",
                "' '",
                "'5'",
                "'5 m'",
                "'5M'",
                "'m'",
                "'.s'",
                "'-'",
                "'1..5s'",
                "'1h-5m'",
                "'--5m'",
                "'9999999h'",
                "'99999999999999999999s'",
                "1e300",
                "1e10",
                "1e400",
                "'1d'"
            })
    void refusesOtherKeepAlives(String value) {
        refused(BodyShape.CHAT, "{'model':'m','keep_alive':" + value + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'a','model':'b'}",
                "{'model':'a','model':'a'}",
                "{'model':'a','model':null}",
                "{'model':null,'model':'a'}",
                "{'model':'a','Model':'b'}",
                "{'MODEL':'a'}",
                "{'model':'a','mode\\u006c':'b'}",
                "{'model':'a','\\u004dodel':'b'}",
                "{'model':'a','\u017Ftream':false}",
                "{'model':'a','\\u017ftream':false}",
                "{'model':'a','\u212Aeep_alive':0}",
                "{'model':'a','\\u212aeep_alive':0}",
                "{'model':'a','STREAM':false}",
                "{'model':'a','options':{},'options':{}}",
                "{'model':'a','options':{'num_ctx':1,'num_ctx':2}}",
                "{'model':'a','options':{'Num_Ctx':1}}",
                "{'model':'a','messages':[{'role':'user','Role':'system'}]}",
                "{'model':'a','messages':[{'images':[],'IMAGES':['x']}]}",
                "{'model':'a','messages':[{'content':'x','content':'y'}]}",
            })
    void refusesTwoMeanings(String body) {
        refused(BodyShape.CHAT, body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "'m'",
                "5",
                "{",
                "{}",
                "{'model':'m'",
                "{'model':'m'}}",
                "{'model':'m'}{'model':'n'}",
                "{'model':'m'} x",
                "{'model':'m'}\u0000",
                "\uFEFF{'model':'m'}",
                "\u0000{'model':'m'}",
                "{'model':'m',}",
                "{,'model':'m'}",
                "{'model' 'm'}",
                "{'model':'m' 'x':1}",
                "{model:'m'}",
                "{'model':'m',1:2}",
                "{'model':'m','x':01}",
                "{'model':'m','x':+1}",
                "{'model':'m','x':1.}",
                "{'model':'m','x':.5}",
                "{'model':'m','x':1e}",
                "{'model':'m','x':-}",
                "{'model':'m','x':NaN}",
                "{'model':'m','x':tru}",
                "{'model':'m','x':truex}",
                "{'model':'m','x':'\\x41'}",
                "{'model':'m','x':'\\u12g4'}",
                "{'model':'m','x':'\\u\uff11234'}",
                "{'model':'m','x':'\\u123'}",
                "{'model':'m','x':'a\nb'}",
                "{'model':'m','x':'a\u0000b'}",
                "{'model':'m','x':'unfinished}",
                "{'model':'m','x':[1,2}",
                "{'model':'m','x':[1,,2]}",
                "{'model':'m',/**/'x':1}",
                "{'model':'m','x':1}//",
                "\u00a0{'model':'m'}",
                "\u000b{'model':'m'}",
                "{'model':5}",
                "{'model':true}",
                "{'model':['m']}",
                "{'model':{'a':1}}",
                "{'model':null}",
                "{'model':''}",
                "{'model':' m'}",
                "{'model':'m '}",
                "{'model':'../m'}",
                "{'model':'m\\u0000'}",
                "{'model':'m\\ud800'}",
                "{'model':'\u212A'}",
                "{'model':'m','\\ud800':1}",
                "{'model':'m','stream':'true'}",
                "{'model':'m','stream':0}",
                "{'model':'m','stream':1}",
                "{'model':'m','options':[]}",
                "{'model':'m','options':'x'}",
                "{'model':'m','options':{'num_ctx':'8'}}",
                "{'model':'m','options':{'num_ctx':true}}",
                "{'model':'m','options':{'num_ctx':1e300}}",
                "{'model':'m','options':{'num_ctx':1e400}}",
                "{'model':'m','options':{'num_predict':[1]}}",
                "{'model':'m','options':{'use_mmap':1}}",
                "{'model':'m','messages':{}}",
                "{'model':'m','messages':'x'}",
                "{'model':'m','messages':['x']}",
                "{'model':'m','messages':[{'role':5}]}",
                "{'model':'m','messages':[{'images':'x'}]}",
                "{'model':'m','messages':[{'images':[5]}]}",
            })
    void refusesWhatHasNoMeaning(String body) {
        refused(BodyShape.CHAT, body);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GENERATE | {'model':'m','prompt':5}",
                "GENERATE | {'model':'m','prompt':['x']}",
                "GENERATE | {'model':'m','raw':'true'}",
                "GENERATE | {'model':'m','template':1}",
                "GENERATE | {'model':'m','system':[]}",
                "GENERATE | {'model':'m','images':{}}",
                "OPENAI_CHAT | {'model':'m','max_tokens':1.0}",
                "OPENAI_CHAT | {'model':'m','max_tokens':1e3}",
                "OPENAI_CHAT | {'model':'m','max_tokens':'1'}",
                "OPENAI_CHAT | {'model':'m','max_tokens':99999999999999999999}",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','Image_URL':'x'}]}]}",
                "OPENAI_CHAT | {'model':'m','messages':[{'content':[{'type':'image_url','image_url':{'url':'data:x','URL':'https://x'}}]}]}",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[{'type':'a','Type':'web_search'}]}",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':[5]}",
                "ANTHROPIC_MESSAGES | {'model':'m','tools':{}}",
                "OPENAI_RESPONSES | {'model':'m','input':5}",
                "PULL | {'model':'a','name':'b'}",
                "PULL | {'name':'a','Name':'b'}",
                "PULL | {'model':'a','insecure':1}",
                "PULL | {'model':'a','insecure':false,'insecure':true}",
                "CREATE | {'model':'a','from':'../b'}",
                "CREATE | {'model':'a','from':'b','From':'c'}",
                "CREATE | {'model':'a:local'}",
                "CREATE | {'model':'a','remote_host':5}",
                "COPY | {'source':'a'}",
                "COPY | {'destination':'a'}",
                "COPY | {'source':'a:local','destination':'b'}",
                "COPY | {'source':'a','destination':'b','ſource':'c'}",
                "PUSH | {'model':'a:b:cloud'}",
                "NOTHING | []",
            })
    void refusesPerShape(BodyShape shape, String body) {
        refused(shape, body);
    }

    @Test
    void acceptsWhatLooksOddButHasOneMeaning() throws BadBody {
        String odd =
                "{'mode\\u006c':'m','x':{'x':1,'x':2,'X':3},'Models':1,'y':'\\ud800','e':1e999,'emoji':'\\ud83d\\ude00','':0,"
                        + "'text':'ä€😀\\u0000\\\"\\/','options':{'stop':['x'],'Foo':1},'messages':[{'role':'user',"
                        + "'tool_calls':[{'function':{'name':'x','Name':'y'}}],'content':'\\ud800'}]}";
        assertThat(read(BodyShape.CHAT, odd).model().canonical()).isEqualTo("m:latest");
    }

    @Test
    void depthIsBounded() throws BadBody {
        String open = "[".repeat(63);
        String close = "]".repeat(63);
        read(BodyShape.CHAT, "{'model':'m','x':" + open + close + "}");
        refused(BodyShape.CHAT, "{'model':'m','x':" + open + "[]" + close + "}");
        refused(BodyShape.CHAT, "{'model':'m','x':" + "[".repeat(1_000_000));
        refused(BodyShape.CHAT, "{'model':'m','x':" + "{'a':".repeat(100_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0AF",
                "C1BF",
                "E08080",
                "E09FBF",
                "EDA080",
                "EDBFBF",
                "F0808080",
                "F08FBFBF",
                "F4908080",
                "F5808080",
                "FF",
                "FE",
                "C3",
                "E282",
                "F09F98",
                "C328",
                "E28228",
                "F09F9828",
                "E28282C3"
            })
    void invalidUtf8IsRefusedAnywhere(String hex) {
        byte[] bad = new byte[hex.length() / 2];
        for (int i = 0; i < bad.length; i++) {
            bad[i] = (byte) Integer.parseInt(hex, i * 2, i * 2 + 2, 16);
        }
        for (String where :
                new String[] {"{'model':'m','x':'%'}", "{'model':'m','%':1}", "{'model':'m'}%"}) {
            byte[] before = json(where.substring(0, where.indexOf('%')));
            byte[] after = json(where.substring(where.indexOf('%') + 1));
            byte[] body = new byte[before.length + bad.length + after.length];
            System.arraycopy(before, 0, body, 0, before.length);
            System.arraycopy(bad, 0, body, before.length, bad.length);
            System.arraycopy(after, 0, body, before.length + bad.length, after.length);
            assertThatThrownBy(() -> BodyReader.read(BodyShape.CHAT, body))
                    .isInstanceOf(BadBody.class);
        }
    }

    @Test
    void otherEncodingsAreRefused() {
        for (var charset : new java.nio.charset.Charset[] {UTF_16BE, UTF_16LE}) {
            byte[] body = "{\"model\":\"m\"}".getBytes(charset);
            assertThatThrownBy(() -> BodyReader.read(BodyShape.CHAT, body))
                    .isInstanceOf(BadBody.class);
        }
    }

    @Test
    void everyPrefixOfABodyIsRefused() {
        byte[] body =
                json(
                        "{'model':'m','stream':true,'options':{'num_ctx':12,'x':[1.5e3,null,'ä\\u00e4']},'messages':[{}]}");
        for (int length = 0; length < body.length; length++) {
            int cut = length;
            assertThatThrownBy(() -> BodyReader.read(BodyShape.CHAT, body, 0, cut))
                    .isInstanceOf(BadBody.class);
        }
    }

    @Test
    void readsAPartOfAnArray() throws BadBody {
        byte[] body = json("xx{'model':'m'}yy");
        assertThat(BodyReader.read(BodyShape.CHAT, body, 2, body.length - 4).model().canonical())
                .isEqualTo("m:latest");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "application/json | - | true | true",
                "application/json | identity | true | true",
                "Application/JSON; Charset=UTF-8 | - | true | true",
                "application/json;charset=\"utf-8\" | - | true | true",
                "application/json; | - | true | true",
                "application/json; charset=utf-16 | - | false | false",
                "application/json; charset=latin1 | - | false | false",
                "application/json; boundary=x | - | false | false",
                "application/jsonx | - | false | false",
                "text/json | - | false | false",
                "text/plain | - | false | false",
                "text/plain; application/json | - | false | false",
                "multipart/form-data; boundary=x | - | false | false",
                "application/x-www-form-urlencoded | - | true | false",
                "application/x-www-form-urlencoded; charset=utf-8 | - | false | false",
                "- | - | true | false",
                "application/json | gzip | false | false",
                "application/json | zstd | false | false",
                "application/json | identity, gzip | false | false",
            })
    void labels(String type, String encoding, boolean otherwise, boolean fromBrowser) {
        assertThat(BodyReader.refusalOfLabel(type, encoding, false) == null).isEqualTo(otherwise);
        assertThat(BodyReader.refusalOfLabel(type, encoding, true) == null).isEqualTo(fromBrowser);
    }

    private static void refused(BodyShape shape, String body) {
        assertThatThrownBy(() -> read(shape, body)).as(body).isInstanceOf(BadBody.class);
    }

    private static BodyFacts read(BodyShape shape, String body) throws BadBody {
        return BodyReader.read(shape, json(body));
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(UTF_8);
    }
}
