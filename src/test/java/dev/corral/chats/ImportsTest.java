package dev.corral.chats;

import static dev.corral.chats.ChatFixture.ALICE;
import static dev.corral.chats.ChatFixture.BOB;
import static dev.corral.chats.ChatFixture.await;
import static dev.corral.chats.ChatFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.corral.identity.Caller;
import dev.corral.identity.Role;
import dev.corral.identity.Via;
import dev.corral.store.Database;
import dev.corral.store.StoreFixture;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Tag(StoreFixture.DATABASE)
class ImportsTest {

    private static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    @TempDir static Path folder;
    private static Database database;
    private final Caller somebody =
            Caller.of(UUID.randomUUID().toString(), Set.of(Role.USER), Via.SESSION);
    private ChatFixture chats;
    private Imports imports;

    @BeforeAll
    static void open() {
        database = StoreFixture.open(folder);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void start() throws Exception {
        chats = new ChatFixture(database);
        imports = chats.room.imports();
    }

    @AfterEach
    void stop() {
        chats.close();
    }

    private Imports.Job look(InputStream file) throws Exception {
        String id = imports.take(somebody, file).id();
        await(() -> !imports.get(somebody, id).state().equals("reading"));
        return imports.get(somebody, id);
    }

    private Imports.Job look(String file) throws Exception {
        return look(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
    }

    private Imports.Job store(Imports.Job job) {
        assertThat(job.state()).as(job.toString()).isEqualTo("ready");
        imports.start(somebody, job.id());
        await(() -> !imports.get(somebody, job.id()).state().equals("importing"));
        return imports.get(somebody, job.id());
    }

    private List<ChatItem> list() {
        return chats.room
                .lists()
                .list(somebody, new Lists.Filter(false, null, null, null), 500, null)
                .items();
    }

    private ChatView only() {
        assertThat(list()).hasSize(1);
        return chats.room.chats().get(somebody, list().get(0).id());
    }

    private static String leftOut(Imports.Job job) {
        return job.leftOut().toString();
    }

    @Test
    void whatIsExportedComesBackAsItWas() throws Exception {
        Folders.Folder law =
                chats.room.folders().create(ALICE, json("{'name':'Law','system':'S'}"));
        String chat =
                chats.room
                        .chats()
                        .create(
                                ALICE,
                                json(
                                        "{'model':'m','title':'T','tags':['a','b'],'system':'Be brief','parameters':{'seed':1},'folder':'"
                                                + law.id()
                                                + "'}"))
                        .item()
                        .id();
        MessageView first = chats.answer(ALICE, chat, null, "One");
        chats.answer(ALICE, chat, first.id(), "Two");
        String pictured =
                "{'parent':'%s','content':'Two otherwise','models':['m'],'images':[{'data':'%s'}],'files':[{'name':'f','text':'t'}]}";
        chats.room.conversation().ask(ALICE, chat, json(pictured.formatted(first.id(), PNG)), "r");
        await(() -> chats.room.running() == 0);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        chats.room.export().all(ALICE).to(file);
        Imports.Job job = look(file.toString(StandardCharsets.UTF_8));
        assertThat(job.format()).isEqualTo("corral");
        assertThat(job.found()).isEqualTo(new ImportJob.Count(1, 6, 1));
        Imports.Job done = store(job);
        assertThat(done.state()).isEqualTo("done");
        assertThat(done.stored()).isEqualTo(job.found());
        assertThat(done.leftOut()).isEmpty();
        ChatView before = chats.room.chats().get(ALICE, chat);
        ChatView after = only();
        assertThat(after.item().title()).isEqualTo("T");
        assertThat(after.item().tags()).containsExactly("a", "b");
        assertThat(after.item().createdAt()).isEqualTo(before.item().createdAt());
        assertThat(after.system()).isEqualTo("Be brief");
        assertThat(after.parameters()).isEqualTo(before.parameters());
        assertThat(after.messages())
                .extracting(MessageView::content)
                .containsExactlyInAnyOrderElementsOf(
                        before.messages().stream().map(MessageView::content).toList());
        assertThat(tip(after).content()).isEqualTo(tip(before).content());
        MessageView question =
                after.messages().stream().filter(m -> m.images() != null).findFirst().orElseThrow();
        assertThat(question.files()).hasSize(1);
        String image = question.images().get(0).id();
        assertThat(chats.room.chats().image(somebody, after.item().id(), image).bytes())
                .isEqualTo(Base64.getDecoder().decode(PNG));
        assertThat(chats.room.folders().list(somebody).get(0).system()).isEqualTo("S");
        assertThat(chats.room.search().find(somebody, "otherwise", 10, null).items()).hasSize(1);
        ByteArrayOutputStream markdown = new ByteArrayOutputStream();
        chats.room.export().markdown(somebody, after.item().id()).to(markdown);
        assertThat(markdown.toString(StandardCharsets.UTF_8))
                .startsWith("# T\n\n## Question\n\nOne\n\n## m\n\nThe sky is blue.\n");
        assertThatThrownBy(() -> chats.room.export().json(BOB, chat))
                .isInstanceOf(ChatProblem.class);
    }

    private static MessageView tip(ChatView chat) {
        return chat.messages().stream()
                .filter(m -> m.id().equals(chat.leaf()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void chatGptsExportIsUnderstood() throws Exception {
        String file =
                "[{'title':'Sky','create_time':1700000000.5,'update_time':1700000100,'current_node':'n4','mapping':{"
                        + "'root':{'id':'root','message':null,'parent':null,'children':['n1']},"
                        + "'n1':{'id':'n1','parent':'root','message':{'author':{'role':'system'},'content':{'content_type':'text','parts':['']}}},"
                        + "'n2':{'id':'n2','parent':'n1','message':{'author':{'role':'user'},'create_time':1700000001,'content':{'content_type':'text','parts':['Why?',{'asset_pointer':'x'}]}}},"
                        + "'n3':{'id':'n3','parent':'n2','message':{'author':{'role':'tool'},'content':{'content_type':'text','parts':['searching']}}},"
                        + "'n4':{'id':'n4','parent':'n3','message':{'author':{'role':'assistant'},'metadata':{'model_slug':'gpt-4o'},'content':{'content_type':'text','parts':['Because.']}}}}}]";
        Imports.Job job = look(file.replace('\'', '"'));
        assertThat(job.format()).isEqualTo("chatgpt");
        assertThat(job.position()).isEqualTo(job.size());
        Imports.Job done = store(job);
        assertThat(leftOut(done)).contains("tools and of the system, count=2", "not in the file");
        ChatView chat = only();
        assertThat(chat.item().title()).isEqualTo("Sky");
        assertThat(chat.item().createdAt()).isEqualTo("2023-11-14T22:13:20.500Z");
        assertThat(chat.messages())
                .extracting(MessageView::content)
                .containsExactly("Why?", "Because.");
        assertThat(chat.messages().get(1).parent()).isEqualTo(chat.messages().get(0).id());
        assertThat(chat.messages().get(1).model()).isEqualTo("gpt-4o");
        assertThat(chat.leaf()).isEqualTo(chat.messages().get(1).id());
    }

    @Test
    void openWebUisExportIsUnderstood() throws Exception {
        String file =
                ("[{'id':'c','title':'Hi','pinned':true,'created_at':1700000000,'updated_at':1700000009,'meta':{'tags':['x']},"
                                + "'chat':{'models':['llama3:8b'],'history':{'currentId':'b','messages':{"
                                + "'a':{'id':'a','parentId':null,'role':'user','content':'Look','timestamp':1700000001,"
                                + "'files':[{'type':'image','url':'data:image/png;base64,"
                                + PNG
                                + "'},{'type':'image','url':'http://evil.test/x.png'}]},"
                                + "'b':{'id':'b','parentId':'a','role':'assistant','model':'llama3:8b',"
                                + "'content':'<details type=#reasoning# done=#true#><summary>Thought</summary>hm</details>A dot.'}}}}}]")
                        .replace('\'', '"')
                        .replace("#", "\\\"");
        Imports.Job done = store(look(file));
        assertThat(done.format()).isEqualTo("open-webui");
        assertThat(done.stored()).isEqualTo(new ImportJob.Count(1, 2, 1));
        assertThat(leftOut(done)).contains("not in the file, count=1");
        ChatView chat = only();
        assertThat(chat.item().pinned()).isTrue();
        assertThat(chat.item().tags()).containsExactly("x");
        assertThat(chat.messages().get(1).content()).isEqualTo("A dot.");
        assertThat(chat.messages().get(1).thinking()).isEqualTo("hm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{}",
                "[]",
                "null",
                "[1,2,3]",
                "[{\"mapping\":{}}]",
                "[{\"chat\":{}}",
                "{\"chats\":[{\"messages\":[{\"id\":\"a\",\"role\":\"user\",\"content\":\"x\"}]}",
                "PK\u0003\u0004 a zip"
            })
    void whatIsNoExportIsToldSo(String file) throws Exception {
        Imports.Job job = look(file);
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.error()).contains("no export of chats");
        assertThatThrownBy(() -> imports.start(somebody, job.id())).isInstanceOf(ChatProblem.class);
        assertThat(list()).isEmpty();
    }

    @Test
    void aFileThatNestsWithoutEndIsRefused() throws Exception {
        assertThat(look("[" + "[".repeat(1_000_000)).state()).isEqualTo("failed");
        assertThat(look("[" + "{\"a\":".repeat(1_000_000)).state()).isEqualTo("failed");
    }

    @Test
    void aFileOfOneTextWithoutEndIsRefusedInWords() throws Exception {
        byte[] begin =
                "{\"chats\":[{\"messages\":[{\"id\":\"1\",\"role\":\"user\",\"content\":\""
                        .getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[60 << 20];
        java.util.Arrays.fill(file, (byte) 'x');
        System.arraycopy(begin, 0, file, 0, begin.length);
        Imports.Job job = look(new ByteArrayInputStream(file));
        assertThat(job.state()).isEqualTo("failed");
        assertThat(job.error()).contains("more than 48 MB").contains("Take that chat out");
    }

    @Test
    void circlesBombsAndOddValuesAreLeftOut() throws Exception {
        String bomb =
                Base64.getEncoder()
                        .encodeToString(
                                new byte[] {
                                    (byte) 0x89,
                                    'P',
                                    'N',
                                    'G',
                                    '\r',
                                    '\n',
                                    0x1A,
                                    '\n',
                                    0,
                                    0,
                                    0,
                                    13,
                                    'I',
                                    'H',
                                    'D',
                                    'R',
                                    0,
                                    0,
                                    0x7F,
                                    0,
                                    0,
                                    0,
                                    0x7F,
                                    0,
                                    8,
                                    6
                                });
        String svg = Base64.getEncoder().encodeToString("<svg onload=alert(1)>".getBytes());
        String file =
                ("{'format':'corral-chats','chats':[{'title':7,'createdAt':'never','tags':'x','pinned':'no','parameters':{'A':{}},'messages':["
                                + "{'id':'a','parent':null,'role':'user','content':'x','images':[{'data':'"
                                + bomb
                                + "'},{'data':'"
                                + svg
                                + "'},{'data':'%%%'}]},"
                                + "{'id':'b','parent':'c','role':'user','content':'x'},{'id':'c','parent':'b','role':'user','content':'x'},"
                                + "{'id':'d','parent':'d','role':'user','content':'x'},{'id':'a','parent':null,'role':'user','content':'double'},"
                                + "{'id':'e','parent':'a','role':'assistant','content':'\\u0000\\ud800 end','state':'growing','stats':{'totalMs':'x'}},"
                                + "{'parent':null,'role':'user'},{'id':'f','parent':'e','role':'robot','content':'x'},7]}]}")
                        .replace('\'', '"');
        Imports.Job done = store(look(file));
        assertThat(leftOut(done))
                .contains(
                        "follow from themselves, count=3",
                        "cannot be shown here, count=3",
                        "id of another, count=1",
                        "without an id, count=2",
                        "not possible here, count=1");
        ChatView chat = only();
        assertThat(chat.messages())
                .extracting(MessageView::content)
                .containsExactly("x", "\uFFFD\uFFFD end");
        assertThat(chat.messages().get(1).state()).isEqualTo("whole");
        assertThat(chat.item().title()).isEqualTo("x");
    }

    @Test
    void aChatThatIsTooLargeIsLeftOutAndTheNextComesIn() throws Exception {
        String small = "{\"messages\":[{\"id\":\"a\",\"role\":\"user\",\"content\":\"small\"}]}";
        byte[] part =
                (",{\"id\":\"x\",\"role\":\"user\",\"content\":\"" + "y".repeat(1 << 20) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        List<InputStream> parts =
                new java.util.ArrayList<>(
                        IntStream.range(0, 60)
                                .<InputStream>mapToObj(i -> new ByteArrayInputStream(part))
                                .toList());
        parts.add(
                0, text("[{\"messages\":[" + "{\"id\":\"0\",\"role\":\"user\",\"content\":\"z\"}"));
        parts.add(text("]}," + small + "]"));
        Imports.Job done = store(look(new SequenceInputStream(Collections.enumeration(parts))));
        assertThat(leftOut(done)).contains("too large, count=1");
        assertThat(only().messages().get(0).content()).isEqualTo("small");
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A file whose sender begins with another one before it ends. */
    private final class Endless extends InputStream {

        private final int depth;

        Endless(int depth) {
            this.depth = depth;
        }

        @Override
        public int read() throws IOException {
            if (depth < 10) {
                imports.take(somebody, new Endless(depth + 1));
            }
            return -1;
        }
    }

    @Test
    void filesThatStillComeCountAsWell() throws Exception {
        assertThatThrownBy(() -> imports.take(somebody, new Endless(1)))
                .hasMessageContaining("3 imports");
        look("[]");
    }

    @Test
    void onlyTheOwnerSeesAnImport() throws Exception {
        Imports.Job job = look("[]");
        assertThatThrownBy(() -> imports.get(BOB, job.id())).hasMessageContaining("nothing");
        assertThatThrownBy(() -> imports.start(BOB, job.id())).hasMessageContaining("nothing");
        assertThatThrownBy(() -> imports.delete(BOB, job.id())).hasMessageContaining("nothing");
        imports.delete(somebody, job.id());
        assertThatThrownBy(() -> imports.get(somebody, job.id())).hasMessageContaining("nothing");
    }
}
